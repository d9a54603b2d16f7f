/** What stands in the cells of the fleet: read from states, written into elements in place. */

import { element, formatted, isUnknown, number } from "../www/base.js";

/** Shares above these are worth a look, and trouble; grades below these. */
const SHARE = { watch: 75, bad: 90 };
const GRADE = { watch: 90, bad: 70 };
const ABSENT = "—";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** Write how long something lasts, in its largest unit. */
export function lasting(hass, since) {
  const seconds = Math.max(1, (Date.now() - new Date(since).getTime()) / 1000);
  const [unit, size] = UNITS.find(([, least]) => seconds >= least);
  const style = { style: "unit", unit, unitDisplay: seconds < 3600 ? "short" : "long" };
  return new Intl.NumberFormat(hass.locale.language, style).format(Math.floor(seconds / size));
}

/** Write a state's number without its unit: the column's name says what is counted. */
function bare(hass, id, value) {
  const state = hass.states[id];
  if (!Number.isFinite(value)) return ABSENT;
  const parts = hass.formatEntityStateToParts?.(state, String(value)) ?? [];
  const found = parts
    .filter(({ type }) => type === "value")
    .map((part) => part.value)
    .join("");
  return found || new Intl.NumberFormat(hass.locale.language).format(value);
}

const stateText = (hass, id) =>
  isUnknown(hass.states[id]) ? "" : hass.formatEntityState(hass.states[id]);

const level = (value, { watch, bad }, isWorse) => {
  if (isWorse(value, bad)) return "bad";
  return isWorse(value, watch) ? "watch" : "good";
};

/** Return whether a router is reachable, since when not, and why. */
export function linkOf(hass, row) {
  const [reachable, why] = row.entities.link ?? [];
  const state = hass.states[reachable];
  if (row.problem === "disabled") return { kind: "disabled" };
  if (state?.state === "on") return { kind: "up" };
  if (state?.state === "off")
    return { kind: "down", since: state.last_changed, why: stateText(hass, why) };
  if (row.problem || reachable)
    return { kind: row.problem ?? "starting", since: state?.last_changed, why: row.reason };
  return { kind: answers(hass, row) ? "up" : "down", why: stateText(hass, why) };
}

/** Return whether a router tells anything: who has disabled the sensor of its link may still ask. */
function answers(hass, row) {
  const ids = Object.entries(row.entities).flatMap(([key, own]) => (key === "link" ? [] : own));
  return ids.some((id) => !isUnknown(hass.states[id]));
}

/** Tell what a column says of a row: `value` sorts and sums, `shown` is written. */
const READ = {
  link: (hass, _, row) => {
    const link = linkOf(hass, row);
    return { ...link, value: link.kind === "up" ? 1 : 0, shown: link.kind };
  },
  grade: (hass, [points, factor]) => {
    const value = number(hass.states[points]);
    const costs = value < 100 ? stateText(hass, factor) : "";
    return {
      value,
      shown: bare(hass, points, value),
      note: costs,
      level: level(value, GRADE, (a, b) => a < b),
    };
  },
  share: (hass, [id]) => {
    const value = number(hass.states[id]);
    return {
      value,
      shown: formatted(hass, id, value),
      level: level(value, SHARE, (a, b) => a >= b),
    };
  },
  number: (hass, [id], _, { units }) => {
    const own = number(hass.states[id]);
    const factor = units[hass.states[id]?.attributes.unit_of_measurement] ?? 1;
    return { value: own * factor, shown: formatted(hass, id, own) };
  },
  count: (hass, [id]) => {
    const value = number(hass.states[id]);
    return { value, shown: bare(hass, id, value) };
  },
  part: (hass, [up, all]) => {
    const [value, whole] = [number(hass.states[up]), number(hass.states[all])];
    if (!Number.isFinite(value)) return { value, shown: ABSENT };
    return {
      value,
      whole,
      shown: `${bare(hass, up, value)} / ${bare(hass, all, whole)}`,
      isShort: value < whole,
    };
  },
  highest: (hass, ids) => {
    const hottest = ids.reduce(
      (one, id) =>
        number(hass.states[id]) > (number(hass.states[one]) || Number.NEGATIVE_INFINITY) ? id : one,
      ids[0],
    );
    const value = number(hass.states[hottest]);
    return { value, shown: formatted(hass, hottest, value) };
  },
};

/** Return what a column says of a row; nothing where the router has none of it. */
export function reading(hass, column, row) {
  const ids = row.entities[column.key];
  if (!ids && column.look !== "link") return { value: Number.NaN, shown: "", isAbsent: true };
  return READ[column.look](hass, ids ?? [], row, column);
}

const bar = () => element("span", { class: "bar", "aria-hidden": "true" }, element("span", {}));
const ICONS = {
  up: "mdi:check-circle",
  disabled: "mdi:minus-circle-outline",
  starting: "mdi:progress-clock",
};

/** Make the elements of a cell once. */
export function makeCell(column) {
  const parts = {
    icon: element("ha-icon", { "aria-hidden": "true", hidden: true }),
    text: element("span", { class: "text" }),
    bar: ["grade", "share"].includes(column.look) ? bar() : null,
    note: ["grade", "link"].includes(column.look) ? element("span", { class: "note" }) : null,
  };
  const line = element("span", { class: "line" }, parts.icon, parts.text, parts.bar);
  return { parts, content: [line, parts.note], before: undefined };
}

const put = (node, text) => {
  if (node && node.textContent !== text) node.textContent = text;
};

/** Write a reading into a cell's elements, if it is another one. */
export function writeCell(cell, td, read, hass, text) {
  const link = read.kind ? linkText(read, hass, text) : undefined;
  const mark = JSON.stringify([read.shown, read.value, read.note, link]);
  if (cell.before === mark) return;
  cell.before = mark;
  const { parts } = cell;
  td.classList.toggle("absent", Boolean(read.isAbsent));
  td.dataset.level = read.level ?? "";
  put(parts.text, link?.text ?? read.shown);
  put(parts.note, link?.why ?? read.note ?? "");
  td.title = link?.why ?? "";
  if (parts.bar) {
    parts.bar.hidden = !Number.isFinite(read.value);
    parts.bar.firstChild.style.width = `${Math.min(100, Math.max(0, read.value || 0))}%`;
  }
  const icon = read.kind
    ? (ICONS[read.kind] ?? "mdi:alert-circle")
    : read.isShort
      ? "mdi:alert"
      : "";
  parts.icon.hidden = !icon;
  if (icon) parts.icon.icon = icon;
  td.dataset.kind = read.kind ?? (read.isShort ? "short" : "");
}

function linkText(read, hass, text) {
  const said = text(`fleet.link.${read.kind}`);
  if (["up", "disabled"].includes(read.kind)) return { text: said, why: "" };
  const since = read.since
    ? text("fleet.lasting", { state: said, duration: lasting(hass, read.since) })
    : said;
  return { text: since, why: read.why ?? "" };
}

/** Return what a column comes to over all rows, undefined where none has it. */
export function total(hass, column, rows, readings) {
  const known = rows.filter((row) => Number.isFinite(readings.get(row)[column.key].value));
  if (!known.length) return;
  const sum = known.reduce((all, row) => all + readings.get(row)[column.key].value, 0);
  const [id] = known[0].entities[column.key];
  if (column.look === "part") {
    const whole = known.reduce((all, row) => all + readings.get(row)[column.key].whole, 0);
    return `${bare(hass, id, sum)} / ${bare(hass, id, whole)}`;
  }
  if (column.look === "count") return bare(hass, id, sum);
  return scaled(hass, hass.states[id], sum, column.units);
}

const base = (unit) => unit.replace(/^[kKMGT]i?/u, "");
const isBinary = (unit) => /^[KMGT]i/u.test(unit);

/** Write a sum in the largest unit of the kind in which one router's is shown. */
function scaled(hass, state, sum, units) {
  const own = state.attributes.unit_of_measurement ?? "";
  const family = Object.entries(units)
    .filter(([name]) => base(name) === base(own) && isBinary(name) === isBinary(own))
    .sort(([, one], [, other]) => other - one);
  const [unit, factor] = family.find(([, least]) => sum >= least) ?? family.at(-1) ?? [own, 1];
  const shown = { ...state, attributes: { ...state.attributes, unit_of_measurement: unit } };
  return hass.formatEntityState(shown, (sum / factor).toFixed(2));
}
