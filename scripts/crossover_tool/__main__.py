"""Entry point of `python3 -m crossover_tool`."""

import sys

from crossover_tool.cli.entry import entry

if __name__ == "__main__":
    sys.exit(entry(sys.argv[1:]))
