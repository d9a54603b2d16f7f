/** The metrics table as text for spreadsheets and programs. */

import { numberOf } from "./figures.js";

/** @import { Figures, Point, Row, Span, State } from "../www/types.d.ts" */

/** @typedef {string | number | null | undefined} CellValue */

// Spreadsheets treat a text that begins with these as a formula.
const FORMULA = /^[=+\-@\t\r]/u;
const NEWLINE = "\r\n";

/**
 * Return a text that no spreadsheet runs as a formula; numbers are left alone.
 *
 * @param {CellValue} value
 */
export function guarded(value) {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = value === null || value === undefined ? "" : String(value);
  return FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Return lines of cells as CSV (RFC 4180).
 *
 * @param {CellValue[][]} lines
 */
export function csv(lines) {
  /** @param {string} text */
  const quoted = (text) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return lines
    .map((line) => line.map((cell) => quoted(guarded(cell))).join(",") + NEWLINE)
    .join("");
}

/**
 * Return lines of cells separated by tabs, for the clipboard.
 *
 * @param {CellValue[][]} lines
 */
export function tsv(lines) {
  /** @param {string} text */
  const plain = (text) => text.replace(/[\t\r\n]+/gu, " ");
  return lines.map((line) => line.map((cell) => plain(guarded(cell))).join("\t")).join("\n");
}

/** @param {number} time */
const iso = (time) => (Number.isFinite(time) ? new Date(time).toISOString() : "");
const NAMES = ["router", "category", "interface", "metric", "tier", "entity_id", "unit"];
/** @param {Row} row */
const names = (row) => [
  row.router,
  row.category,
  row.instance,
  row.name,
  row.tier,
  row.id,
  row.unit,
];
const FIGURES = ["min", "mean", "max", "p95", "change"];

/**
 * Return a header and a line per metric: raw figures over the span, and the last state.
 *
 * @param {Row[]} rows
 * @param {Pick<Span, "start" | "end" | "step">} span
 * @param {(id: string) => State | undefined} stateOf
 * @param {(id: string) => Figures | undefined} figuresFor
 * @returns {CellValue[][]}
 */
export function metricLines(rows, span, stateOf, figuresFor) {
  const header = [...NAMES, "last", "last_changed", "from", "to", "step", "rows", ...FIGURES];
  const lines = rows.map((row) => {
    const state = stateOf(row.id);
    const figures = figuresFor(row.id);
    const text = state?.state ?? "";
    const last = row.kind && text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    return [
      ...names(row),
      last,
      state?.last_changed ?? "",
      iso(span.start),
      iso(span.end),
      row.kind ? span.step : "",
      figures?.count ?? "",
      ...FIGURES.map((name) => numberOf(figures, name)),
    ];
  });
  return [header, ...lines];
}

/**
 * Return a header and a line per metric and period, in order of time.
 *
 * @param {Row[]} rows
 * @param {Map<string, Point[]>} rowsById
 * @returns {CellValue[][]}
 */
export function periodLines(rows, rowsById) {
  const figures = FIGURES.filter((name) => name !== "p95");
  const lines = rows.flatMap((row) =>
    (rowsById.get(row.id) ?? []).map((point) => [
      iso(point.start),
      iso(point.end),
      ...names(row),
      ...figures.map((name) => numberOf(point, name)),
    ]),
  );
  lines.sort((a, b) => String(a[0]).localeCompare(String(b[0]), "en"));
  return [["from", "to", ...NAMES, ...figures], ...lines];
}

/**
 * Return a table's cells: raw numbers where they have one, else their text.
 *
 * @param {Element} place
 * @returns {CellValue[][]}
 */
export function cellsOf(place) {
  return [...place.querySelectorAll("tr")].map((row) =>
    [...row.cells].map((cell) =>
      cell.dataset.value ? Number(cell.dataset.value) : cellText(cell),
    ),
  );
}

/**
 * Return a cell's text without what is only for narrow screens or decoration.
 *
 * @param {Element} cell
 */
function cellText(cell) {
  const shown = cell.querySelector(".link, .tree span, [data-sort]");
  if (shown) return shown.firstChild?.textContent;
  return [...cell.childNodes].map((node) => node.textContent).join(" ");
}
