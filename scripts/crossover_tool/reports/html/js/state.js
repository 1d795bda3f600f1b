// What the reader has chosen, kept in the address so that it can be sent to somebody else.

const DEFAULTS = {
  margin: "", metric: "time", kinds: CHOSEN.join(","), "no-engines": "", "no-choices": "",
  sort: "share", filter: "", only: "all", field: "",
  sweep: "", y: "time", logx: "1", logy: "1", bands: "1",
};

const state = { ...DEFAULTS };

function readState() {
  const told = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(DEFAULTS)) state[name] = told.get(name) ?? DEFAULTS[name];
}

function writeState() {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value !== DEFAULTS[name]) told.set(name, value);
  }
  history.replaceState(null, "", `#${told}`);
}

const listOf = (name) => state[name].split(",").filter(Boolean);

function toggleIn(name, item, there) {
  const kept = listOf(name).filter((one) => one !== item);
  state[name] = [...kept, ...(there ? [item] : [])].join(",");
}

function wantedContender(one) {
  return (!one.kind || listOf("kinds").includes(one.kind))
    && !listOf("no-engines").includes(one.engine)
    && !listOf("no-choices").includes(one.choice);
}
