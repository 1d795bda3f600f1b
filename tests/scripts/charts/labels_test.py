"""Labels keep their order and their distance."""

import pytest
from crossover_tool.charts.labels import spread
from crossover_tool.charts.ticks import thinned
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.floats(0, 500), min_size=1, max_size=12))
def test_labels_do_not_overlap_and_stay_inside(wanted: list[float]) -> None:
    placed = spread(wanted, 25.0, 0.0, 500.0)
    ordered = sorted(placed)
    assert all(b - a >= 25.0 - 1e-6 for a, b in zip(ordered, ordered[1:]))
    assert ordered[0] >= -1e-6 and ordered[-1] <= 500.0 + 1e-6
    pairs = [
        (i, j) for i in range(len(wanted)) for j in range(len(wanted)) if wanted[i] < wanted[j]
    ]
    assert all(placed[i] < placed[j] for i, j in pairs)


def test_lone_labels_stay_where_they_want_to_be() -> None:
    assert spread([100.0, 300.0], 25.0, 0.0, 500.0) == [100.0, 300.0]


def test_a_cluster_stands_around_its_middle() -> None:
    assert spread([100.0, 100.0, 100.0], 20.0, 0.0, 500.0) == pytest.approx([80.0, 100.0, 120.0])


def test_thinned_ticks_keep_the_last_and_their_distance() -> None:
    assert thinned([1, 10, 100], 0.07, log=True) == [1, 10, 100]
    assert thinned([1, 99, 100], 0.07, log=False) == [1, 100]
