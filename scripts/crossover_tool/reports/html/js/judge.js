// From the embedded samples to the matrix, as scripts/crossover_tool/analysis/{deciding,
// regret_matrix,regret_data,decision,guarantee}.py have it.

const CHOSEN = ["best", "documented", "textbook"];
const COSTS = ["cpu", "memory", "p99"];
const DECIDING = ["cpu", "memory"]; // between choices that are good enough
const LEAST_MEMORY = 2 ** 20;
const MOST_CHOICES = 3;
const ORDER = [
  "sequential", "gather", "gather on all cores", "semaphore", "semaphore on all cores", "offload",
  "thread_pool", "process_pool",
];

function inOrder(choices) {
  const place = (choice) => (ORDER.includes(choice) ? ORDER.indexOf(choice) : ORDER.length);
  return [...new Set(choices)].sort((a, b) => place(a) - place(b) || byText(a, b));
}

// The matrix of `data` at `margin`, among the contenders for which `wanted(contender)` holds; of one
// that is absent the kind is not known ("").
function judgeAll(data, margin, wanted) {
  const questions = data.cells
    .map((cell) => ({
      cell, chosen: cell.contenders.filter(wanted), absent: cell.absent.filter(wanted),
    }))
    .filter(({ chosen }) => new Set(chosen.map((one) => one.choice)).size > 1);
  const rows = judgeQuestions(data, questions, margin);
  const share = (row) => row.cell.share ?? -1;
  const sorted = rows
    .map((row, place) => [row, place])
    .sort((a, b) => share(b[0]) - share(a[0]) || a[1] - b[1])
    .map(([row]) => row);
  const choices = inOrder(sorted.flatMap((row) => [...row.fields.keys()]));
  const guarantees = new Map(choices.map((choice) => [choice, guarantee(choice, sorted)]));
  return { margin, rows: sorted, choices, guarantees, smallest: sufficient(choices, sorted) };
}

function judgeLooks(data, questions, margin) {
  let found = [];
  for (const look of data.looks) {
    const cells = questions.map(({ cell, chosen }) => cellData(cell, chosen, look.lines));
    found = regrets(cells, margin, data.rate, look.part, found);
  }
  return found;
}

// The questions' rows; what they say holds together over all of them.
function judgeQuestions(data, questions, margin) {
  const looked = judgeLooks(data, questions, margin);
  const judged = questions.map(({ cell, chosen }, n) => (cell.void ? undecided(chosen) : looked[n]));
  const engines = questions.map(({ chosen }, n) => enginesOf(chosen, judged[n]));
  const priced = engines.map((row, n) => (questions[n].cell.void ? new Map() : row));
  const costs = costRegrets(priced, margin, data.rate);
  const fields = questions.map((one, n) => fieldsIn(one, judged[n], engines[n], costs[n]));
  const good = fields.map((row) => new Map([...row.values()]
    .filter((one) => one.regret?.proven === GOOD)
    .map((one) => [one.choice, one.measured])));
  const decisions = decide(good, margin, data.rate);
  return questions.map(({ cell }, n) => ({ cell, fields: fields[n], decision: decisions[n] }));
}

function enginesOf(chosen, judged) {
  const by = new Map(chosen.map((one) => [one.name, one]));
  return new Map([...judged].map(([choice, one]) => [choice, by.get(one.contender)]));
}

function fieldsIn({ cell, absent }, judged, engines, costs) {
  const all = new Map();
  for (const { choice, why, silence } of absent) {
    if (!all.has(choice)) all.set(choice, { choice, regret: null, reason: why, silence, costs: {} });
  }
  for (const [choice, regret] of judged) {
    const field = { choice, regret, reason: cell.void, costs: costs.get(choice) ?? {} };
    all.set(choice, { ...field, measured: engines.get(choice) });
  }
  return new Map(inOrder([...all.keys()]).map((choice) => [choice, all.get(choice)]));
}

// Each choice's regret by its median where nothing may be concluded.
function undecided(chosen) {
  const ranked = chosen
    .map((one) => [medianOf(one, "time"), one])
    .sort((a, b) => a[0] - b[0] || byText(a[1].name, b[1].name));
  const found = new Map();
  for (const [time, one] of ranked) {
    if (found.has(one.choice)) continue;
    const known = { strategy: one.choice, contender: one.name, value: time / ranked[0][0] };
    found.set(one.choice, { ...known, low: 1, high: Infinity, proven: OPEN });
  }
  return found;
}

function costSeries(contender, cost) {
  const series = seriesOf(contender, cost);
  const kept = [...series].filter(([, value]) => cost !== "cpu" || value > 0);
  if (cost !== "memory") return new Map(kept);
  return new Map(kept.map(([block, value]) => [block, Math.max(value, LEAST_MEMORY)]));
}

function costData(present, cost) {
  const makespans = new Map();
  const teams = new Map();
  const late = new Map();
  for (const [choice, one] of present) {
    makespans.set(one.name, costSeries(one, cost));
    teams.set(one.name, choice);
    late.set(one.name, lateBlocks(one));
  }
  const whole = [...makespans.values()].every((series) => series.size);
  return whole ? { makespans, teams, late, control: new Map(), void: "" } : null;
}

function costRegrets(rows, margin, rate) {
  const found = rows.map((row) => new Map([...row.keys()].map((choice) => [choice, {}])));
  for (const cost of COSTS) {
    for (const [n, row] of regretsOfCost(rows, cost, margin, rate)) {
      for (const [choice, one] of row) found[n].get(choice)[cost] = one;
    }
  }
  return found;
}

// By the place of a question among `rows`: its choices' regrets of a cost, which hold together and
// spend `part` of the error rate.
function regretsOfCost(rows, cost, margin, rate, part = 1) {
  const judged = rows
    .map((row, n) => [n, row.size ? costData(row, cost) : null])
    .filter(([, data]) => data);
  const found = regrets(judged.map(([, data]) => data), margin, rate, part);
  return new Map(judged.map(([n], place) => [n, found[place]]));
}

function decide(questions, margin, rate) {
  const left = questions.map((good) => new Map(good));
  const found = left.map((one) => {
    const all = [...one.keys()];
    return all.length === 1 ? { take: all[0], why: "time", left: all, saved: 1 } : null;
  });
  for (const cost of DECIDING) {
    const asked = left.map((one, n) => (found[n] ? new Map() : one));
    for (const [n, row] of regretsOfCost(asked, cost, margin, rate, 1 / DECIDING.length)) {
      const dear = new Map([...row].filter(([, one]) => one.proven === BEHIND));
      left[n] = new Map([...left[n]].filter(([choice]) => !dear.has(choice)));
      if (left[n].size !== 1) continue;
      const all = [...left[n].keys()];
      const saved = Math.min(...[...dear.values()].map((one) => one.value));
      found[n] = { take: all[0], why: cost, left: all, saved };
    }
  }
  return found.map((one, n) => one ?? { take: "", why: "", left: [...left[n].keys()], saved: 1 });
}

function guarantee(choice, rows) {
  const asked = rows.filter((row) => row.fields.has(choice));
  const found = asked.filter((row) => row.fields.get(choice).regret);
  let worst = 1;
  let where = "";
  for (const row of found) {
    const { value } = row.fields.get(choice).regret;
    if (value > worst || (value === worst && row.cell.title > where)) {
      worst = value;
      where = row.cell.title;
    }
  }
  const good = found.filter((row) => row.fields.get(choice).regret.proven === GOOD).length;
  const failing = asked.filter((row) => !found.includes(row)).map((row) => row.cell.title);
  return { choice, good, asked: asked.length, worst, where, failing };
}

function* combinations(items, size, from = 0) {
  if (size === 0) yield [];
  for (let n = from; size > 0 && n <= items.length - size; n++) {
    for (const rest of combinations(items, size - 1, n + 1)) yield [items[n], ...rest];
  }
}

function sufficient(choices, rows) {
  const kept = [];
  for (let size = 1; size <= Math.min(MOST_CHOICES, choices.length); size++) {
    let best = null;
    for (const members of combinations(choices, size)) {
      const one = setOf(members, rows);
      if (!best || one.good > best.good || (one.good === best.good && one.worst < best.worst)) {
        best = one;
      }
    }
    if (rows.length && (!kept.length || best.good > kept[kept.length - 1].good)) kept.push(best);
  }
  return kept;
}

function setOf(members, rows) {
  let [good, worst, where] = [0, 1, ""];
  for (const row of rows) {
    const theirs = members.map((one) => row.fields.get(one)?.regret).filter(Boolean);
    good += theirs.some((one) => one.proven === GOOD) ? 1 : 0;
    const least = Math.min(Infinity, ...theirs.map((one) => one.value));
    if (least > worst) [worst, where] = [least, row.cell.title];
  }
  return { choices: members, good, asked: rows.length, worst, where };
}
