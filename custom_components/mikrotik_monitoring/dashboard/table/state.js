/** What a person chose in the metrics table, kept in the address: a reload and a link keep it. */

import { FIGURES } from "./figures.js";
import { RANGES } from "./spans.js";

/** @import { Choice, TableConfig } from "../www/types.d.ts" */

export const SIZES = [25, 50, 100];
export const GROUPS = ["", "router", "category", "instance", "hour", "day"];
export const VIEWS = ["table", "bars", "pie"];
export const COLUMNS = ["router", "category", "instance", "name", "tier", "unit", ...FIGURES];

/** @type {Record<string, string[]>} */
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

/**
 * Return what is shown before anything is chosen.
 *
 * @param {TableConfig} config
 * @returns {Choice}
 */
export function defaults({ range = "" }) {
  return {
    q: "",
    router: "",
    category: "",
    instance: "",
    tier: "",
    metric: "",
    unit: "",
    range: CHOICES.range.includes(range) ? range : "day",
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
/** @type {object | null} */
let owner = null;

/**
 * Claim the address, unless another table has it.
 *
 * @param {object} card
 */
export function claim(card) {
  owner ??= card;
}

/**
 * Release the address.
 *
 * @param {object} card
 */
export function release(card) {
  if (owner === card) owner = null;
}

/**
 * Return what the address says, over the defaults; invalid values are ignored.
 *
 * @param {object} card
 * @param {TableConfig} config
 */
export function readState(card, config) {
  const state = defaults(config);
  if (owner !== card) return state;
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    const isChoice = Object.hasOwn(CHOICES, key) && CHOICES[key].includes(value);
    if (isChoice || TEXTS.includes(key)) Object.assign(state, { [key]: value });
    else if (key === "desc") state.desc = value === "1";
    else if (NUMBERS.includes(key) && Number(value) >= 0) {
      Object.assign(state, { [key]: Math.floor(Number(value)) });
    }
  }
  if (!SIZES.includes(state.size)) state.size = 50;
  return state;
}

/**
 * Write what differs from the defaults into the address, without a step in the history.
 *
 * @param {object} card
 * @param {TableConfig} config
 * @param {Choice} state
 */
export function writeState(card, config, state) {
  if (owner !== card) return;
  const usual = new Map(Object.entries(defaults(config)));
  const said = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (value !== usual.get(key)) said.set(key, String(key === "desc" ? Number(value) : value));
  }
  const hash = said.size ? `#${said}` : "";
  history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
}
