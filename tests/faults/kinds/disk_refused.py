"""The disk is full, or read-only."""

import os
import shutil

from faults import small_run
from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World

FEWEST_BYTES, MOST_BYTES = 2_000, 30_000
"""The header alone has some 3 kB; a whole run's report and charts have files beyond 30 kB."""


class DiskFull(Fault):
    """No file may grow beyond a random size; then there is room again, and the run is resumed."""

    name = "disk full"
    summary = f"no file beyond {FEWEST_BYTES} to {MOST_BYTES} bytes for `crossover run`"
    takes_s = 10.0

    def inject(self, world: World, scene: Scene) -> Injection:
        most = world.rng.randint(FEWEST_BYTES, MOST_BYTES)
        out = scene.folder / "out"
        played = scene.run(
            world,
            *small_run.arguments(world, out),
            before=["prlimit", f"--fsize={most}"],
            within_s=small_run.RUN_S,
        )
        left = scene.left()
        return Injection(
            self.name,
            "crossover run",
            f"{most} bytes",
            True,
            Expectation(frozenset({0, 4}), small_run.RUN_S, "File too large|cannot write"),
            Outcome(
                played.exit_code,
                played.elapsed_s,
                played.said,
                small_run.faults_of(scene, world, out),
                left,
            ),
        )


class DiskReadOnly(Fault):
    """The folder for results lies on a file system that is mounted read-only."""

    name = "disk read-only"
    summary = "`crossover run --out` into a read-only file system"
    takes_s = 6.0

    def unavailable(self, world: World) -> str:
        if os.geteuid() != 0 or shutil.which("unshare") is None:
            return "a mount of one's own takes root, and unshare"
        return ""

    def inject(self, world: World, scene: Scene) -> Injection:
        mount = 'mount -t tmpfs -o ro none "$1" && shift && exec "$@"'
        place = scene.folder / "ro"
        place.mkdir()
        played = scene.run(
            world,
            *small_run.arguments(world, place / "out"),
            before=["unshare", "-m", "sh", "-c", mount, "sh", str(place)],
            within_s=small_run.RUN_S,
        )
        return Injection(
            self.name,
            "crossover run",
            "a read-only file system",
            True,
            Expectation(frozenset({4}), small_run.RUN_S, "[Rr]ead-only"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
