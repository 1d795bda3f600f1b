"""crossover: which concurrency strategy wins on this machine, by how much, from which point on.

The rooms: `suites` (what to measure), `plan` (in which order), `running` (doing it), `samples` (the
results file), `stats` and `analysis` (what it means), `charts` and `reports` (showing it), `host`
(the machine), `cli` (the verbs).
"""
