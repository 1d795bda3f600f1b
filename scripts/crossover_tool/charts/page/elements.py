"""HTML and SVG elements as text, escaped by construction.

A `Markup` is finished; every other text becomes letters that act on nothing. So a name out of a
samples file cannot become an element, an attribute or a script.
"""

from collections.abc import Sequence
from html import escape

from crossover_tool.readable import on_one_line


class Markup(str):
    """Text that is HTML already."""


LEAVES = frozenset({"meta", "input", "br", "rect", "circle", "line", "path", "polyline", "polygon"})
"""Elements without an end of their own: HTML's void ones, and SVG's shapes where they are bare."""


def text(plain: str) -> Markup:
    """Plain text as HTML, in one line."""
    return plain if isinstance(plain, Markup) else Markup(escape(on_one_line(plain)))


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """`<tag attributes>children</tag>`.

    An attribute's name is written with `_` for `-` and a `_` behind where Python needs one
    (`class_`); None and False leave it out, True writes it bare.
    """
    told = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in LEAVES and not children:
        return Markup(f"<{tag}{told}/>")
    return Markup(f"<{tag}{told}>{''.join(map(text, children))}</{tag}>")


def joined(*parts: Markup) -> Markup:
    return Markup("".join(parts))


def table(head: Markup, body: Sequence[Markup], foot: Markup, **attributes: object) -> Markup:
    """A table of rows with a head and a foot; a `caption` stands above."""
    caption = attributes.pop("caption", "")
    parts = (element("thead", head), element("tbody", *body), element("tfoot", foot))
    told = (element("caption", str(caption)),) if caption else ()
    return element("table", *told, *parts, **attributes)


def column_head(word: str, class_: str | None = None) -> Markup:
    return element("th", word, scope="col", class_=class_)


def row_head(word: str) -> Markup:
    return element("th", word, scope="row")


def hidden(words: str) -> Markup:
    """For screen readers alone."""
    return element("span", words, class_="sr")


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    told = f"{value:g}" if isinstance(value, float) else on_one_line(str(value))
    return f' {name}="{escape(told)}"'
