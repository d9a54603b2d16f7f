/** The cells of the fleet: read from states, written into elements in place. */

import { element } from "../www/elements.js";
import { ABSENT, bare, lasting, like, scaled } from "../www/numbers.js";
import { isUnknown, number, stateOf } from "../www/states.js";

/** @import { CellFormat, FleetColumn, FleetRow, Hass, Reading, Readings, State, Text } from "../www/types.d.ts" */

/** Shares above these, or grades below these, deserve attention or are a problem. */
const SHARE = { watch: 75, bad: 90 };
const GRADE = { watch: 90, bad: 70 };

/** The problem of a router whose collection is off. */
const OFF = "collection_off";

/** Problems of routers that are not expected to respond: they do not count as trouble. */
export const RESTING = ["disabled", OFF];

/**
 * @param {Hass} hass
 * @param {State | undefined} state
 */
const stateText = (hass, state) => (isUnknown(state) ? "" : hass.formatEntityState(state));

/**
 * @param {number} value
 * @param {{ watch: number, bad: number }} limits
 * @param {(value: number, limit: number) => boolean} isWorse
 */
const level = (value, { watch, bad }, isWorse) => {
  if (isWorse(value, bad)) return "bad";
  return isWorse(value, watch) ? "watch" : "good";
};

/**
 * Return whether a router is reachable, since when not, and why.
 *
 * @param {Hass} hass
 * @param {FleetRow} row
 * @returns {{ kind: string, since?: string, why?: string | null }}
 */
export function linkOf(hass, row) {
  const [reachable, why] = (row.entities.link ?? []).map((id) => stateOf(hass, id));
  if (row.problem === "disabled") return { kind: "disabled" };
  if (isOff(hass, row)) return { kind: OFF };
  if (reachable?.state === "on") return { kind: "up" };
  if (reachable?.state === "off") {
    return { kind: "down", since: reachable.last_changed, why: stateText(hass, why) };
  }
  const problem = row.problem === OFF ? undefined : row.problem;
  if (problem || row.entities.link?.[0]) {
    return { kind: problem ?? "starting", since: reachable?.last_changed, why: row.reason };
  }
  return { kind: answers(hass, row) ? "up" : "down", why: stateText(hass, why) };
}

/**
 * Return whether the owner has switched polling off; the switch changes before the list.
 *
 * @param {Hass} hass
 * @param {FleetRow} row
 */
function isOff(hass, row) {
  const state = stateOf(hass, row.collection)?.state;
  return state === "on" || state === "off" ? state === "off" : row.problem === OFF;
}

/**
 * Return whether a router has any value, for use when the sensor of its link is disabled.
 *
 * @param {Hass} hass
 * @param {FleetRow} row
 */
function answers(hass, row) {
  const ids = Object.entries(row.entities).flatMap(([key, own]) => (key === "link" ? [] : own));
  return ids.some((id) => !isUnknown(stateOf(hass, id)));
}

/**
 * How a column reads a row, by its format.
 *
 * @typedef {(hass: Hass, states: (State | undefined)[], row: FleetRow, column: FleetColumn) => Reading} Read
 * @type {Record<CellFormat, Read>}
 */
const READ = {
  link: (hass, _states, row) => {
    const link = linkOf(hass, row);
    return { ...link, value: link.kind === "up" ? 1 : 0, shown: link.kind };
  },
  grade: (hass, [points, factor]) => {
    const value = number(points);
    return {
      value,
      shown: bare(hass, points, value),
      note: value < 100 ? stateText(hass, factor) : "",
      level: level(value, GRADE, (one, limit) => one < limit),
    };
  },
  share: (hass, [state]) => {
    const value = number(state);
    return {
      value,
      shown: like(hass, state, value),
      level: level(value, SHARE, (one, limit) => one >= limit),
    };
  },
  number: (hass, [state], _row, { units }) => {
    const own = number(state);
    const factor = units[state?.attributes.unit_of_measurement ?? ""] ?? 1;
    return { value: own * factor, shown: like(hass, state, own) };
  },
  count: (hass, [state]) => {
    const value = number(state);
    return { value, shown: bare(hass, state, value) };
  },
  part: (hass, [up, all]) => {
    const [value, whole] = [number(up), number(all)];
    if (!Number.isFinite(value)) return { value, shown: ABSENT };
    return {
      value,
      whole,
      shown: `${bare(hass, up, value)} / ${bare(hass, all, whole)}`,
      isShort: value < whole,
    };
  },
  highest: (hass, states) => {
    const [hottest] = states
      .filter((state) => Number.isFinite(number(state)))
      .sort((one, other) => number(other) - number(one));
    const value = number(hottest);
    return { value, shown: like(hass, hottest, value) };
  },
};

/**
 * Return a column's reading of a row; nothing if the router has none of its entities.
 *
 * @param {Hass} hass
 * @param {FleetColumn} column
 * @param {FleetRow} row
 * @returns {Reading}
 */
export function reading(hass, column, row) {
  const ids = row.entities[column.key];
  if (!ids && column.format !== "link") return { value: Number.NaN, shown: "", isAbsent: true };
  const states = (ids ?? []).map((id) => stateOf(hass, id));
  return READ[column.format](hass, states, row, column);
}

/** @type {Record<string, string>} */
const ICONS = {
  up: "mdi:check-circle",
  disabled: "mdi:minus-circle-outline",
  [OFF]: "mdi:pause-circle-outline",
  starting: "mdi:progress-clock",
};

/** A cell's elements, made once and written in place. */
export class Cell {
  #icon = element("ha-icon", { "aria-hidden": "true", hidden: true });
  #text = element("span", { class: "text" });
  #bar;
  #fill = element("span", {});
  #note;
  #mark = "";

  /**
   * @param {FleetColumn} column
   * @param {string} label
   */
  constructor({ key, format }, label) {
    const hasBar = ["grade", "share"].includes(format);
    const hasNote = ["grade", "link"].includes(format);
    this.#bar = hasBar
      ? element("span", { class: "bar", "aria-hidden": "true" }, this.#fill)
      : undefined;
    this.#note = hasNote ? element("span", { class: "note" }) : undefined;
    this.element = element(
      "td",
      {
        role: "cell",
        class: hasNote ? "" : "number",
        "data-column": key,
        "data-format": format,
        "data-label": label,
      },
      element("span", { class: "line" }, this.#icon, this.#text, this.#bar),
      this.#note,
    );
  }

  /**
   * Write a reading, if it has changed.
   *
   * @param {Reading} read
   * @param {Hass} hass
   * @param {Text} text
   */
  write(read, hass, text) {
    const link = read.kind ? linkText(read, read.kind, hass, text) : undefined;
    const mark = JSON.stringify([read.shown, read.value, read.note, link]);
    if (this.#mark === mark) return;
    this.#mark = mark;
    this.element.classList.toggle("absent", Boolean(read.isAbsent));
    this.element.dataset.level = read.level ?? "";
    this.element.dataset.kind = read.kind ?? (read.isShort ? "short" : "");
    this.element.title = link?.why ?? "";
    put(this.#text, link?.said ?? read.shown);
    put(this.#note, link?.why ?? read.note ?? "");
    this.#writeBar(read.value);
    this.#writeIcon(read);
  }

  /** @param {number} value */
  #writeBar(value) {
    if (!this.#bar) return;
    this.#bar.hidden = !Number.isFinite(value);
    this.#fill.style.width = `${Math.min(100, Math.max(0, value || 0))}%`;
  }

  /** @param {Reading} read */
  #writeIcon({ kind, isShort }) {
    const icon = kind ? (ICONS[kind] ?? "mdi:alert-circle") : isShort ? "mdi:alert" : "";
    this.#icon.hidden = !icon;
    if (icon) this.#icon.icon = icon;
  }
}

/**
 * @param {HTMLElement | undefined} node
 * @param {string} text
 */
const put = (node, text) => {
  if (node && node.textContent !== text) node.textContent = text;
};

/**
 * @param {Reading} read
 * @param {string} kind
 * @param {Hass} hass
 * @param {Text} text
 */
function linkText({ since, why }, kind, hass, text) {
  const said = text(`fleet.link.${kind}`);
  if (["up", ...RESTING].includes(kind)) return { said, why: "" };
  const lasted = since && text("fleet.lasting", { state: said, duration: lasting(hass, since) });
  return { said: lasted || said, why: why ?? "" };
}

/**
 * Return the total of a column over all rows, undefined if none has it.
 *
 * @param {Hass} hass
 * @param {FleetColumn} column
 * @param {FleetRow[]} rows
 * @param {Map<FleetRow, Readings>} readings
 */
export function total(hass, { key, format, units }, rows, readings) {
  /** @param {FleetRow} row */
  const read = (row) => readings.get(row)?.[key];
  const known = rows.filter((row) => Number.isFinite(read(row)?.value));
  const state = stateOf(hass, known[0]?.entities[key]?.[0]);
  if (!state) return;
  const sum = known.reduce((all, row) => all + (read(row)?.value ?? 0), 0);
  if (format === "part") {
    const whole = known.reduce((all, row) => all + (read(row)?.whole ?? 0), 0);
    return `${bare(hass, state, sum)} / ${bare(hass, state, whole)}`;
  }
  return format === "count" ? bare(hass, state, sum) : scaled(hass, state, sum, units);
}
