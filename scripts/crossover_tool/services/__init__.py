"""Servers that workloads talk to: found or started for a run, and ended with it."""
