// The embedded samples, and what is selected of them.

async function unpacked(element) {
  const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// The samples of one contender before the `lines`-th line, as a Map from block to `figure`.
function seriesOf(contender, figure, lines = Infinity) {
  const found = new Map();
  if (!contender[figure]) return found;
  contender.blocks.forEach((block, place) => {
    const value = contender[figure][place];
    if (contender.orders[place] < lines && value !== null) found.set(block, value);
  });
  return found;
}

// The blocks before the `lines`-th line in which a contender's generator was late.
function lateBlocks(contender, lines = Infinity) {
  const { blocks, orders } = contender.late ?? { blocks: [], orders: [] };
  return new Set(blocks.filter((block, place) => orders[place] < lines));
}

// A cell as `regrets` takes it: `chosen` of its contenders, at one interim analysis.
function cellData(cell, chosen, lines) {
  const names = new Set(chosen.map((one) => one.name));
  const byLatency = cell.contenders.some((one) => one.p99); // then that is what matters
  const makespans = new Map();
  for (const one of chosen) {
    const series = seriesOf(one, byLatency ? "p99" : "time", lines);
    if (series.size) makespans.set(one.name, series);
  }
  const twice = !byLatency && cell.control && names.has(cell.control.name);
  const void_ = cell.voids.find((one) => one.order < lines);
  return {
    makespans,
    control: twice ? seriesOf(cell.control, "time", lines) : new Map(),
    void: void_ ? void_.why : "",
    teams: new Map(chosen.map((one) => [one.name, one.choice])),
    late: new Map(chosen.map((one) => [one.name, lateBlocks(one, lines)])),
  };
}

const medianOf = (contender, figure) => median(seriesOf(contender, figure).values());

// The middle, and the interval about it that assumes no distribution (stats/median.py).
function medianInterval(values) {
  const ordered = rising(values.filter((value) => value !== null));
  const count = ordered.length;
  const j = Math.max(1, rank(count, 0.05));
  return { median: middle(ordered), low: ordered[j - 1], high: ordered[count - j] };
}
