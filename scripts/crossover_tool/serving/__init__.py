"""A contender as an HTTP service of this machine: `crossover serve`."""
