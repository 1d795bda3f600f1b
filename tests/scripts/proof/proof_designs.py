"""What the tests of the proof simulate: the shipped suites, and a small one."""

from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.proof import criteria
from crossover_tool.proof.design import BUDGET_ROUNDS, QUICK_ROUNDS, Design, shipped

BENCH = Bench(FAKE)
PLANS = criteria.plans(BENCH)
QUICK = shipped("quick", BENCH, QUICK_ROUNDS)
FULL = shipped("full", BENCH, BUDGET_ROUNDS)
SMALL = Design("small", (tuple("abcde"),) * 6, blocks=3)
