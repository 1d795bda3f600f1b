"""Taking the samples: one fresh process each, shown as it happens, kept at once."""
