// One field of the matrix: its samples, its interval, and everyone who was measured beside it.

let opened = null;

function openField(number, choice, move) {
  state.field = `${number}.${choice}`;
  writeState();
  drawDetail(move);
}

function closeField() {
  const origin = state.field;
  state.field = "";
  writeState();
  drawDetail(false);
  document.querySelector(`[data-field="${CSS.escape(origin)}"]`)?.focus();
}

// The field that the state names, in the present matrix; null where there is none.
function openedField() {
  const [, number, choice] = state.field.match(/^(\d+)\.(.*)$/) ?? [];
  const row = current.rows.find((one) => String(one.cell.number) === number);
  const field = row?.fields.get(choice);
  return field?.regret ? { row, field } : null;
}

function drawDetail(move) {
  const panel = byId("detail");
  opened = openedField();
  panel.hidden = !opened;
  if (!opened) return;
  const { row, field } = opened;
  const heading = make("h2", { tabindex: "-1", id: "detail-title" },
    `${field.choice}: ${row.cell.title}`);
  const close = make("button", { type: "button", id: "close", onclick: closeField }, "close");
  panel.replaceChildren(heading, close, ...regretLines(field), strip(row), sampleTable(field));
  if (move) heading.focus();
}

function regretLines(field) {
  const told = [["time", field.regret], ...Object.entries(field.costs)];
  return told.map(([metric, regret]) => make("p", {},
    `${METRICS[metric].word}: `, make("b", {}, ratioText(regret.value)),
    ` the ${metric === "time" ? "best" : "least"} (${ends(regret)}): ${regret.proven}`,
    metric === "time" ? `, by ${regret.contender}` : ""));
}

// A dot a sample, a line a contender, by the metric that is selected.
function strip(row) {
  const metric = METRICS[state.metric];
  const shown = row.cell.contenders.filter((one) => wantedContender(one) && one[state.metric]);
  const ranked = shown
    .map((one) => [medianOf(one, state.metric), one])
    .filter(([middle]) => middle > 0)
    .sort((a, b) => a[0] - b[0]);
  if (!ranked.length) return make("p", {}, `${metric.word} was not measured here`);
  const values = ranked.flatMap(([, one]) => one[state.metric]).filter((value) => value > 0);
  const scale = scaleOver(values, 200, 740, true);
  const bottom = 10 + 18 * ranked.length;
  const parts = scale.ticks.flatMap((tick) => [
    grid(scale.at(tick), 8, scale.at(tick), bottom),
    label(scale.at(tick), bottom + 15, short(tick, metric.steps), "middle"),
  ]);
  ranked.forEach(([middle, one], place) => {
    const y = 18 + 18 * place;
    parts.push(label(192, y + 4, one.name, "end"));
    for (const value of one[state.metric].filter((each) => each > 0)) {
      parts.push(make("circle", {
        cx: scale.at(value), cy: y, r: 3.5, class: `${tint(one.strategy)} sample`,
      }));
    }
    const x = scale.at(middle);
    parts.push(make("line", { x1: x, x2: x, y1: y - 7, y2: y + 7, class: "median" }));
  });
  const title = `${metric.word}: every sample of ${row.cell.title}, a bar at each median`;
  return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title },
    svgOf(760, bottom + 22, title, ...parts));
}

function figureText(value, metric) {
  return value === null ? "" : scaled(value, METRICS[metric].steps);
}

function sampleTable(field) {
  const one = field.measured;
  const figures = Object.keys(METRICS).filter((metric) => one[metric]);
  const head = ["block", ...figures.map((metric) => METRICS[metric].word)];
  const rows = one.blocks.map((block, place) => make("tr", {},
    make("td", {}, String(block)),
    ...figures.map((metric) => make("td", {}, figureText(one[metric][place], metric)))));
  return make("div", {
    class: "scroll", tabindex: "0", role: "group", "aria-label": `samples of ${one.name}`,
  }, make("table", {},
    make("caption", {}, `the ${one.blocks.length} samples of ${one.name} (${one.kind})`),
    make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows)));
}

function showCell(number) {
  const part = byId(`cell-${number}`);
  if (!part) return;
  part.open = true;
  part.scrollIntoView();
  part.querySelector("summary").focus();
}
