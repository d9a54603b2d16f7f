/** Bars and a ring of shares, drawn as SVG; each has a table with the same data. */

import { element } from "../www/elements.js";

/**
 * @typedef {object} Part a share of a whole
 * @property {string | null} id null: all others
 * @property {string} label
 * @property {string} shown its value
 * @property {number} share of one
 * @property {string} percent its share
 */

const SVG = "http://www.w3.org/2000/svg";
const COLORS = [
  "#4269d0",
  "#e8833a",
  "#3ca951",
  "#c6509e",
  "#efb118",
  "#6cc5b0",
  "#9c6b4e",
  "#97bbf5",
  "#a463f2",
];
const OTHERS = "var(--disabled-color, #9498a0)";
const RADIUS = 42;
const WIDTH = 14;
const ROUND = 2 * Math.PI * RADIUS;

export const CHART_STYLES = `
  .ring { display: flex; flex-wrap: wrap; align-items: center; gap: 16px 32px; padding: 16px; }
  .ring svg { flex: 1 1 260px; max-width: 380px; min-width: 220px; }
  .ring .legend { flex: 2 1 320px; min-width: 0; overflow-x: auto; }
  .ring text { fill: var(--primary-text-color); text-anchor: middle; dominant-baseline: central; }
  .ring .whole { font-size: 9px; font-weight: 500; }
  .ring .unit, .ring .mark { font-size: 5px; }
  .ring .unit { fill: var(--secondary-text-color); }
  .ring .mark { fill: #000; font-weight: 600; }
  .ring path.plate { fill: #fff; opacity: 0.85; }
  .ring .legend th[scope=row] { font-weight: 400; color: var(--primary-text-color); white-space: normal; }
  .swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-inline-end: 8px; }
  .bars { padding: 8px 16px 16px; }
  .bars table { table-layout: fixed; }
  .bars th, .bars td { padding: 4px 8px; }
  .bars th[scope=row] { font-weight: 400; color: var(--primary-text-color); overflow: hidden;
    text-overflow: ellipsis; }
  .bars col.label { width: 32%; } .bars col.value { width: 120px; }
  .bars svg { display: block; width: 100%; height: 18px; }
  .bars .track { fill: var(--secondary-background-color); }
  .bars .bar { fill: var(--primary-color); }
  @container (max-width: 700px) {
    .ring { padding: 12px 4px; justify-content: center; } .ring th, .ring td { padding: 6px 4px; }
    .bars { padding: 8px 4px; } .bars col.label { width: 36%; } .bars col.value { width: 96px; }
    .bars td.number { white-space: normal; }
  }
`;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * @param {Part} part
 * @param {number} place
 */
const colorOf = (part, place) => (part.id === null ? OTHERS : COLORS[place % COLORS.length]);

/**
 * Return the middle of an arc, from shares of the whole at its ends.
 *
 * @param {number} share
 * @param {number} radius
 */
function point(share, radius) {
  const angle = 2 * Math.PI * share - Math.PI / 2;
  return { x: 60 + radius * Math.cos(angle), y: 60 + radius * Math.sin(angle) };
}

/**
 * Return a part of the ring, with its number in it if there is room.
 *
 * @param {Part} part
 * @param {number} place
 * @param {number} before
 */
function arc(part, place, before) {
  const gap = part.share < 1 ? 0.6 : 0;
  const length = Math.max(0.3, part.share * ROUND - gap);
  const drawn = svg(
    "circle",
    {
      cx: 60,
      cy: 60,
      r: RADIUS,
      fill: "none",
      "stroke-width": WIDTH,
      style: `stroke: ${colorOf(part, place)}`,
      transform: "rotate(-90 60 60)",
      "stroke-dasharray": `${length} ${ROUND - length}`,
      "stroke-dashoffset": -before * ROUND,
    },
    svg("title", {}, `${part.label}: ${part.shown} (${part.percent})`),
  );
  if (part.share < 0.035) return [drawn];
  const { x, y } = point(before + part.share / 2, RADIUS);
  return [
    drawn,
    svg("circle", { cx: x, cy: y, r: 3.6, fill: "#fff", opacity: 0.85 }),
    svg("text", { x, y, class: "mark" }, String(place + 1)),
  ];
}

/**
 * Return a ring of shares with its legend, which is a table.
 *
 * Each part has an id (null: all others), a label, its value as shown, its share and percent.
 *
 * @param {Part[]} parts
 * @param {{ title: string, whole: string, unit: string, headings: string[] }} words
 */
export function ring(parts, { title, whole, unit, headings }) {
  let before = 0;
  const arcs = parts.flatMap((part, place) => {
    const drawn = arc(part, place, before);
    before += part.share;
    return drawn;
  });
  const rows = parts.map((part, place) =>
    element(
      "tr",
      {},
      element("td", { class: "number muted" }, String(place + 1)),
      element(
        "th",
        { scope: "row" },
        element("span", {
          class: "swatch",
          style: `background: ${colorOf(part, place)}`,
          "aria-hidden": "true",
        }),
        part.label,
      ),
      element("td", { class: "number" }, part.shown),
      element("td", { class: "number" }, part.percent),
    ),
  );
  return element(
    "div",
    { class: "ring", "data-chart": "pie" },
    svg(
      "svg",
      { viewBox: "0 0 120 120", role: "img", "aria-label": title },
      ...arcs,
      svg("text", { x: 60, y: 58, class: "whole" }, whole),
      svg("text", { x: 60, y: 67, class: "unit" }, unit),
    ),
    element("div", { class: "legend" }, table(title, ["#", ...headings], rows)),
  );
}

/**
 * Return bars below each other in a table: label, bar, value; all on one scale from zero.
 *
 * @param {{ label: string, value: number, shown: string }[]} items
 * @param {{ title: string, headings: string[] }} words
 */
export function bars(items, { title, headings }) {
  const end = Math.max(0, ...items.map(({ value }) => value));
  const start = Math.min(0, ...items.map(({ value }) => value));
  const length = end - start || 1;
  const rows = items.map(({ label, value, shown }) => {
    const from = (100 * (Math.min(0, value) - start)) / length;
    return element(
      "tr",
      {},
      element("th", { scope: "row", title: label }, label),
      element(
        "td",
        { "aria-hidden": "true" },
        svg(
          "svg",
          { viewBox: "0 0 100 10", preserveAspectRatio: "none" },
          svg("rect", { x: 0, y: 0, width: 100, height: 10, rx: 0.5, class: "track" }),
          svg("rect", {
            x: from,
            y: 0,
            width: (100 * Math.abs(value)) / length,
            height: 10,
            rx: 0.5,
            class: "bar",
          }),
        ),
      ),
      element("td", { class: "number" }, shown),
    );
  });
  const made = table(title, [headings[0], "", headings[1]], rows);
  made.prepend(
    element(
      "colgroup",
      {},
      element("col", { class: "label" }),
      element("col"),
      element("col", { class: "value" }),
    ),
  );
  return element("div", { class: "bars", "data-chart": "bars" }, made);
}

/**
 * @param {string} title
 * @param {string[]} headings
 * @param {HTMLElement[]} rows
 */
function table(title, headings, rows) {
  const last = headings.length - 1;
  return element(
    "table",
    {},
    element("caption", { class: "unseen" }, title),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...headings.map((text, place) =>
          element(
            "th",
            { scope: "col", class: place && place >= Math.min(2, last) ? "number" : "" },
            text,
          ),
        ),
      ),
    ),
    element("tbody", {}, ...rows),
  );
}
