"""The fault suite: what breaks is broken on purpose, at random moments, and every promise of
docs/RELIABILITY.md is held against what comes of it."""
