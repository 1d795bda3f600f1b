"""Goals: contenders held against baselines, which use a library directly or show a limit."""
