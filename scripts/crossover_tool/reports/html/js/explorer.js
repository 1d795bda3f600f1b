// Any figure over any sweep: lines with bands, axes by ratios or even.

const BOX = { width: 760, height: 340, left: 70, right: 590, top: 12, bottom: 296 };
const ALL = "all";

// The sweeps of the data: groups of cells along one axis, and all questions by share of waiting.
function sweepsOf(data) {
  const found = new Map();
  for (const cell of data.cells) {
    if (!cell.sweep) continue;
    const { id, title, word } = cell.sweep;
    if (!found.has(id)) found.set(id, { id, title, word, points: [] });
    found.get(id).points.push({ cell, x: cell.sweep.x, text: cell.sweep.text });
  }
  const shared = data.cells.filter((cell) => typeof cell.share === "number");
  const points = shared.map((cell) => ({ cell, x: cell.share, text: shareText(cell.share) }));
  const swept = [...found.values()].filter((one) => one.points.length > 1);
  const all = { id: ALL, title: "all questions, by their share of waiting", word: "waits", points };
  return points.length > 1 ? [...swept, all] : swept;
}

// Choice -> its points by rising x, each with the median and interval of its fastest contender.
function curvesOf(sweep, figure) {
  const curves = new Map();
  for (const { cell, x, text } of [...sweep.points].sort((a, b) => a.x - b.x)) {
    const best = new Map();
    for (const one of cell.contenders.filter(wantedContender)) {
      const known = best.get(one.choice);
      if (!known || medianOf(one, "time") < medianOf(known, "time")) best.set(one.choice, one);
    }
    for (const [choice, one] of best) {
      if (!one[figure]) continue;
      const point = { x, text, cell, name: one.name, ...medianInterval(one[figure]) };
      curves.set(choice, [...(curves.get(choice) ?? []), point]);
    }
  }
  return sweep.id === ALL ? relative(curves) : curves;
}

// Over unlike questions only ratios say something: each figure over the least at its question.
function relative(curves) {
  const least = new Map();
  for (const { cell, median: value } of [...curves.values()].flat()) {
    least.set(cell, Math.min(value, least.get(cell) ?? Infinity));
  }
  const over = (point) => {
    const by = least.get(point.cell) || 1;
    return { ...point, median: point.median / by, low: point.low / by, high: point.high / by };
  };
  return new Map([...curves].map(([choice, points]) => [choice, points.map(over)]));
}

function drawExplorer(sweeps) {
  const sweep = sweeps.find((one) => one.id === state.sweep) ?? sweeps[0];
  const place = byId("explored");
  if (!sweep) return place.replaceChildren(make("p", {}, "Nothing was swept here."));
  const curves = curvesOf(sweep, state.y);
  const write = sweep.id === ALL
    ? (value) => ratioText(value) : (value) => short(value, METRICS[state.y].steps);
  const points = [...curves.values()].flat().filter((one) => one.low > 0);
  if (!points.length) {
    return place.replaceChildren(make("p", {}, `${METRICS[state.y].word} was not measured here.`));
  }
  const title = `${METRICS[state.y].word}: ${sweep.title}`;
  place.replaceChildren(
    make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title },
      plotted(sweep, curves, points, title, write)),
    exploredTable(sweep, curves, title, write));
}

function plotted(sweep, curves, points, title, write) {
  const xs = points.map((one) => one.x);
  const logX = state.logx === "1" && Math.min(...xs) > 0 && sweep.id !== ALL;
  const x = scaleOver(xs, BOX.left, BOX.right, logX);
  const heights = points.flatMap((one) => [one.low, one.high]);
  const y = scaleOver(heights, BOX.bottom, BOX.top, state.logy === "1");
  const parts = [...axisParts(points, x, y, sweep.word, write)];
  for (const [choice, line] of curves) {
    parts.push(...curveParts(choice, line.filter((one) => one.low > 0), x, y, write, sweep.id !== ALL));
  }
  parts.push(...endLabels(curves, y));
  return svgOf(BOX.width, BOX.height, title, ...parts);
}

function axisParts(points, x, y, word, write) {
  const parts = y.ticks.flatMap((tick) => [
    grid(BOX.left, y.at(tick), BOX.right, y.at(tick)),
    label(BOX.left - 6, y.at(tick) + 4, write(tick), "end"),
  ]);
  let last = -100;
  for (const { x: value, text } of [...points].sort((a, b) => a.x - b.x)) {
    if (x.at(value) - last < 46) continue;
    last = x.at(value);
    parts.push(label(last, BOX.bottom + 18, text, "middle"));
  }
  parts.push(label((BOX.left + BOX.right) / 2, BOX.bottom + 36, word, "middle", "quiet"));
  return parts;
}

function curveParts(choice, line, x, y, write, joined) {
  const colour = tint(strategyOf(choice));
  const more = onAllCores(choice) ? " all-cores" : "";
  const text = (points) => points.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
  const middles = line.map((one) => [x.at(one.x), y.at(one.median)]);
  const parts = [];
  if (joined && state.bands === "1") {
    const up = line.map((one) => [x.at(one.x), y.at(one.high)]);
    const down = line.map((one) => [x.at(one.x), y.at(one.low)]).reverse();
    parts.push(make("polygon", { points: text([...up, ...down]), class: `${colour} band` }));
  }
  if (joined) parts.push(make("polyline", { points: text(middles), class: `${colour} curve${more}` }));
  line.forEach((one, place) => parts.push(make("circle", {
    cx: middles[place][0], cy: middles[place][1], r: 4, class: colour + more,
  }, make("title", {}, `${one.name} at ${one.text}: ${write(one.median)}`))));
  return parts;
}

function endLabels(curves, y) {
  const wanted = [...curves]
    .map(([choice, line]) => ({ choice, at: y.at(line[line.length - 1].median) }))
    .sort((a, b) => a.at - b.at);
  wanted.forEach((one, place) => {
    const floor = place ? wanted[place - 1].at + 13 : BOX.top + 4;
    one.at = Math.max(one.at, floor);
  });
  const beyond = Math.max(0, (wanted[wanted.length - 1]?.at ?? 0) - BOX.bottom);
  return wanted.map(({ choice, at }) => label(
    BOX.right + 12, at - beyond + 4, choice, "start", `${tint(strategyOf(choice))} label`));
}

function exploredTable(sweep, curves, title, write) {
  const cells = [...new Set([...curves.values()].flat().map((one) => one.cell))];
  const points = cells.map((cell) => sweep.points.find((one) => one.cell === cell));
  points.sort((a, b) => a.x - b.x);
  const at = (choice, cell) => curves.get(choice).find((one) => one.cell === cell);
  const head = [sweep.word, ...(sweep.id === ALL ? ["question"] : []), ...curves.keys()];
  const rows = points.map(({ cell, text }) => make("tr", {},
    make("th", { scope: "row" }, text),
    ...(sweep.id === ALL ? [make("td", { class: "words" }, cell.title)] : []),
    ...[...curves.keys()].map((choice) => {
      const found = at(choice, cell);
      return make("td", {}, found ? write(found.median) : "");
    })));
  return make("details", {}, make("summary", {}, "its figures as a table"),
    make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": `figures: ${title}` },
      make("table", {},
        make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
        make("tbody", {}, ...rows))));
}
