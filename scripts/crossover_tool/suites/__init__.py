"""What to measure: suites from TOML files or from the command line, expanded into cells."""
