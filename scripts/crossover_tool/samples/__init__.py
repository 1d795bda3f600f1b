"""The results file: its schema, writing it so that nothing is lost, reading it without trusting
it."""
