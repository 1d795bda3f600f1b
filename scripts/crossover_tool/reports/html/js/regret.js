// Regret, as scripts/crossover_tool/stats/{evidence,holm,regret}.py have it.
//
// A cell is { makespans: Map(name -> series), teams: Map(name -> strategy), control: series,
// void: "", late: Map(name -> Set of blocks) }, its contenders in the order in which they were first measured.

const MIN_BLOCKS = 3;
const FEW_BLOCKS = 6;
const FEW_MARGIN = 0.25;
const GOOD = "good enough";
const BEHIND = "behind";
const OPEN = "open";

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function leaderOf(makespans) {
  const names = [...makespans.keys()];
  const least = names
    .map((name) => [median(makespans.get(name).values()), name])
    .sort((a, b) => a[0] - b[0] || byText(a[1], b[1]));
  let leader = least.length ? least[0][1] : "";
  for (let step = 0; step < names.length; step++) {
    const below = [];
    for (const name of names) {
      if (name === leader) continue;
      const logs = logsOf(makespans.get(name), makespans.get(leader));
      if (logs.length) below.push([middle(logs), name]);
    }
    below.sort((a, b) => a[0] - b[0] || byText(a[1], b[1]));
    if (!below.length || below[0][0] >= 0) break;
    leader = below[0][1];
  }
  return leader;
}

const FAR = 1000;

/** A ratio, and what it may be where a generator was late (stats/lateness.py). */
function against(own, other, [mine, theirs], cell, engines) {
  const ratio = moderated(own, other, cell);
  const missing = [...new Set([...mine, ...theirs])].filter((block) => {
    const [lacks, lacksToo] = [mine.has(block) && !own.has(block), theirs.has(block) && !other.has(block)];
    return (lacks && (other.has(block) || lacksToo)) || (lacksToo && own.has(block));
  });
  if (!missing.length) return { ratio, engines, most: ratio, least: ratio };
  const far = missing.map((block) => [block, FAR]);
  const near = missing.map((block) => [block, 1]);
  const most = moderated(new Map([...own, ...far]), new Map([...other, ...near]), cell);
  const least = moderated(new Map([...own, ...near]), new Map([...other, ...far]), cell);
  return { ratio, engines, most, least };
}

const luck = (engines) => Math.max(1, engines);

class Field {
  constructor(strategy, contender, engines, others) {
    this.strategy = strategy;
    this.contender = contender;
    this.engines = engines;
    this.others = others; // what `against` says, to each other strategy
  }

  high(level) {
    const own = (2 * level) / luck(this.engines);
    return Math.max(1, ...this.others.map((one) => one.most.interval(own)[1]));
  }

  low(level) {
    const each = (2 * level) / this.others.length;
    const ends = this.others.map((one) => one.least.interval(each / luck(one.engines))[0]);
    return Math.max(1, ...ends);
  }

  pGood(margin) {
    if (Math.min(...this.others.map((one) => one.ratio.count)) < FEW_BLOCKS) return 1;
    const within = -margin / (1 + margin);
    const worst = Math.max(...this.others.map((one) => one.most.turned.pBeyond(within)));
    return Math.min(1, (worst * luck(this.engines)) / 2);
  }

  pBehind(margin) {
    const found = this.others
      .filter((one) => one.ratio.count >= MIN_BLOCKS)
      .map((one) => {
        const wide = one.ratio.count < FEW_BLOCKS ? Math.max(margin, FEW_MARGIN) : margin;
        return one.least.pBeyond(wide) * luck(one.engines);
      });
    const least = found.length ? Math.min(...found) : 2;
    return Math.min(1, (this.others.length * least) / 2);
  }

  judged(margin, level) {
    const ratios = this.others.map((one) => one.ratio).filter((one) => one.count);
    const value = Math.max(1, ...ratios.map((one) => one.ratio));
    const low = this.low(level);
    const high = this.high(level);
    let proven = OPEN;
    if (this.pGood(margin) <= level && high <= 1 + margin) proven = GOOD;
    else if (this.pBehind(margin) <= level && low > 1 + margin) proven = BEHIND;
    const { strategy, contender } = this;
    return { strategy, contender, value, low, high: Math.max(high, value), proven };
  }
}

/** The strategies that are proven behind: none of them is the best. */
function beaten(row) {
  return new Set([...row.values()].filter((one) => one.proven === BEHIND).map((one) => one.strategy));
}

/** None is held against those in `aside`, while there are others (stats/regret.py). */
function fieldsOf(data, aside) {
  const engines = new Map();
  for (const [name, series] of data.makespans) {
    const team = data.teams.get(name) ?? name;
    if (!engines.has(team)) engines.set(team, new Map());
    engines.get(team).set(name, series);
  }
  if (engines.size < 2 || data.void) return [];
  const best = new Map([...engines].map(([team, theirs]) => [team, leaderOf(theirs)]));
  const all = [...data.makespans.values(), ...(data.control.size ? [data.control] : [])];
  const cell = scatter(all);
  const series = (team) => data.makespans.get(best.get(team));
  const late = (team) => data.late?.get(best.get(team)) ?? new Set();
  return [...engines.keys()].map((team) => {
    const rest = [...engines.keys()].filter((other) => other !== team);
    const still = rest.filter((other) => !aside.has(other));
    const others = still.length ? still : rest;
    const ratios = others.map((other) => against(
      series(team), series(other), [late(team), late(other)], cell, engines.get(other).size,
    ));
    return new Field(team, best.get(team), engines.get(team).size, ratios);
  });
}

function holm(pValues, alpha) {
  const ordered = [...pValues.keys()].sort(
    (a, b) => pValues.get(a) - pValues.get(b) || byText(a, b),
  );
  const steps = new Map();
  let stopped = false;
  let level = alpha;
  ordered.forEach((name, index) => {
    if (!stopped) {
      level = alpha / (ordered.length - index);
      stopped = pValues.get(name) > level;
    }
    steps.set(name, { rejected: !stopped, level });
  });
  return steps;
}

/** An open regret between the ends that it had at any analysis (stats/regret.py). */
function within(before, now) {
  const [low, high] = before ? [before.low, before.high] : [1, Infinity];
  return {
    ...now,
    low: Math.min(Math.max(low, now.low), now.value),
    high: Math.max(Math.min(high, now.high), now.value),
    proven: OPEN,
  };
}

// The regrets of every cell (Map(strategy -> regret)) at one interim analysis that may spend `part`
// of the error rate `rate`; what `before` has decided stays, but in a cell that is void now.
function regrets(cells, margin, rate, part = 1, before = []) {
  const kept = cells.map((data, n) => (data.void || !before.length ? new Map() : before[n]));
  const rows = cells.map((data, number) => fieldsOf(data, beaten(kept[number])));
  const key = (number, strategy) => `${String(number).padStart(6, "0")} ${strategy}`;
  const isOpen = (one) => !one || one.proven === OPEN;
  const pValues = new Map();
  let decided = 0;
  for (const row of kept) for (const one of row.values()) decided += isOpen(one) ? 0 : 1;
  for (let n = 0; n < decided; n++) pValues.set(String(n).padStart(6, "0"), 0);
  rows.forEach((row, number) => row.forEach((one) => {
    if (isOpen(kept[number].get(one.strategy))) {
      pValues.set(key(number, one.strategy), Math.min(one.pGood(margin), one.pBehind(margin)));
    }
  }));
  const steps = holm(pValues, Math.max(1e-9, rate * part));
  return rows.map((row, number) => {
    const judged = new Map(kept[number]);
    for (const one of row) {
      const step = steps.get(key(number, one.strategy));
      if (!step) continue;
      const result = one.judged(margin, step.level);
      const earlier = kept[number].get(one.strategy);
      judged.set(one.strategy, step.rejected ? result : within(earlier, result));
    }
    return judged;
  });
}
