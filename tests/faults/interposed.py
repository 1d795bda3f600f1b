"""The library that is loaded into a sample's processes: built once a run of the suite."""

import os
import shutil
import subprocess
from pathlib import Path

from faults.scene import World

SOURCE = Path(__file__).with_name("interposed.c")


def compiler() -> str | None:
    """A C compiler, if there is one."""
    return shutil.which(os.environ.get("CC", "cc"))


def library(world: World) -> Path:
    """The library, as a file."""
    if "interposed" not in world.made:
        out = world.tools / "interposed.so"
        command = [str(compiler()), "-O1", "-shared", "-fPIC", "-o", str(out), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
        world.made["interposed"] = out
    return world.made["interposed"]


def preloading(world: World, variable: str) -> list[str]:
    """What stands before a command that shall have it."""
    return ["env", f"LD_PRELOAD={library(world)}", variable]
