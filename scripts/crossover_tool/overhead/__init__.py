"""What the program contract costs: paired measurements, held against what is promised."""
