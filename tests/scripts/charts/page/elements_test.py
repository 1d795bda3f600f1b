"""HTML that is escaped by construction."""

from crossover_tool.charts.page.elements import Markup, element, joined, text

HOSTILE = '"><script>x</script>'


def test_text_becomes_letters_and_markup_stays() -> None:
    assert text("<b> & 'x'") == "&lt;b&gt; &amp; &#x27;x&#x27;"
    assert text(Markup("<b>")) == "<b>"
    assert text("a\nb") == "a\\nb"


def test_no_name_becomes_an_element_or_an_attribute() -> None:
    found = element("p", HOSTILE, title=HOSTILE)
    assert "<script" not in found
    assert found.startswith('<p title="&quot;&gt;&lt;script&gt;x')


def test_attributes_are_written_as_html_has_them() -> None:
    assert element("input", class_="a", aria_label="b", hidden=True, id=None, checked=False) == (
        '<input class="a" aria-label="b" hidden/>'
    )
    assert element("rect", x=1.5, width=2) == '<rect x="1.5" width="2"/>'


def test_a_leaf_with_something_inside_has_an_end() -> None:
    assert element("rect") == "<rect/>"
    assert element("rect", element("title", "a")) == "<rect><title>a</title></rect>"
    assert element("td") == "<td></td>"
    assert joined(element("b", "1"), element("i", "2")) == "<b>1</b><i>2</i>"
