"""Maps of costs: who costs least among the choices that are good enough."""

import random

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts import style
from crossover_tool.views.cost_map import CostMap
from made_results import Json, cell, results
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

SHARES, LIMITS = (0, 50, 100), (2, 16)
WHO = ("gather/asio", "gather/asio_cores", "thread_pool/tbb", "process_pool/posix")
COMPUTING, MIXED, WAITING = SHARES
"""Computing: all are equally fast, and loops need half the CPU of pools. Mixed: processes alone are
fast. Waiting: all are fast and need the same CPU."""


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    rng = random.Random(2)

    def change(found: Json, block: int) -> Json:
        share = found["cell"]["params"]["wait_share_pct"]
        strategy = found["strategy"]
        slow = share == MIXED and strategy != "process_pool"
        cpu = 1e6 * (2.0 if share == COMPUTING and strategy != "gather" else 1.0)
        cpu *= 1.5 if share == COMPUTING and found["engine"] == "asio" else 1.0

        def noisy(value: float) -> int:
            return round(value * rng.gauss(1.0, 0.002))

        return {
            **found,
            "makespan_ns": [noisy(3e8 if slow else 1e8)],
            "cpu_user_ns": noisy(cpu),
            "cpu_system_ns": 0,
            "latency_ns": {**found["latency_ns"], "p99": noisy(2e6), "p999": 3e6, "max": 4e6},
        }

    cells = [
        cell("mixed", 200, limit, "map", work_us=2000, wait_share_pct=share)
        for share in SHARES
        for limit in LIMITS
    ]
    return analyse(results(cells, WHO, change, blocks=12))


def view(analysis: Analysis) -> CostMap:
    (grid,) = analysis.grids
    return CostMap(grid, analysis)


def test_it_says_who_costs_least_and_by_how_much(analysis: Analysis) -> None:
    told = view(analysis).sentences()[0]
    assert told.startswith("least CPU time of those good enough: ")
    assert "gather on all cores at 2" in told and "the next one up to 1.50x" in told
    assert "process_pool at 2" in told


def test_who_is_slow_owns_nothing(analysis: Analysis) -> None:
    (grid,) = analysis.grids
    found = view(analysis).found["cpu"]
    for limit in LIMITS:
        mixed, waiting = (grid.at(share, limit) for share in (MIXED, WAITING))
        assert mixed and found[mixed.number].good == ("process_pool",)
        assert waiting and found[waiting.number].alike and len(found[waiting.number].least) == 4


def test_each_cost_has_its_picture(analysis: Analysis) -> None:
    charts = {chart.suffix: chart for chart in view(analysis).charts()}
    assert list(charts) == ["-cpu", "-memory", "-p99"]
    with style.settings():
        axes = charts["-cpu"].draw(charts["-cpu"].words).axes[0]
    faces = {
        (round(patch.get_x() + 0.485), round(patch.get_y() + 0.47)): patch
        for patch in axes.patches
        if isinstance(patch, Rectangle)
    }
    assert len(faces) == len(SHARES) * len(LIMITS)
    gather = faces[SHARES.index(COMPUTING), 0]
    assert to_hex(gather.get_facecolor()).upper() == style.colour("gather")
    assert gather.get_hatch() == ".."
    assert sorted({text.get_text() for text in axes.texts}) == ["1.50x", "alone"]
    assert len([line for line in axes.lines if line.get_gid() == "border"]) == len(LIMITS)
