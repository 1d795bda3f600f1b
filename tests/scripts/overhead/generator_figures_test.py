"""How late the generator of requests is, beside a thread that only sleeps."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cli import proof_tables
from crossover_tool.cli.prove_verb import main as prove
from crossover_tool.errors import SampleError
from crossover_tool.overhead import generator_figures
from crossover_tool.overhead.alternating import Pairing, measure
from crossover_tool.overhead.generator_figures import BARE, CONTENDERS, RATES, pairings, program_of
from crossover_tool.overhead.promise import Judged, Promise
from crossover_tool.proof import queue_path, service_proof
from crossover_tool.reports.screen import Screen

KEPT = Judged(Promise("generator", "the generator of a", "noop", 0.0, 50.0), 9.0, 8.0, 11.0, 6)
LATE = Judged(Promise("generator", "the generator of b", "noop", 0.0, 50.0), 90.0, 80.0, 99.0, 6)
BARE_ONE = Judged(Promise("generator", "a thread", "noop", 0.0, inf), 7.0, 6.0, 900.0, 6)


def of(promise: str, found: list[Pairing]) -> list[Pairing]:
    return [one for one in found if promise in one.promise.who]


def test_each_rate_has_its_contenders_and_bare_threads_beside() -> None:
    found = pairings(Bench(FAKE), 1)
    assert len(found) == len(RATES) * (len(CONTENDERS) + len(BARE))
    for one in of("generator", found):
        assert one.take() > 0.0
    assert {one.promise.most for one in of("generator", found)} == {most for *_, most in RATES}


def test_a_bare_thread_that_is_not_built_is_skipped_with_its_reason(tmp_path: Path) -> None:
    bench = tmp_path / "bench"
    bench.symlink_to(FAKE)
    assert program_of(bench).parent.parent == tmp_path
    (judged, *_) = measure(of("a thread", pairings(Bench(bench), 1)), 2, lambda block: None)
    assert judged.reason == "bare_arrivals is not built: --target overhead_programs"
    row = proof_tables.generator_row(judged)
    assert row["ok"] and row["value"] is None


def test_a_sample_that_fails_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_BENCH", "error:noop/gather/asio")
    with pytest.raises(SampleError, match="^gather/asio on noop at 10,000/s: "):
        pairings(Bench(FAKE), 1)[0].take()


def test_who_is_too_late_is_named_and_a_bare_thread_never(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [proof_tables.generator_row(one) for one in (KEPT, LATE, BARE_ONE)]
    assert [row["ok"] for row in rows] == [True, False, True]
    assert [row["at_most"] for row in rows] == [50.0, 50.0, None]
    assert "at most 50 us are promised" in proof_tables.broken_generator(rows[1])
    slow = proof_tables.generator_row(replace(LATE, value=1234.0))
    assert "late by 1234 us" in proof_tables.broken_generator(slow)
    proof_tables.print_generator(rows, Screen())
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in printed if "noop" in line] == ["kept", "broken", "shown"]


def test_a_bench_without_a_contender_skips_it() -> None:
    class Bare(Bench):
        def catalog(self, asked: Sequence[str] = ()) -> Catalog:
            found = super().catalog(asked)
            return replace(found, contenders=found.contenders[:0])

    (first, *_) = pairings(Bare(FAKE), 1)
    assert first.reason == "this bench knows no contender gather/asio"


def test_what_promises_nothing_widens_no_interval() -> None:
    def judged(*more: Pairing) -> Judged:
        values = iter([1.0, 1.2, 1.1, 1.3, 1.05, 1.15])
        one = Pairing(KEPT.promise, lambda: next(values))
        return measure([one, *more], 6, lambda block: None)[0]

    alone, beside = judged(), judged(Pairing(BARE_ONE.promise), Pairing(BARE_ONE.promise))
    assert (alone.low, alone.high) == (beside.low, beside.high)


def test_a_late_generator_ends_the_proof_with_5(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generator_figures, "RATES", ((10_000, 2_000, 0.001),))
    monkeypatch.setattr(queue_path, "agreements", lambda *_: [])
    monkeypatch.setattr(service_proof, "SERVICE_CRITERIA", ())
    assert prove(["--service", "--reports", "1", "--bench", str(FAKE)]) == 5
    assert "the generator of gather/asio on noop at 10,000/s: late by" in capsys.readouterr().err
