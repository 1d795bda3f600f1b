"""Random inputs for every parser of what others write, in C++ and in Python: `crossover test
--fuzz`."""
