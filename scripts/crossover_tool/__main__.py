"""Entry point of `python3 -m crossover_tool`."""

import sys

from crossover_tool.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
