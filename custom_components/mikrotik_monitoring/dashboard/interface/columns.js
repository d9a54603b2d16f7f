/** Columns of two stacked parts, in and out, with their numbers as a table below. */

import { element } from "../www/elements.js";

/** @import { Ways } from "../www/types.d.ts" */

/**
 * @typedef {Ways & { label: string, isChosen?: boolean }} Column
 *
 * @typedef {object} Legend
 * @property {string} title
 * @property {[string, string]} names of the two parts
 * @property {(value: number | null | undefined) => string} format writes a value
 * @property {string} [more] names the table of the numbers; without it there is none
 */

/**
 * Return a chart of columns, as far as their parts are known.
 *
 * @param {Column[]} items
 * @param {Legend} legend
 */
export function columns(items, legend) {
  const { title, names, format, more } = legend;
  const most = Math.max(...items.map(({ rx, tx }) => (rx ?? 0) + (tx ?? 0))) || 1;
  const step = Math.ceil(items.length / 16);
  const scale = [most, most / 2, 0].map((value) => element("span", {}, format(value)));
  const drawn = items.map((item, place) => column(item, most, legend, place % step === 0));
  const label = `${title}: ${items.length}, ≤ ${format(most)}`;
  return element(
    "figure",
    { "data-chart": "columns" },
    element("figcaption", {}, element("h3", {}, title), legendOf(names)),
    element(
      "div",
      { class: "plot" },
      element("div", { class: "scale muted", "aria-hidden": "true" }, ...scale),
      element("div", { class: "columns", role: "img", "aria-label": label }, ...drawn),
    ),
    more ? element("details", {}, element("summary", {}, more), table(items, legend)) : null,
  );
}

/** @param {[string, string]} names */
const legendOf = (names) =>
  element(
    "span",
    { class: "legend muted", "aria-hidden": "true" },
    ...names.flatMap((name, place) => [
      element("span", { class: place ? "swatch out" : "swatch in" }),
      name,
    ]),
  );

/**
 * @param {Column} item
 * @param {number} most
 * @param {Legend} legend
 * @param {boolean} isLabelled
 */
function column({ label, rx, tx, isChosen }, most, { names, format }, isLabelled) {
  /**
   * @param {string} kind
   * @param {number | null | undefined} value
   */
  const part = (kind, value) =>
    element("span", { class: kind, style: `height: ${(100 * (value ?? 0)) / most}%` });
  return element(
    "span",
    {
      class: isChosen ? "column chosen" : "column",
      title: `${label}: ${names[0]} ${format(rx)}, ${names[1]} ${format(tx)}`,
    },
    element("span", { class: "bar" }, part("out", tx), part("in", rx)),
    element("span", { class: "label muted" }, isLabelled ? label : ""),
  );
}

/**
 * @param {Column[]} items
 * @param {Legend} legend
 */
function table(items, { title, names, format }) {
  const heads = ["", ...names].map((name) =>
    element("th", { scope: "col", class: "number" }, name),
  );
  const rows = items.map(({ label, rx, tx }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, label),
      ...[rx, tx].map((value) => element("td", { class: "number" }, format(value))),
    ),
  );
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("caption", { class: "unseen" }, title),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
}
