"""A load generator that was not written here, beside the own one: `crossover serve --witness`."""
