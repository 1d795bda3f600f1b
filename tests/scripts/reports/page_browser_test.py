"""The page in a browser: every control, nothing loaded, nothing in the console, no script of a
hostile samples file."""

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import frozen
from made_results import write
from page_world import AXE, browser, messages, needs_browser, opened, requests, settled
from crossover_tool.reports.report import report_on
from crossover_tool.samples.reader import read

CONTROLS = "input, select, button, summary"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the frozen results."""
    needs_browser()
    return written(frozen(), tmp_path_factory.mktemp("page"))


def written(samples: Path, folder: Path) -> Path:
    """The page of a samples file; charts are not wanted."""
    from crossover_tool.reports.html.page import page as text_of

    results = read(samples)
    report = report_on(results)
    path = folder / "report.html"
    path.write_text(text_of(results, report.analysis, report.sections), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the browser puts what is downloaded."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def shared(downloads: Path) -> Iterator[Any]:
    """One browser for all tests: its start takes longer than they do."""
    needs_browser()
    with browser(downloads) as one:
        yield one


@pytest.fixture
def driver(shared: Any) -> Iterator[Any]:
    """The browser, which must stay silent; what was asked for before is forgotten."""
    shared.get("about:blank")
    shared.get_log("performance")
    yield shared
    assert messages(shared) == []


def find(driver: Any, selector: str) -> Any:
    """The one element that a selector names."""
    return driver.find_element("css selector", selector)


def texts(driver: Any, selector: str) -> list[str]:
    """What stands in the elements of a selector, as a reader sees it."""
    return [one.text for one in driver.find_elements("css selector", selector)]


def choose(driver: Any, name: str, value: str) -> None:
    """Chooses an option."""
    from selenium.webdriver.support.ui import Select

    Select(find(driver, f"#{name}")).select_by_value(value)
    settled(driver)


def write_into(driver: Any, name: str, value: str) -> None:
    """Types into a field, in place of what stands there."""
    from selenium.webdriver.common.keys import Keys

    field = find(driver, f"#{name}")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(value or Keys.BACKSPACE)
    settled(driver)


def test_it_judges_as_the_command_did_and_asks_for_nothing(page: Path, driver: Any) -> None:
    static = [row for row in matrix_without_javascript(page) if row]
    opened(driver, page)
    shown = [[one.strip() for one in row.split("\n")] for row in texts(driver, "#matrix tbody tr")]
    assert shown and static
    assert [fields(row) for row in driver_rows(driver)] == static
    assert requests(driver, page) == []


def driver_rows(driver: Any) -> list[list[str]]:
    """Title and fields of every row, as text."""
    found: list[list[str]] = driver.execute_script(
        "return [...document.querySelectorAll('#matrix tbody tr')].map(row => "
        "[...row.children].map(one => { const copy = one.cloneNode(true);"
        "copy.querySelectorAll('.sr').forEach(each => each.remove()); return copy.textContent; }))"
    )
    return found


def fields(row: list[str]) -> list[str]:
    """A row without blanks at the ends of its fields."""
    return [one.strip() for one in row]


def matrix_without_javascript(page: Path) -> list[list[str]]:
    """The same of the page as it was written."""
    from html.parser import HTMLParser

    class Rows(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.rows: list[list[str]] = []
            self.depth, self.hidden = "", False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            self.depth = "body" if tag == "tbody" and self.depth == "table" else self.depth
            self.depth = "table" if told.get("id") == "matrix" else self.depth
            self.hidden = self.hidden or told.get("class") == "sr"
            if self.depth == "body" and tag == "tr":
                self.rows.append([])
            if self.depth == "body" and tag in ("td", "th"):
                self.rows[-1].append("")

        def handle_endtag(self, tag: str) -> None:
            self.depth = "" if tag == "tbody" else self.depth
            self.hidden = self.hidden and tag != "span"

        def handle_data(self, data: str) -> None:
            if self.depth == "body" and not self.hidden and self.rows[-1]:
                self.rows[-1][-1] += data

    parser = Rows()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.rows


def test_the_margin_judges_anew_and_stands_in_the_address(page: Path, driver: Any) -> None:
    opened(driver, page)
    before = find(driver, "#told").text
    write_into(driver, "margin", "900")
    after = find(driver, "#told").text
    assert before != after and "margin 900 %" in after and " 0 behind" in after
    assert "margin=900" in driver.current_url
    opened(driver, page, "#margin=900")
    assert find(driver, "#told").text == after
    find(driver, "#reset").click()
    settled(driver)
    assert find(driver, "#told").text == before


@pytest.mark.parametrize("nonsense", ["", "-3", "abc", "1e99", "0"])
def test_a_margin_that_is_none_is_the_run_s(page: Path, driver: Any, nonsense: str) -> None:
    opened(driver, page, f"#margin={nonsense}")
    assert "margin 5 %" in find(driver, "#told").text


def test_metric_filter_and_sort(page: Path, driver: Any) -> None:
    opened(driver, page)
    rows = len(driver_rows(driver))
    choose(driver, "metric", "cpu")
    assert find(driver, "#told").text.startswith("CPU time")
    choose(driver, "metric", "time")
    write_into(driver, "filter", "sha256")
    assert 0 < len(driver_rows(driver)) < rows
    write_into(driver, "filter", "nowhere to be found")
    assert driver_rows(driver) == []
    write_into(driver, "filter", "")
    find(driver, '[data-sort="question"]').click()
    titles = [row[0] for row in driver_rows(driver)]
    assert titles == sorted(titles) and len(titles) == rows
    assert find(driver, '[aria-sort="ascending"]').text.startswith("question")
    choose(driver, "only", "open")
    assert all("?" in "".join(row) for row in driver_rows(driver))
    choose(driver, "only", "decided")
    assert all(row[-1] != "open" for row in driver_rows(driver))


def test_who_takes_part(page: Path, driver: Any) -> None:
    opened(driver, page)
    find(driver, "#controls summary").click()
    columns = texts(driver, "#matrix thead th")
    box = find(driver, '#choices input[value="sequential"]')
    box.click()
    settled(driver)
    assert [one for one in columns if one != "sequential"] == texts(driver, "#matrix thead th")
    for kind in driver.find_elements("css selector", "#kinds input:checked"):
        kind.click()
    settled(driver)
    assert driver_rows(driver) == []
    assert "0 good enough, 0 behind, 0 open" in find(driver, "#told").text
    find(driver, "#reset").click()
    settled(driver)
    assert texts(driver, "#matrix thead th") == columns
    find(driver, "#controls summary").click()
    for engine in driver.find_elements("css selector", "#engines input"):
        engine.click()
    settled(driver)
    assert driver_rows(driver) == []


def test_a_field_opens_its_samples_by_keyboard(page: Path, driver: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    opened(driver, page)
    field = find(driver, "#matrix tbody button")
    name = field.get_attribute("aria-label")
    field.send_keys(Keys.ENTER)
    settled(driver)
    detail = find(driver, "#detail")
    assert detail.is_displayed() and name and name.split(":")[0] in detail.text
    assert driver.switch_to.active_element.get_attribute("id") == "detail-title"
    assert driver.find_elements("css selector", "#detail circle.sample")
    assert "the 4 samples of" in detail.text
    address = driver.current_url
    find(driver, "#close").send_keys(Keys.ENTER)
    assert not detail.is_displayed()
    assert driver.switch_to.active_element.get_attribute("aria-label") == name
    opened(driver, page, f"#{address.partition('#')[2]}")
    assert find(driver, "#detail").is_displayed()


def test_a_question_leads_to_its_cell(page: Path, driver: Any) -> None:
    opened(driver, page)
    link = find(driver, "#matrix tbody a")
    target = link.get_attribute("href").partition("#")[2]
    link.click()
    assert find(driver, f"#{target}").get_attribute("open")
    opened(driver, page, f"#{target}")
    assert find(driver, f"#{target}").get_attribute("open")


def test_the_explorer_draws_every_sweep_and_figure(page: Path, driver: Any) -> None:
    opened(driver, page)
    sweeps = [
        one.get_attribute("value") for one in driver.find_elements("css selector", "#sweep option")
    ]
    assert len(sweeps) == 3
    for sweep in sweeps:
        choose(driver, "sweep", sweep)
        for figure in ("time", "cpu", "memory", "p99", "task_p99", "task_p999"):
            choose(driver, "figure", figure)
            drawn = driver.find_elements("css selector", "#explored circle")
            assert drawn or "was not measured" in find(driver, "#explored").text, (sweep, figure)
    choose(driver, "figure", "time")
    choose(driver, "sweep", sweeps[0])
    assert driver.find_elements("css selector", "#explored .band")
    for name in ("bands", "logx", "logy"):
        before = find(driver, "#explored svg").get_attribute("innerHTML")
        find(driver, f"#{name}").click()
        settled(driver)
        assert find(driver, "#explored svg").get_attribute("innerHTML") != before, name
    assert not driver.find_elements("css selector", "#explored .band")
    find(driver, "#explored summary").click()
    assert texts(driver, "#explored tbody td")


def test_downloads(page: Path, driver: Any, downloads: Path) -> None:
    opened(driver, page)
    for name in ("raw", "csv"):
        find(driver, f"#{name}").click()
    raw, table = arrived(downloads / "samples.json"), arrived(downloads / "matrix.csv")
    cells = json.loads(raw)["cells"]
    good = sum(len(one["blocks"]) for cell in cells for one in cell["contenders"])
    samples = read(frozen()).samples
    assert good == sum(one.ok and not one.control for one in samples)
    rows = list(csv.DictReader(table.splitlines()))
    assert {row["class"] for row in rows} <= {"good enough", "behind", "open"} and rows


def arrived(path: Path) -> str:
    """A download's text, when it is whole."""
    end = time.monotonic() + 30.0
    while not path.exists():
        assert time.monotonic() < end, f"no {path.name}"
        time.sleep(0.1)
    return path.read_text(encoding="utf-8")


def test_without_javascript_it_is_read_as_it_stands(page: Path, tmp_path: Path) -> None:
    with browser(tmp_path, javascript=False) as driver:
        driver.get(page.as_uri())
        assert "1.00x" in find(driver, "#matrix").text
        assert not find(driver, "#controls").is_displayed()
        assert not find(driver, "#explorer").is_displayed()
        assert driver.find_elements("css selector", "svg.chart circle")
        assert "How this was measured" in find(driver, "main").text
        assert messages(driver) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_axe_finds_nothing(page: Path, driver: Any, scheme: str, width: int) -> None:
    if not AXE.is_file():
        pytest.skip(f"needs axe-core: name its axe.min.js in CROSSOVER_AXE (no {AXE})")
    size = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wish = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
    opened(driver, page)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    find(driver, "#matrix tbody button").click()
    for summary in driver.find_elements("css selector", "summary"):
        summary.click()
    settled(driver)
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []


HOSTILE = (
    "</script><script>window.owned=1</script>",
    "\"><img src=x onerror='window.owned=1'>",
    "<svg/onload=window.owned=1>",
    "'-window.owned=1-'",
    "--><script>window.owned=1</script>",
    "javascript:window.owned=1",
)


def hostile(folder: Path) -> Path:
    """The frozen results with a script in every text that a samples file may hold."""
    lines = []
    for number, line in enumerate(frozen().read_text(encoding="utf-8").splitlines()):
        lines.append(json.dumps(poisoned(json.loads(line), HOSTILE[number % len(HOSTILE)])))
    folder.mkdir(exist_ok=True)
    (folder / "samples.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


KEPT = ("kind", "started", "finished", "status", "chart", "ideal_kind", "digest", "binaries")


def poisoned(value: Any, script: str, name: str = "") -> Any:
    """Every text replaced or lengthened by a script, but for those that must be words of a list."""
    if isinstance(value, dict):
        return {key: poisoned(one, script, key) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, script, name) for one in value]
    return f"{value}{script}" if isinstance(value, str) and name not in KEPT else value


def test_a_hostile_samples_file_runs_no_script(driver: Any, tmp_path: Path) -> None:
    page = written(hostile(tmp_path / "hostile"), tmp_path)
    opened(driver, page)
    assert "window.owned" in find(driver, "main").text
    choose(driver, "metric", "cpu")
    for field in driver.find_elements("css selector", "#matrix tbody button")[:3]:
        field.click()
    for summary in driver.find_elements("css selector", "summary"):
        summary.click()
    settled(driver)
    assert driver.execute_script("return window.owned") is None
    assert driver.execute_script("return document.querySelectorAll('img, iframe').length") == 0
    assert driver.execute_script("return document.querySelectorAll('script').length") == 2
    assert requests(driver, page) == []
