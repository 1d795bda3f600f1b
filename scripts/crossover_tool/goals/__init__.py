"""Goals: contenders held against baselines, which use a library directly or show the limit of the
machine."""
