"""The results file: its schema, writing it without loss, reading it without trust."""
