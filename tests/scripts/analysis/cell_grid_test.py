"""Cells over two axes."""

from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cell_grid import CellGrid, cell_grids, winner
from crossover_tool.suite import PlannedCell
from made_results import Json, cell, results


def grids(*cells: PlannedCell) -> tuple[CellGrid, ...]:
    def change(found: Json, block: int) -> Json:
        span = 1e6 * found["cell"]["tasks"] if found["strategy"] == "sequential" else 50e6
        return {**found, "makespan_ns": [round(span * (1 + 0.001 * block))]}

    return cell_grids(analyse(results(cells, ["sequential/std", "gather/asio"], change, 9)).cells)


def test_a_table_over_tasks_and_limits() -> None:
    cells = [cell("timer", n, most, "map", wait_us=100) for n in (100, 10) for most in (8, 1)]
    (found,) = grids(*cells)
    assert (found.x.name, found.y.name) == ("tasks", "limit")
    assert (found.columns, found.rows) == ((10, 100), (1, 8))
    assert found.setting == "timer, wait 100 µs"
    assert found.slug == "timer-wait-us-100-map-tasks-limit"


def test_what_no_axis_sweeps_is_in_the_setting() -> None:
    shares = (0, 50, 100)
    cells = [
        cell("mixed", 200, most, "map", work_us=1000, wait_share_pct=share)
        for share in shares
        for most in (1, 8)
    ]
    (found,) = grids(*cells)
    assert (found.x.name, found.y.name) == ("wait_share_pct", "limit")
    assert found.setting == "mixed, work 1 ms: 200 tasks"


def test_each_place_has_its_winner_and_a_hole_has_none() -> None:
    cells = [cell("timer", n, most, "map", wait_us=100) for n in (10, 100) for most in (1, 8)]
    (found,) = grids(*cells[:3])
    assert winner(found.at(10, 1)) == "sequential"
    assert winner(found.at(100, 1)) == "gather"
    assert found.at(100, 8) is None and winner(None) == ""


def test_one_axis_makes_no_grid_and_a_table_without_a_map_none_either() -> None:
    assert grids(*[cell("timer", n, 1, "map", wait_us=100) for n in (10, 100)]) == ()
    apart = [cell("timer", n, most, "tasks", wait_us=100) for n in (10, 100) for most in (1, 8)]
    assert grids(*apart) == ()
