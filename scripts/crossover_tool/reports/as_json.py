"""The final table as JSON, for scripts."""

from dataclasses import asdict
from math import isfinite
from typing import Any

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.decision_map import DecisionMap, map_finding
from crossover_tool.analysis.finding import cell_finding, sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.report import Analysis
from crossover_tool.analysis.scaling import Scaling
from crossover_tool.samples import encode


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Groups with their findings and crossovers, cells with their verdicts and ranked
    contenders."""
    return {
        "suite": analysis.header.suite.name,
        "status": analysis.status,
        "samples": analysis.samples,
        "warnings": list(analysis.warnings),
        "noise_floor": analysis.noise_floor,
        "disturbance": asdict(analysis.disturbance),
        "groups": [_group(group) for group in analysis.groups],
        "maps": [_map(chart) for chart in analysis.maps],
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "axis": group.axis,
        "setting": group.setting,
        "finding": sweep_finding(group) if group.axis else cell_finding(group.cells[0]),
        "crossovers": [_finite(asdict(crossing)) for crossing in group.crossings],
        "scaling": [_scaling(scaling) for scaling in group.scalings],
        "cells": [_cell(result) for result in group.cells],
    }


def _map(chart: DecisionMap) -> dict[str, Any]:
    return {
        "x": chart.x.name,
        "y": chart.y.name,
        "setting": chart.setting,
        "finding": map_finding(chart),
        "places": [
            {
                "x": chart.x.value(result.cell),
                "y": chart.y.value(result.cell),
                "verdict": result.front.verdict.value,
                "unbeaten": list(result.front.strategies),
            }
            for result in chart.cells
        ],
    }


def _scaling(scaling: Scaling) -> dict[str, Any]:
    law = scaling.law
    names = ("gamma", "sigma", "kappa", "peak")
    return {
        "contender": scaling.contender.name,
        "limits": list(scaling.limits),
        **{name: _finite(asdict(getattr(law, name))) for name in names},
        "miss": law.miss,
        "holds": scaling.holds,
    }


def _cell(result: CellResult) -> dict[str, Any]:
    return {
        **encode.cell(result.cell),
        "finding": cell_finding(result),
        "verdict": result.judgement.verdict.value,
        "reason": result.judgement.reason,
        "blocks_needed": result.models.needed if result.models.rivals else result.judgement.needed,
        "control": _finite(asdict(result.control)) if result.control else None,
        "models": {
            "verdict": result.front.verdict.value,
            "unbeaten": list(result.front.strategies),
        },
        "ideal_ns": result.ideal_ns,
        "contenders": [_contender(result, measured) for measured in result.ranked],
        "absent": [
            {"contender": a.contender.name, "status": a.status, "reason": a.reason}
            for a in result.absent
        ],
    }


def _contender(result: CellResult, measured: Measured) -> dict[str, Any]:
    rival = result.rival(measured.contender)
    return {
        "contender": measured.contender.name,
        "rank": result.ranks[measured.contender.name],
        "makespan_ns": asdict(measured.makespan),
        "ratio": result.ratio(measured),
        "ratio_interval": _finite({"low": rival.low, "high": rival.high}) if rival else None,
        "standing": rival.standing.value if rival else "leader",
        "cpu_ns": measured.cpu.median,
        "memory_bytes": measured.memory.median,
        "bytes_per_task": measured.bytes_per_task,
        "efficiency": measured.efficiency,
        "ideal_ns": measured.ideal_ns,
        "bound": measured.bound,
        "latency_p50_ns": measured.latency_p50_ns,
        "latency_p99_ns": measured.latency_p99_ns,
        "max_in_flight": measured.max_in_flight,
        "context_switches": measured.switches,
        "marks": list(measured.marks),
        **asdict(measured.costs),
    }


def _finite(document: dict[str, Any]) -> dict[str, Any]:
    """JSON has neither infinity nor nan: both become null, which reads as "not known"."""
    return {
        key: None if isinstance(v, float) and not isfinite(v) else v for key, v in document.items()
    }
