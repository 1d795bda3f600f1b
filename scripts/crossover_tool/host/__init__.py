"""The machine: what it is, how busy it is, and what will spoil a run."""
