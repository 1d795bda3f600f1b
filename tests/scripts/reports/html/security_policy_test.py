"""Nothing is loaded by the page, and nothing runs but its own script."""

import base64
import hashlib
import re

from crossover_tool.reports.html.security_policy import HERE, JUDGE, SCRIPTS, policy, script, style


def digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def test_the_policy_names_the_very_script_and_style() -> None:
    found = policy()
    assert found.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest(script())}';" in found
    assert f"style-src 'sha256-{digest(style())}';" in found
    assert "unsafe" not in found and "http" not in found


def test_every_script_is_in_it_once() -> None:
    assert {path.stem for path in (HERE / "js").glob("*.js")} == set(SCRIPTS)
    assert len(set(SCRIPTS)) == len(SCRIPTS)


def test_what_judges_knows_of_no_page() -> None:
    for name in JUDGE:
        text = (HERE / "js" / f"{name}.js").read_text(encoding="utf-8")
        assert not re.search(r"\b(document|window)\.", text), name
