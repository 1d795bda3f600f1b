"""A two-way table without repetitions: what of the scatter of its entries the rows account for,
what the columns, and what only both together.

y[r][c] = mean + row[r] + column[c] + rest[r][c], and the sums of squares of the three parts add up
to the whole (R. A. Fisher 1925, Statistical Methods for Research Workers, chapter 7). With one
entry a place the rest is what rows do differently in different columns, and noise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Squares:
    """Sums of squares: between rows, between columns, and the rest."""

    rows: float = 0.0
    columns: float = 0.0
    rest: float = 0.0

    @property
    def whole(self) -> float:
        """That of all entries around their mean."""
        return self.rows + self.columns + self.rest

    def __add__(self, other: "Squares") -> "Squares":
        return Squares(self.rows + other.rows, self.columns + other.columns, self.rest + other.rest)


def squares(
    entries: Mapping[tuple[str, str], float], rows: Sequence[str], columns: Sequence[str]
) -> Squares:
    """The sums of squares of the table with an entry for each (row, column). KeyError where one is
    missing."""
    mean = fmean(entries[r, c] for r in rows for c in columns)
    of_row = {r: fmean(entries[r, c] for c in columns) - mean for r in rows}
    of_column = {c: fmean(entries[r, c] for r in rows) - mean for c in columns}
    rest = (entries[r, c] - mean - of_row[r] - of_column[c] for r in rows for c in columns)
    return Squares(
        len(columns) * sum(effect**2 for effect in of_row.values()),
        len(rows) * sum(effect**2 for effect in of_column.values()),
        sum(left**2 for left in rest),
    )
