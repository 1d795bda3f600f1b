// Quantities for people, as scripts/crossover_tool/units/show.py writes them; elements; messages.

const DURATIONS = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
const BYTES = [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "B"]];
const METRICS = {
  time: { word: "time", steps: DURATIONS },
  cpu: { word: "CPU time", steps: DURATIONS },
  memory: { word: "memory", steps: BYTES },
  p99: { word: "p99 latency", steps: DURATIONS },
  task_p99: { word: "p99 of a task", steps: DURATIONS },
  task_p999: { word: "p99.9 of a task", steps: DURATIONS },
};
const SIGNS = { [GOOD]: "good", [BEHIND]: "behind", [OPEN]: "open" };
const KNOWN_STRATEGIES = [
  "sequential", "gather", "semaphore", "thread_pool", "process_pool", "offload",
  "blocking_gather", "thread_per_task", "fork_per_task",
];

function significant(value, digits = 3) {
  if (value === 0) return "0";
  const near = Math.abs(value) < 10 ** digits ? Number(value.toPrecision(digits)) : value;
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(near))));
  return near.toFixed(Math.min(20, decimals));
}

function scaled(value, steps, write = significant) {
  const last = steps[steps.length - 1];
  const [size, unit] = steps.find(([one]) => Math.abs(value) >= one * 0.9995) ?? last;
  return `${write(value / size)} ${unit}`;
}

const short = (value, steps) => scaled(value, steps, (one) => String(Number(one.toPrecision(6))));
const grouped = (value) => Math.round(value).toLocaleString("en-US");

function ratioText(value) {
  if (value === Infinity) return "any";
  return value >= 100 ? `${grouped(value)}x` : `${significant(value)}x`;
}

const tint = (strategy) => `s-${KNOWN_STRATEGIES.includes(strategy) ? strategy : "other"}`;
const strategyOf = (choice) => choice.split(" on all cores")[0];
const onAllCores = (choice) => choice !== strategyOf(choice);
const lookOf = (choice) => tint(strategyOf(choice)) + (onAllCores(choice) ? " all-cores" : "");
const listed = (words) => [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" and ");

// An element of HTML or SVG. Texts are set as text, never as markup.
function make(tag, attributes = {}, ...children) {
  const drawn = ["svg", "line", "circle", "rect", "text", "polyline", "polygon", "title", "g"];
  const node = drawn.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const byId = (id) => document.getElementById(id);
