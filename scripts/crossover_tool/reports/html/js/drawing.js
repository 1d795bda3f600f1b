// Axes and marks that the page draws by itself, as scripts/crossover_tool/charts/page/scale.py.

function scaleOver(values, start, end, log) {
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const room = log ? (high > low ? (high / low) ** 0.04 : 1.5) : 0.04 * (high - low) || 1;
  [low, high] = log ? [low / room, high * room] : [low - room, high + room];
  const place = (value) => (log ? Math.log(value) : value);
  const at = (value) => {
    const inside = Math.min(Math.max(value, low), high);
    return start + ((place(inside) - place(low)) / (place(high) - place(low))) * (end - start);
  };
  return { low, high, at, ticks: ticksOf(low, high, log) };
}

function ticksOf(low, high, log, most = 6) {
  if (!log) return evenTicks(low, high, most);
  const found = { fine: [], coarse: [] };
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of [1, 2, 5]) {
      const value = Number(`${factor}e${power}`);
      if (value < low || value > high) continue;
      found.fine.push(value);
      if (factor === 1) found.coarse.push(value);
    }
  }
  if (found.fine.length <= most) return found.fine;
  const step = Math.max(1, Math.ceil(found.coarse.length / most));
  return found.coarse.filter((_, place) => place % step === 0);
}

function evenTicks(low, high, most) {
  const size = 10 ** Math.floor(Math.log10((high - low) / most));
  const step = [1, 2, 5, 10].map((f) => size * f).find((one) => one * most >= high - low);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(k * step);
  return found;
}

function svgOf(width, height, label, ...parts) {
  const attributes = { viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart" };
  return make("svg", { ...attributes, "aria-label": label }, ...parts);
}

const label = (x, y, text, anchor = "start", more = "") =>
  make("text", { x, y, "text-anchor": anchor, class: more }, text);

const grid = (x1, y1, x2, y2) => make("line", { x1, y1, x2, y2, class: "grid" });
