"""Runs a module as `python3 -m` does, with this file's folder and more to import from:
start_module.py [--path FOLDER]... MODULE [ARGUMENT]...

Not by PYTHONPATH: in it a colon, which a folder's name may hold, ends an entry.
"""

import os
import runpy
import sys


def main() -> None:
    """Takes its own arguments off sys.argv; the module finds the rest."""
    folders = [os.path.dirname(os.path.abspath(__file__))]
    del sys.argv[0]
    while sys.argv[0] == "--path":
        folders.append(os.path.abspath(sys.argv[1]))
        del sys.argv[:2]
    sys.path[:0] = folders
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
