"""How often others disturbed a run, from its block records."""

from crossover_tool.analysis.interference_count import InterferenceCount, interference_count
from crossover_tool.host.interference import Interference
from crossover_tool.samples.records import Block


def block(number: int, attempt: int, *tainted: str, again: bool = False) -> Block:
    left_out = (0,) if again else ()
    return Block(0, number, attempt, 1, Interference(), tainted, left_out)


def test_a_block_counts_once_however_often_it_was_taken() -> None:
    found = interference_count(
        [
            block(0, 0, "5% was stolen", again=True),
            block(0, 1, "7% was stolen", again=True),
            block(0, 2),
            block(1, 0, "9% was stolen"),
            block(2, 0),
        ]
    )
    assert (found.blocks, found.repeated, found.kept) == (3, 2, 1)
    assert found.reasons == ("9% was stolen",)  # one kind, its latest figure


def test_the_sentence_says_what_was_done_about_it() -> None:
    assert InterferenceCount().sentence == ""
    assert InterferenceCount(4).sentence == "none of 4 blocks was disturbed by others"
    assert InterferenceCount(4, 2, 1, ("a", "b")).sentence == (
        "2 of 4 blocks were disturbed by others and taken again, 1 stayed disturbed and count all "
        "the same (a; b)"
    )
