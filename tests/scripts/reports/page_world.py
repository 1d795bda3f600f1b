"""A page in a headless browser, as a reader has it: opened from a file, with every request, message
and error noted."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
AXE = Path(os.environ.get("CROSSOVER_AXE", "/usr/share/javascript/axe-core/axe.min.js"))
"""The accessibility checker is in no distribution: `npm pack axe-core`, and name its axe.min.js."""


def needs_browser() -> None:
    """Skips the test, saying why, where there is no browser to drive."""
    pytest.importorskip("selenium", reason="needs python3-selenium")
    if not CHROMIUM or not DRIVER:
        pytest.skip("needs chromium and chromium-driver")


@contextmanager
def browser(folder: Path, javascript: bool = True, width: int = 1400) -> Iterator[Any]:
    """A fresh browser, whose downloads go to `folder`."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={folder / 'profile'}")
    content = {} if javascript else {"profile.managed_default_content_settings.javascript": 2}
    options.add_experimental_option("prefs", {"download.default_directory": str(folder), **content})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        driver.set_window_size(width, 1000)
        yield driver
    finally:
        driver.quit()


def opened(driver: Any, page: Path, place: str = "") -> None:
    """Opens the page and waits until its script has judged."""
    from selenium.webdriver.support.ui import WebDriverWait

    driver.get("about:blank")  # else an address that differs behind # alone loads nothing
    driver.get(f"{page.as_uri()}{place}")
    WebDriverWait(driver, 60).until(
        lambda one: one.execute_script("return document.documentElement.dataset.ready === 'true'")
    )


def settled(driver: Any) -> None:
    """Waits until what was chosen has been judged: its timer is over, and a frame was drawn."""
    driver.execute_async_script(
        "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => done()), 200);"
    )


def messages(driver: Any) -> list[str]:
    """What the console says: a reader's browser must say nothing."""
    return [entry["message"] for entry in driver.get_log("browser")]


def requests(driver: Any, page: Path) -> list[str]:
    """Every address that was asked for, but for the page and what the browser itself asks."""
    found: list[str] = []
    for entry in driver.get_log("performance"):
        told = json.loads(entry["message"])["message"]
        if told["method"] == "Network.requestWillBeSent":
            found.append(told["params"]["request"]["url"])
    own = ("about:", "data:", "chrome://", "blob:")  # of these none leaves the browser
    return [
        one for one in found if one.partition("#")[0] != page.as_uri() and not one.startswith(own)
    ]
