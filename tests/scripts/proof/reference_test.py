"""The reference's noise is that of the committed results."""

from pathlib import Path

import pytest
from conftest import ROOT
from crossover_tool.proof import reference
from crossover_tool.proof.reference import FILE, kernel, mixture_median, smoothed_median, text


def committed() -> Path:
    """The results that the residuals were made from."""
    return ROOT / "results" / reference.json.loads(FILE.read_text())["of"] / "samples.jsonl"


def test_it_is_made_from_the_committed_results() -> None:
    assert text(committed()) == FILE.read_text(), (
        "the reference results are others: python3 -m crossover_tool.proof.reference "
        f"{committed()}"
    )


def test_every_series_has_its_median_at_nothing() -> None:
    cells = reference.reference()
    assert len(cells) >= 40
    for cell in cells:
        for series in cell.series:
            assert abs(smoothed_median(series)) < 2e-5 + 0.01 * kernel(series)


def test_two_of_five_cells_are_wild() -> None:
    """Somebody scatters by more than a tenth there."""
    scatter = sorted(
        max(sum(v * v for v in one) / len(one) for one in cell.series) ** 0.5
        for cell in reference.reference()
    )
    wild = sum(one > 0.1 for one in scatter) / len(scatter)
    assert 0.35 < wild < 0.45 and scatter[len(scatter) // 2] < 0.07


def test_the_median_of_a_mixture() -> None:
    assert mixture_median([-1.0, 0.0, 1.0], 0.1) == pytest.approx(0.0, abs=1e-6)
    assert mixture_median([0.0, 0.0, 5.0], 0.0) == 0.0
