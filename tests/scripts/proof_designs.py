"""What the tests of the proof simulate: the shipped suites, and a small one."""

from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.proof import criteria
from crossover_tool.proof.design import Design

PLANS = criteria.plans(Bench(FAKE))
QUICK, FULL = PLANS["quick"][0], PLANS["full"][0]
SMALL = Design("small", (tuple("abcde"),) * 6, blocks=3)
