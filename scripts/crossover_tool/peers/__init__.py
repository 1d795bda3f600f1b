"""Goals: contenders held against peer programs, which use a library directly or show the limit of the machine."""
