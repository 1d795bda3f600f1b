"""A regret matrix as JSON, for scripts and for the page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crossover_tool.analysis.regret_matrix import Field, Matrix, Question
from crossover_tool.samples import codec
from crossover_tool.stats.regret import Regret
from crossover_tool.units.finite import finite

Json = dict[str, Any]


def as_json(found: Matrix) -> Json:
    """The matrix; null stands for what has no end."""
    return {
        "margin": found.margin,
        "kinds": list(found.kinds),
        "choices": list(found.choices),
        "open_share": found.open_share,
        "questions": [_question(row) for row in found.rows],
        "guarantees": {choice: finite(asdict(one)) for choice, one in found.guarantees.items()},
        "smallest": [finite(asdict(one)) for one in found.smallest],
    }


def _question(row: Question) -> Json:
    return {
        "title": row.title,
        "family": row.family,
        "metric": row.metric,
        "cell": codec.cell(row.cell.cell),
        "number": row.cell.number,
        "share_of_waiting": row.share_of_waiting,
        "fields": {choice: _field(one) for choice, one in row.fields.items()},
        "decision": finite(asdict(row.decision)),
    }


def _field(one: Field) -> Json:
    return {
        **_regret(one.regret),
        "silence": one.silence.value if one.silence else None,
        "reason": one.reason,
        "blocks_needed": one.needed,
        "costs": {name: _regret(regret) for name, regret in one.costs.items()},
    }


def _regret(one: Regret | None) -> Mapping[str, object]:
    if one is None:
        return {"contender": None, "regret": None, "low": None, "high": None, "class": None}
    ends = finite({"regret": one.value, "low": one.low, "high": one.high})
    return {"contender": one.contender, **ends, "class": one.proven.value}
