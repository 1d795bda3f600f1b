"""The views' legends on the page: a little Markdown, and nothing else is markup."""

from crossover_tool.reports.html.prose import list_of, sentences


def test_items_may_go_on_in_indented_lines() -> None:
    assert list_of("- one\n  goes on\n- two") == "<ul><li>one goes on</li><li>two</li></ul>"


def test_bold_code_and_the_words_of_links() -> None:
    assert list_of("- **a** is `b < c`, see [docs](X.md)") == (
        "<ul><li><b>a</b> is <code>b &lt; c</code>, see docs</li></ul>"
    )


def test_nothing_else_acts() -> None:
    found = list_of("- <img src=x onerror=y> **<script>**")
    assert "<img" not in found and "<script" not in found
    assert sentences(["<b>"]) == "<ul><li>&lt;b&gt;</li></ul>"
    assert sentences([]) == ""
