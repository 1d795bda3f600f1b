"""Reading and writing quantities with their units."""
