// The page comes to life: controls, and everything that follows from them.

let data = null;
let current = null;
let sweeps = [];
let timer = 0;

const marginOf = () => {
  const told = Number(state.margin);
  return state.margin !== "" && told > 0 && told <= 1000 ? told / 100 : data.margin;
};

function judgeNow() {
  current = judgeAll(data, marginOf(), wantedContender);
}

function refresh() {
  writeState();
  byId("told").textContent = tally(current, drawMatrix(current));
  drawDetail(false);
  drawExplorer(sweeps);
}

// Judging takes a moment: what is typed is waited for.
function judgeSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    judgeNow();
    refresh();
  }, 60);
}

function bind(id, name, event, then, read = (node) => node.value, write = (node, value) => {
  node.value = value;
}) {
  const node = byId(id);
  write(node, state[name]);
  node.addEventListener(event, () => {
    state[name] = read(node);
    then();
  });
}

const bindBox = (id, name, then) => bind(id, name, "change", then,
  (node) => (node.checked ? "1" : "0"), (node, value) => { node.checked = value === "1"; });

function boxes(id, items, isOn, change) {
  byId(id).append(...items.map((item) => {
    const box = make("input", { type: "checkbox", value: item });
    box.checked = isOn(item);
    box.addEventListener("change", () => {
      change(item, box.checked);
      judgeSoon();
    });
    return make("label", {}, box, ` ${item}`);
  }));
}

function buildBoxes() {
  const all = data.cells.flatMap((cell) => cell.contenders);
  const unique = (get) => [...new Set(all.map(get))].sort(byText);
  boxes("kinds", unique((one) => one.kind), (item) => listOf("kinds").includes(item),
    (item, on) => toggleIn("kinds", item, on));
  boxes("engines", unique((one) => one.engine), (item) => !listOf("no-engines").includes(item),
    (item, on) => toggleIn("no-engines", item, !on));
  boxes("choices", inOrder(all.map((one) => one.choice)),
    (item) => !listOf("no-choices").includes(item), (item, on) => toggleIn("no-choices", item, !on));
}

function bindControls() {
  byId("margin").value = String(+(marginOf() * 100).toFixed(4));
  byId("margin").addEventListener("input", () => {
    state.margin = byId("margin").value;
    judgeSoon();
  });
  bind("metric", "metric", "change", refresh);
  bind("only", "only", "change", refresh);
  bind("filter", "filter", "input", refresh);
  byId("sweep").append(...sweeps.map((one) => make("option", { value: one.id }, one.title)));
  if (!sweeps.some((one) => one.id === state.sweep)) state.sweep = sweeps[0]?.id ?? "";
  DEFAULTS.sweep = sweeps[0]?.id ?? "";
  bind("sweep", "sweep", "change", refresh);
  bind("figure", "y", "change", refresh);
  bindBox("logx", "logx", refresh);
  bindBox("logy", "logy", refresh);
  bindBox("bands", "bands", refresh);
  byId("reset").addEventListener("click", () => {
    history.replaceState(null, "", "#");
    begin();
    byId("margin").focus();
  });
}

function download(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// A spreadsheet must not take a name for a formula.
const quoted = (text) => `"${String(text).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;

function matrixCsv() {
  const head = ["question", "choice", "contender", "metric", "regret", "low", "high", "class"];
  const lines = [head.join(",")];
  for (const row of current.rows) {
    for (const field of row.fields.values()) {
      if (!field.regret) continue;
      for (const [metric, one] of [["time", field.regret], ...Object.entries(field.costs)]) {
        const words = [row.cell.title, field.choice, one.contender, metric].map(quoted);
        lines.push([...words, one.value, one.low, one.high, quoted(one.proven)].join(","));
      }
    }
  }
  return lines.join("\n") + "\n";
}

function bindDownloads() {
  byId("raw").addEventListener("click",
    () => download("samples.json", "application/json", JSON.stringify(data)));
  byId("csv").addEventListener("click", () => download("matrix.csv", "text/csv", matrixCsv()));
}

// Fresh nodes have no listeners of an earlier beginning.
function freshControls() {
  const old = byId("controls");
  old.replaceWith(blank.controls.cloneNode(true));
  byId("explorer-controls").replaceWith(blank.explorer.cloneNode(true));
  byId("controls").hidden = false;
}

function begin() {
  readState();
  freshControls();
  buildBoxes();
  bindControls();
  bindDownloads();
  judgeNow();
  refresh();
}

const blank = {};

async function start() {
  if (typeof DecompressionStream === "undefined") {
    byId("told").textContent = "This browser is too old to unpack the samples: the page stays as it is.";
    return;
  }
  data = await unpacked(byId("samples"));
  sweeps = sweepsOf(data);
  blank.controls = byId("controls").cloneNode(true);
  blank.explorer = byId("explorer-controls").cloneNode(true);
  byId("explorer").hidden = false;
  const asked = location.hash.match(/^#cell-(\d+)$/);
  begin();
  addEventListener("hashchange", () => {
    if (/^#cell-\d+$/.test(location.hash)) return showCell(location.hash.slice(6));
    begin();
  });
  if (asked) showCell(asked[1]);
  document.documentElement.dataset.ready = "true";
}

start();
