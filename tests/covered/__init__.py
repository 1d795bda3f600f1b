"""How many lines of each room the tests run: `crossover test --coverage`."""
