// The ratio of two contenders that met in the same blocks, as stats/{centre,signs,paired,spread}.py
// have it. A series is a Map from block to a positive figure.

const REACH = 1.5;
const NORMAL = 1.1339;
const MAD = 1.4826;
const LEAST = 6;
const ROUNDS = 30;
const SETTLED = 1e-6;
const GUARD = 0.15;
const SPARED = 3;
const SHARE = 6;
const PRIOR_FREEDOM = 2;
const FEW = 6;

const sum = (values) => values.reduce((total, value) => total + value, 0);
const rising = (values) => [...values].sort((a, b) => a - b);

function middle(ordered) {
  const half = Math.floor(ordered.length / 2);
  return ordered.length % 2 ? ordered[half] : 0.5 * (ordered[half - 1] + ordered[half]);
}

const median = (values) => middle(rising(values));

function plainCentre(ordered) {
  const mean = sum(ordered) / ordered.length;
  const squares = sum(ordered.map((one) => (one - mean) ** 2));
  return {
    value: mean, deviation: Math.sqrt(squares / (ordered.length - 1)), inside: ordered.length,
  };
}

function firstScale(ordered, value) {
  const scale = MAD * median(ordered.map((one) => Math.abs(one - value)));
  const squares = sum(ordered.map((one) => (one - value) ** 2));
  return scale === 0 ? Math.sqrt(squares / (ordered.length - 1)) : scale;
}

function centre(ordered) {
  const count = ordered.length;
  if (count < LEAST) return plainCentre(ordered);
  let value = middle(ordered);
  let scale = firstScale(ordered, value);
  let low = value;
  let high = value;
  let squares = 0;
  for (let round = 0; round < ROUNDS; round++) {
    low = value - REACH * scale;
    high = value + REACH * scale;
    const drawn = ordered.map((one) => (one < low ? low : one > high ? high : one));
    const mean = sum(drawn) / count;
    squares = sum(drawn.map((one) => (one - mean) * (one - mean)));
    const wider = NORMAL * Math.sqrt(squares / (count - 1));
    const settled = Math.abs(mean - value) + Math.abs(wider - scale) <= SETTLED * wider;
    value = mean;
    scale = wider;
    if (settled) break;
  }
  const inside = Math.max(1, ordered.filter((one) => low <= one && one <= high).length);
  const share = inside / count;
  const correction = 1 + (1 - share) / (count * share);
  return { value, deviation: (correction * Math.sqrt(squares / (count - 1))) / share, inside };
}

function pSigns(exceptions, count) {
  let term = 2 ** (1 - count); // C(n, k) / 2^(n - 1), from k = 0 on
  let tail = 0;
  for (let k = 0; k <= exceptions; k++) {
    tail += term;
    term *= (count - k) / (k + 1);
  }
  return Math.min(1, tail);
}

function rank(count, alpha) {
  let j = 0;
  while (j < count && pSigns(j, count) <= alpha) j += 1;
  return j;
}

function guard(count) {
  const spared = 1 + Math.max(SPARED, Math.floor(count / SHARE));
  return Math.max(1, Math.min(spared, rank(count, GUARD)));
}

// Python's log of a ratio, for every common block, in rising order.
function logsOf(rival, leader) {
  const logs = [];
  for (const [block, value] of rival) {
    if (leader.has(block)) logs.push(Math.log(value / leader.get(block)));
  }
  return rising(logs);
}

class LogRatio {
  constructor(value, error, logs, freedom = 1) {
    this.centre = value;
    this.error = error;
    this.logs = logs;
    this.freedom = freedom;
    this.count = logs.length;
  }

  get ratio() {
    return this.count ? Math.exp(middle(this.logs)) : NaN;
  }

  interval(alpha) {
    if (this.count < 2) return [0, Infinity];
    const half = twoSidedQuantile(alpha, this.freedom) * this.error;
    const j = Math.max(guard(this.count), rank(this.count, alpha));
    const low = this.logs[j - 1];
    const high = this.logs[this.count - j];
    return [Math.min(this.centre - half, low), Math.max(this.centre + half, high)].map(Math.exp);
  }

  pBeyond(margin) {
    if (this.count < 2) return 1;
    const edge = Math.log1p(margin);
    const exceptions = this.logs.filter((one) => one <= edge).length;
    const bySigns = exceptions < guard(this.count) ? 0 : pSigns(exceptions, this.count);
    const distance = this.centre - edge;
    if (this.error === 0) return distance > 0 ? bySigns : 1;
    const bySize = 2 * upperTail(distance / this.error, this.freedom);
    return Math.min(1, Math.max(bySize, bySigns));
  }

  get turned() {
    const logs = this.logs.map((one) => -one).reverse();
    return new LogRatio(-this.centre, this.error, logs, this.freedom);
  }
}

function logRatio(rival, leader) {
  const logs = logsOf(rival, leader);
  if (logs.length < 2) return new LogRatio(logs.length ? logs[0] : NaN, NaN, logs);
  const found = centre(logs);
  const error = found.deviation / Math.sqrt(logs.length);
  return new LogRatio(found.value, error, logs, Math.max(1, found.inside - 1));
}

function scatter(series) {
  const found = [];
  if (series.length > 2) {
    series.forEach((one, place) => {
      const logs = logsOf(one, series[(place + 1) % series.length]);
      if (logs.length > 1) found.push([centre(logs).deviation ** 2, logs.length - 1]);
    });
  }
  if (found.length < 3) return { variance: 0, freedom: 0 };
  const freedom = median(found.map((one) => one[1]));
  const below = (1 - 2 / (9 * freedom)) ** 3;
  const rest = ((found.length - 1) * freedom) / 2;
  const variance = median(found.map((one) => one[0])) / below;
  return { variance, freedom: 1 / (1 / PRIOR_FREEDOM + 1 / rest) };
}

function moderated(rival, leader, cell) {
  const own = logRatio(rival, leader);
  if (own.count < 2 || cell.freedom === 0) return own;
  if (own.count >= FEW && own.count * own.error ** 2 >= cell.variance) return own;
  const freedom = cell.freedom + own.freedom;
  const squares = cell.freedom * cell.variance + own.freedom * own.count * own.error ** 2;
  return new LogRatio(own.centre, Math.sqrt(squares / freedom / own.count), own.logs, freedom);
}
