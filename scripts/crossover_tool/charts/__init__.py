"""Charts. `style` and `labels` are shared; each other file draws one kind and computes nothing."""
