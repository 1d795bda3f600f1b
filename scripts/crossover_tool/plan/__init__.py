"""Which samples to take, which to skip and why, and in which order."""
