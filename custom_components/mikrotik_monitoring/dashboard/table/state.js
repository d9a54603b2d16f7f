/** What a person chose in the metrics table, kept in the address: a reload and a link keep it. */

import { FIGURES, RANGES } from "./data.js";

export const SIZES = [25, 50, 100];
export const GROUPS = ["", "router", "category", "instance", "hour", "day"];
export const VIEWS = ["table", "bars", "pie"];
export const COLUMNS = ["router", "category", "instance", "name", "tier", "unit", ...FIGURES];

const CHOICES = {
  range: [...Object.keys(RANGES), "custom"],
  step: ["auto", "5minute", "hour", "day"],
  group: GROUPS,
  view: VIEWS,
  figure: FIGURES,
  bar: ["", ...FIGURES],
  sort: ["", ...COLUMNS, "sum"],
};
const NUMBERS = ["from", "to", "page", "size"];
const TEXTS = ["q", "router", "category", "instance", "tier", "metric", "unit"];

/** Return what is shown before anything is chosen. */
export function defaults(config) {
  return {
    q: "",
    router: "",
    category: "",
    instance: "",
    tier: "",
    metric: "",
    unit: "",
    range: CHOICES.range.includes(config.range) ? config.range : "day",
    from: 0,
    to: 0,
    step: "auto",
    group: "",
    view: "table",
    figure: "mean",
    bar: "",
    sort: "",
    desc: false,
    page: 0,
    size: 50,
  };
}

// Two tables on one page cannot share the address: the first one has it.
let owner = null;

/** Take the address, unless another table has it. */
export function claim(card) {
  owner ??= card;
}

/** Give the address back. */
export function release(card) {
  if (owner === card) owner = null;
}

/** Return what the address says, over the defaults; what makes no sense there is passed over. */
export function readState(card, config) {
  const state = defaults(config);
  if (owner !== card) return state;
  const told = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of told) {
    if (TEXTS.includes(key)) state[key] = value;
    else if (CHOICES[key]?.includes(value)) state[key] = value;
    else if (NUMBERS.includes(key) && Number(value) >= 0) state[key] = Math.floor(Number(value));
    else if (key === "desc") state.desc = value === "1";
  }
  if (!SIZES.includes(state.size)) state.size = 50;
  return state;
}

/** Write what differs from the defaults into the address, without a step in the history. */
export function writeState(card, config, state) {
  if (owner !== card) return;
  const usual = defaults(config);
  const told = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (value !== usual[key]) told.set(key, key === "desc" ? Number(value) : value);
  }
  const hash = told.size ? `#${told}` : "";
  history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
}
