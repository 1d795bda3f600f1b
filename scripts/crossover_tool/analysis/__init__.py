"""From samples to statements: contenders, cells, sweeps and the sentence that sums each up."""
