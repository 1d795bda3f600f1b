"""A comparison as JSON, for scripts."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isinf
from typing import Any

from crossover_tool.analysis.compare import Change, Compared, Comparison
from crossover_tool.samples import codec
from crossover_tool.stats.shift import Shift


def as_json(
    comparison: Comparison, regressions: Sequence[Compared], threshold: float = 0.0
) -> dict[str, Any]:
    """Every row with its interval, its verdict and the smallest regression beyond `threshold` that
    could have been seen in it, the counts, and what the reader must know; null: not known."""
    seen = comparison.detectable(threshold)
    return {
        "margin": comparison.margin,
        "calibration_drift": comparison.drift,
        "machine_shift": _shift(comparison.shift),
        "counts": {change.value: comparison.count(change) for change in Change},
        "regressions": [f"{row.cell.key} {row.contender}" for row in regressions],
        "host_changes": list(comparison.host_changes),
        "build_changes": list(comparison.build_changes),
        "winner_changes": list(comparison.fronts),
        "lost": [
            {**codec.cell(one.cell), "contender": one.contender, "why": one.why}
            for one in comparison.lost
        ],
        "only_after": list(comparison.only_after),
        "rows": [
            {
                **_row(row),
                "own_ratio": comparison.own(row).ratio,
                "detectable": None if isinf(detectable) else detectable,
            }
            for row, detectable in zip(comparison.rows, seen)
        ],
    }


def _shift(shift: Shift | None) -> dict[str, Any] | None:
    if shift is None:
        return None
    low, high = shift.interval
    return {"ratio": shift.ratio, "low": low, "high": high, "controls": shift.count}


def _row(row: Compared) -> dict[str, Any]:
    known = not isinf(row.high)
    return {
        **codec.cell(row.cell),
        "contender": row.contender,
        "metric": row.metric,
        "before_ns": asdict(row.before),
        "after_ns": asdict(row.after),
        "ratio": row.ratio,
        "ratio_interval": {"low": row.low, "high": row.high} if known else None,
        "verdict": row.change.value,
    }
