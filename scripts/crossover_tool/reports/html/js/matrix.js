// The matrix as a table that is judged, sorted and filtered anew.

function regretOf(field, metric) {
  if (!field || !field.regret) return null;
  return metric === "time" ? field.regret : field.costs[metric] ?? null;
}

function fieldText(regret) {
  const told = ratioText(regret.value);
  return { good: `✓ ${told}`, behind: told, open: `${told} ?` }[SIGNS[regret.proven]];
}

const ends = (regret) => `${ratioText(regret.low)} to ${ratioText(regret.high)}`;

function fieldLabel(row, choice, regret, word) {
  const against = word === "time" ? "the best" : `the least ${word}`;
  return `${choice}: ${ratioText(regret.value)} ${against}, ${ends(regret)}, ${regret.proven}; `
    + `show the samples of ${row.cell.title}`;
}

function fieldCell(row, choice, metric) {
  const field = row.fields.get(choice);
  const regret = regretOf(field, metric);
  if (!field) return make("td", { class: "none" }, "–", make("span", { class: "sr" }, " not asked"));
  if (!field.regret) {
    return make("td", { class: "cannot", title: field.reason },
      `✗ ${field.silence}`, make("span", { class: "sr" }, `: ${field.reason}`));
  }
  if (!regret) return make("td", { class: "none" }, make("span", { class: "sr" }, "not measured"));
  const label = fieldLabel(row, choice, regret, METRICS[metric].word);
  const button = make("button", {
    type: "button", "aria-label": label, title: `${ends(regret)}: ${regret.proven}`,
    "data-field": `${row.cell.number}.${choice}`,
    onclick: () => openField(row.cell.number, choice, true),
  }, fieldText(regret));
  return make("td", { class: SIGNS[regret.proven] }, button);
}

function decisionText(row) {
  const { take, why, left, saved } = row.decision;
  if (!left.length) return "open";
  if (take && why === "time") return take;
  if (!take) return `either: ${left.join(", ")}`;
  return `${take}: others need ${ratioText(saved)} the ${why === "cpu" ? "CPU" : "memory"}`;
}

function shareText(share) {
  return share === null || share === undefined ? "" : `${Math.round(share * 100)} %`;
}

function matrixRow(matrix, row) {
  const link = make("a", { href: `#cell-${row.cell.number}` }, row.cell.title);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    showCell(row.cell.number);
  });
  return make("tr", {},
    make("th", { scope: "row" }, link),
    make("td", { class: "share" }, shareText(row.cell.share)),
    ...matrix.choices.map((choice) => fieldCell(row, choice, state.metric)),
    make("td", { class: "take" }, decisionText(row)));
}

function headingCell(key, text, extra = "") {
  const on = state.sort === key;
  const button = make("button", {
    type: "button", onclick: () => { state.sort = key; refresh(); byId("matrix").querySelector(
      `[data-sort="${CSS.escape(key)}"]`).focus(); }, "data-sort": key,
  }, text);
  const order = key === "question" ? "ascending" : "descending";
  return make("th", { scope: "col", class: extra, "aria-sort": on ? order : "none" }, button);
}

function sortedRows(matrix) {
  const value = (row) => {
    if (state.sort === "share") return row.cell.share ?? -1;
    return regretOf(row.fields.get(state.sort), state.metric)?.value ?? -1;
  };
  const rows = [...matrix.rows];
  if (state.sort === "question") return rows.sort((a, b) => byText(a.cell.title, b.cell.title));
  return state.sort === "share" ? rows : rows.sort((a, b) => value(b) - value(a));
}

function keptRow(row) {
  const found = [...row.fields.values()].map((one) => regretOf(one, state.metric)?.proven);
  if (state.only === "open" && !found.includes(OPEN)) return false;
  if (state.only === "decided" && !row.decision.left.length) return false;
  return row.cell.title.toLowerCase().includes(state.filter.toLowerCase());
}

function guaranteeCell(matrix, choice) {
  const one = matrix.guarantees.get(choice);
  const worst = ratioText(one.worst);
  const missing = one.failing.length ? `; no figure at ${one.failing.length}` : "";
  return make("td", { title: `worst at ${one.where}` },
    `${one.good} of ${one.asked}; up to ${worst}${missing}`);
}

function drawMatrix(matrix) {
  const rows = sortedRows(matrix).filter(keptRow);
  const table = byId("matrix");
  table.tHead.replaceChildren(make("tr", {},
    headingCell("question", "question"), headingCell("share", "waits"),
    ...matrix.choices.map((choice) => headingCell(choice, choice, lookOf(choice))),
    make("th", { scope: "col" }, "take")));
  table.tBodies[0].replaceChildren(...rows.map((row) => matrixRow(matrix, row)));
  table.tFoot.replaceChildren(make("tr", {},
    make("th", { scope: "row" }, "good enough, and worst"), make("td", {}),
    ...matrix.choices.map((choice) => guaranteeCell(matrix, choice)), make("td", {})));
  byId("sets").replaceChildren(...matrix.smallest.map((one) => make("li", {}, setText(one))));
  return rows.length;
}

function setText(one) {
  const several = one.choices.length > 1;
  const who = several ? `one of ${listed(one.choices)}` : `${one.choices[0]} for everything`;
  const said = `${who}: good enough at ${one.good} of ${one.asked} questions`;
  if (one.where && one.worst === Infinity) return `${said}; no figure at ${one.where}`;
  const best = several ? "the best of them" : "it";
  const worst = `${said}; at worst ${best} takes ${ratioText(one.worst)} the best's time (${one.where})`;
  return one.where ? worst : said;
}

function tally(matrix, shown) {
  const count = { good: 0, behind: 0, open: 0 };
  for (const row of matrix.rows) {
    for (const field of row.fields.values()) {
      const regret = regretOf(field, state.metric);
      if (regret) count[SIGNS[regret.proven]] += 1;
    }
  }
  const rows = shown === matrix.rows.length ? "" : `; ${shown} of ${matrix.rows.length} questions`;
  return `${METRICS[state.metric].word}, margin ${+(matrix.margin * 100).toFixed(2)} %: `
    + `${count.good} good enough, ${count.behind} behind, ${count.open} open${rows}`;
}
