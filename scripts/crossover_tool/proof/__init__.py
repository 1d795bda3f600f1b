"""Proof that the verdicts are right: the judging code on simulated runs whose truth is known."""
