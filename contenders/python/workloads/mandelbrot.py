"""Every task draws one tile of the Mandelbrot set in pure Python: tiles differ by a factor of fifty
in cost."""

from crossover_program import mix
from workloads import Workload

SIDE = 8
LONGEST_ORBIT = 500
WIDTH = 3.0 / SIDE
STEP_R = 0.754877666246692760  # of the lattice R2 (M. Roberts, 2018)
STEP_I = 0.569840290998053265


def escape_time(cr: float, ci: float) -> int:
    """Iterations until the orbit of c leaves the disc of radius 2, at most LONGEST_ORBIT."""
    zr = zi = 0.0
    n = 0
    while n < LONGEST_ORBIT and zr * zr + zi * zi <= 4:
        zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
        n += 1
    return n


def draw(tile: int, points: int) -> int:
    """All iterations of a tile's points, which lie on a lattice that covers it evenly."""
    left = -2.25 + tile // SIDE * WIDTH
    low = -1.5 + tile % SIDE * WIDTH
    r = i = 0.5
    iterations = 0
    for _ in range(points):
        iterations += escape_time(left + r * WIDTH, low + i * WIDTH)
        r += STEP_R - (1 if r + STEP_R >= 1 else 0)
        i += STEP_I - (1 if i + STEP_I >= 1 else 0)
    return iterations


class Work(Workload):
    """Tasks that compute with floating point, and hold the interpreter's lock."""

    def compute(self, i: int, answer: int, salt: int) -> int:
        return mix(draw(i % (SIDE * SIDE), self.cell.task["points"]) ^ mix(i ^ salt))
