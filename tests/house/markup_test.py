"""Nothing is printed with rich's markup: an address such as [::1] or a name in brackets would
vanish. `console()` has it switched off; styles are given beside the text."""

import re

from tracked import tracked

MARKUP = re.compile(r"\[/?(?:bold|dim|italic|red|green|yellow|blue|cyan|magenta|white)\b[^\]]*\]")
OTHER_CONSOLE = re.compile(r"(?<![\w.])Console\((?![^)]*markup=False)[^)]*\)")


def test_no_text_is_marked_up() -> None:
    found = [
        f"{name}:{number}"
        for name, path in tracked(".py")
        if name.startswith("scripts/")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if MARKUP.search(line) or OTHER_CONSOLE.search(line)
    ]
    assert not found, "a style beside the text, and Console(markup=False): " + ", ".join(found)
