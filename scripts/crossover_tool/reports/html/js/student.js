// Student's t distribution, as scripts/crossover_tool/stats/student.py has it, line by line.

const CONVERGED = 1e-15;
const TINY = 1e-300;

// ln Gamma(x) for x > 0: Lanczos' sum with g = 607/128 and 15 terms (P. Godfrey 2001), to 1e-14.
const LANCZOS = [
  0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174,
  -0.49191381609762019978, 0.33994649984811888699e-4, 0.46523628927048575665e-4,
  -0.98374475304879564677e-4, 0.15808870322491248884e-3, -0.21026444172410488319e-3,
  0.2174396181152126432e-3, -0.16431810653676389022e-3, 0.84418223983852743293e-4,
  -0.2619083840158140867e-4, 0.36899182659531622704e-5,
];

function logGamma(x) {
  const base = x + 607 / 128 - 0.5;
  let sum = LANCZOS[0];
  for (let k = 1; k < LANCZOS.length; k++) sum += LANCZOS[k] / (x + k - 1);
  return Math.log(Math.sqrt(2 * Math.PI) * sum) + (x - 0.5) * Math.log(base) - base;
}

function betaFraction(a, b, x) {
  const least = (value) => (Math.abs(value) > TINY ? value : TINY);
  let c = 1;
  let d = 1 / least(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / least(1 + term * d);
      c = least(1 + term / c);
      step = d * c;
      result *= step;
    }
    if (Math.abs(step - 1) < CONVERGED) break;
  }
  return result;
}

function incompleteBeta(a, b, x) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  const front = Math.exp(logFront);
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a;
  return 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

function upperTail(t, freedom) {
  if (t === Infinity || t === -Infinity) return t > 0 ? 0 : 1;
  const tail = 0.5 * incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
  return t >= 0 ? tail : 1 - tail;
}

function density(t, freedom) {
  const logFront =
    logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - 0.5 * Math.log(freedom * Math.PI);
  return Math.exp(logFront - ((freedom + 1) / 2) * Math.log1p((t * t) / freedom));
}

const quantiles = new Map();

function twoSidedQuantile(alpha, freedom) {
  const key = `${alpha} ${freedom}`;
  if (!quantiles.has(key)) quantiles.set(key, newtonQuantile(alpha, freedom));
  return quantiles.get(key);
}

function newtonQuantile(alpha, freedom) {
  const target = Math.log(alpha / 2);
  let logT = 0;
  for (let round = 0; round < 100; round++) {
    const t = Math.exp(logT);
    const tail = upperTail(t, freedom);
    const slope = (-density(t, freedom) * t) / tail;
    const step = Math.min(1, Math.max(-1, (Math.log(tail) - target) / slope));
    logT -= step;
    if (Math.abs(step) < 1e-13) break;
  }
  return Math.exp(logT);
}
