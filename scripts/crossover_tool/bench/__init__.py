"""Talking to the bench binary: what it knows, and one measurement in a fresh process."""
