"""The decision map: its axes, its finding, its fields, and where it stands in a report."""

import json
import math
import random
from collections import Counter
from pathlib import Path

import pytest
from conftest import FAKE, Command
from crossover_tool.axis import map_axes
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Cell
from crossover_tool.charts import style
from crossover_tool.charts.fields import FACES, LOOKS, Place, borders, by_time, candidates
from crossover_tool.charts.save import save
from crossover_tool.errors import UsageError
from crossover_tool.reports.markdown import summary
from crossover_tool.reports.report import Report
from crossover_tool.samples.reader import read
from crossover_tool.stats.verdict import Verdict
from crossover_tool.suites import suite_file
from made_results import Json, Spans, cell, write_results
from matplotlib.patches import Rectangle
from crossover_tool.views.view import Chart
from shown import parts

SHARES, LIMITS = (0, 10, 30, 50, 70, 90, 100), (2, 16, 128)
WHO = ["gather/asio", "thread_pool/std", "process_pool/posix", "offload/asio"]


def level(where: Json, name: str) -> float:
    """Computing on one core or two, waiting behind a limit or not: enough for a map with all there
    is."""
    share, limit = where["params"]["wait_share_pct"] / 100.0, where["limit"]
    strategy = name.split("/")[0]
    cores = 1.0 if strategy == "gather" else 2.0
    wait = 0.02 if strategy in ("gather", "offload") else 1.0 / limit
    extra = {"gather": 0.0, "thread_pool": 0.02, "process_pool": 0.1, "offload": 0.16}[strategy]
    return 1e8 * ((1.0 - share) / cores + share * wait + extra + 0.01)


def spans(sigma: float) -> Spans:
    chance = random.Random(5)

    def span(where: Json, name: str, block: int) -> float:
        place = (where["params"]["wait_share_pct"], where["limit"])
        if place == (30, 16) and name == "process_pool/posix":  # as fast as threads, exactly
            name = "thread_pool/std"
        wild = 0.6 if place == (50, 128) else sigma
        return level(where, name) * math.exp(chance.gauss(0.0, wild))

    return span


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    cells = [
        cell("mixed", 200, limit, "map", work_us=2000, wait_share_pct=share)
        for share in SHARES
        for limit in LIMITS
    ]
    return analyse(read(write_results(tmp_path_factory.mktemp("map"), cells, WHO, 9, spans(0.004))))


def finding(analysis: Analysis) -> str:
    """What the map comes to."""
    return parts(analysis, "maps")[0].finding


def picture(analysis: Analysis) -> Chart:
    """The map's chart of time."""
    (part,) = parts(analysis, "maps")
    return next(iter(part.charts.values()))


def test_the_axes_are_what_varies_and_a_share_comes_first() -> None:
    def cells(*wheres: tuple[int, int, int]) -> list[Cell]:
        return [
            Cell("mixed", t, c, (("work_us", 2000), ("wait_share_pct", s))) for t, c, s in wheres
        ]

    assert map_axes(cells((1, 4, 0), (1, 8, 50))) == ("wait_share_pct", "limit")
    assert map_axes(cells((1, 4, 0), (9, 4, 50))) == ("wait_share_pct", "tasks")
    assert map_axes(cells((1, 4, 0), (9, 8, 0))) == ("tasks", "limit")
    assert map_axes(cells((1, 1, 0), (9, 9, 50))) == (
        "wait_share_pct",
        "tasks",
    )  # the limit follows
    assert map_axes(cells((1, 4, 0), (1, 4, 50))) is None
    assert map_axes(cells((1, 4, 0), (2, 8, 50))) is None
    assert map_axes([]) is None


def test_the_finding_says_who_wins_where_and_what_is_open(analysis: Analysis) -> None:
    assert finding(analysis) == (
        "thread_pool wins at 11 of 21 places, at every limit up to wait_share 10 %; "
        "gather at 6, at every limit at wait_share 100 %; offload at 1; 2 tie; 1 not resolved"
    )


def test_every_verdict_has_its_look(analysis: Analysis) -> None:
    (chart,) = analysis.grids
    assert by_time(chart.at(100, 16)).look() == (style.colour("gather"), "")
    assert by_time(chart.at(0, 2)).look() == (style.colour("thread_pool"), "")
    assert by_time(chart.at(30, 16)).look() == (FACES[style.LIGHT][Verdict.TIE], "////")
    assert by_time(chart.at(50, 128)).look() == (FACES[style.LIGHT][Verdict.UNRESOLVED], "")
    assert by_time(None).look() == (FACES[style.LIGHT][Verdict.VOID], "xx")
    for palette in (style.LIGHT, style.DARK):
        owned = {palette.strategy(one) for one in style.STRATEGY_COLOURS}
        assert len(owned | set(FACES[palette].values())) == len(style.STRATEGY_COLOURS) + len(LOOKS)


def test_the_picture_has_a_field_for_each_place_in_its_colour(analysis: Analysis) -> None:
    (chart,) = analysis.grids
    drawing = picture(analysis)
    with style.settings():
        axes = drawing.draw(drawing.words).axes[0]
    fields = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(fields) == len(SHARES) * len(LIMITS)
    from matplotlib.colors import to_hex

    for field in fields:
        x, y = round(field.get_x() + 0.485), round(field.get_y() + 0.47)
        expected = by_time(chart.at(SHARES[x], LIMITS[y])).look()[0]
        assert to_hex(field.get_facecolor()).lower() == expected.lower()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["2", "16", "128"]
    assert axes.get_xlabel() == "wait share"


def test_dots_name_who_may_win_where_nobody_does(analysis: Analysis) -> None:
    (chart,) = analysis.grids
    assert candidates(chart.at(30, 16)) == ("thread_pool", "process_pool")
    assert candidates(chart.at(100, 16)) == ()  # won
    assert candidates(chart.at(50, 128)) == ()  # anyone may: dots would say nothing
    assert candidates(None) == ()
    drawing = picture(analysis)
    with style.settings():
        axes = drawing.draw(drawing.words).axes[0]
    drawn = Counter(
        (round(dot.get_xdata()[0]), round(dot.get_ydata()[0]), dot.get_color())
        for dot in axes.lines
        if dot.get_gid() != "border"
    )
    wanted = Counter(
        (SHARES.index(share), LIMITS.index(limit), style.colour(strategy))
        for share in SHARES
        for limit in LIMITS
        for strategy in candidates(chart.at(share, limit))
    )
    assert wanted and drawn == wanted


def test_lines_stand_where_another_takes_over() -> None:
    gather, pool, nobody = (
        Place("gather", Verdict.WINNER),
        Place("thread_pool", Verdict.WINNER),
        Place("", Verdict.TIE, ("gather", "thread_pool")),
    )
    assert list(borders([[gather, pool, nobody], [gather, gather, pool]])) == [
        ((0.5, 0.5), (-0.5, 0.5)),
        ((0.5, 1.5), (0.5, 0.5)),
        ((1.5, 1.5), (0.5, 1.5)),
    ]


def test_the_title_is_the_finding_and_both_files_are_made(
    analysis: Analysis, tmp_path: Path
) -> None:
    drawing = picture(analysis)
    assert drawing.words.finding == finding(analysis)
    assert "Example CPU" in drawing.words.caption[-1]
    assert "2 ms" in drawing.words.setting and "200 tasks" in drawing.words.setting
    with style.settings():
        save(drawing.draw(drawing.words), tmp_path, next(iter(parts(analysis, "maps")[0].charts)))
    name = "mixed-work-us-2000-tasks-200-map-wait-share-pct-limit"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}.png", f"{name}.svg"]


def test_the_rows_are_sweeps_with_their_crossovers(analysis: Analysis) -> None:
    assert [(group.axis, len(group.cells)) for group in analysis.groups] == [
        ("wait_share_pct", 7)
    ] * 3
    assert [group.cells[0].cell.limit for group in analysis.groups] == [2, 16, 128]
    assert any(group.crossings for group in analysis.groups)


def test_the_report_tells_of_it_in_every_form(
    crossover: Command, analysis: Analysis, tmp_path: Path
) -> None:
    said = finding(analysis)
    assert f"| mixed, work 2 ms: 200 tasks: a map | {said} |" in summary(Report(analysis).sections)
    (told,) = Report(analysis).as_json()["maps"]
    assert (told["x"], told["y"], told["finding"]) == ("wait_share_pct", "limit", said)
    assert len(told["places"]) == 21
    few = [
        cell("mixed", 20, c, "map", work_us=2000, wait_share_pct=s)
        for s in (0, 100)
        for c in (2, 16)
    ]
    write_results(tmp_path / "o", few, WHO, 9, spans(0.004))
    shown = crossover("report", "o", "--details", COLUMNS="300").stdout
    assert "a map: " in shown and "of 4 places" in shown
    assert "-map-wait-share-pct-limit.png" in (tmp_path / "o" / "report.md").read_text()


def test_a_table_without_two_axes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        '[[cells]]\nworkload = "mixed"\nwait_share = ["0%", "50%"]\nlimit = 4\nchart = "map"\n'
    )
    with pytest.raises(UsageError, match="a map has two axes"):
        suite_file.load(path, Bench(FAKE).catalog(), 2, lambda baseline: "")


def test_the_shipped_map_reaches_from_all_computing_to_all_waiting() -> None:
    path = suite_file.find("mixed")
    suite = suite_file.load(path, Bench(FAKE).catalog(), 2, lambda baseline: "")
    cells = [planned.cell for planned in suite.cells if planned.chart == "map"]
    shares = {planned.number("wait_share_pct") for planned in cells}
    assert {0, 100} <= shares and len(shares) >= 8
    assert len({planned.limit for planned in cells}) >= 3
    assert len({planned.number("work_us") for planned in cells}) == 1


def test_json_of_a_map_is_json(analysis: Analysis) -> None:
    assert json.loads(json.dumps(Report(analysis).as_json()["maps"], allow_nan=False))
