"""What the suite itself costs: paired measurements of the program contract and of the generator of
requests, held against what is promised."""
