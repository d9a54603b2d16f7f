/** The names of the metrics table's columns and series. */

import { FIGURES, textOf } from "./figures.js";

/** @import { Hass, Choice, Span, Step, TableAnswer, Text } from "../www/types.d.ts" */

/**
 * Return the figures with their names, in their order.
 *
 * @param {Text} text
 * @returns {[figure: string, name: string][]}
 */
export function figureNames(text) {
  /** @type {Record<string, string>} */
  const names = {
    last: text("table.column.last"),
    min: text("table.column.min"),
    mean: text("table.column.mean"),
    max: text("table.column.max"),
    p95: text("table.column.p95"),
  };
  return FIGURES.map((figure) => [figure, names[figure]]);
}

/**
 * Return the names of all columns.
 *
 * @param {Text} text
 * @returns {Record<string, string>}
 */
export function columnNames(text) {
  return {
    router: text("table.column.router"),
    category: text("table.column.category"),
    instance: text("table.column.instance"),
    name: text("table.column.name"),
    tier: text("table.column.tier"),
    unit: text("table.column.unit"),
    sum: text("table.column.sum"),
    ...Object.fromEntries(figureNames(text)),
  };
}

/**
 * Return the meanings of columns whose name does not explain them.
 *
 * @param {Text} text
 * @returns {Record<string, string>}
 */
export function columnMeanings(text) {
  return {
    tier: text("table.about.tier"),
    last: text("table.about.last"),
    min: text("table.about.min"),
    mean: text("table.about.mean"),
    max: text("table.about.max"),
    p95: text("table.about.p95"),
    sum: text("table.about.sum"),
  };
}

/**
 * Return the words of a step between rows.
 *
 * @param {Text} text
 * @param {Step} step
 */
function stepName(text, step) {
  return {
    "5minute": text("table.step.fine"),
    hour: text("table.step.hour"),
    day: text("table.step.day"),
  }[step];
}

/**
 * Return notes on the figures: from which rows they are, and how they are calculated.
 *
 * @param {object} shown
 * @param {Text} shown.text
 * @param {Span} shown.span
 * @param {Hass} shown.hass
 * @param {Choice} shown.state
 * @param {boolean} shown.isPivot
 * @param {TableAnswer} shown.answer
 * @param {number} mostSeries
 */
export function notesOf({ text, span, hass, state, isPivot, answer }, mostSeries) {
  const time = new Intl.DateTimeFormat(hass.locale.language, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const rows = {
    step: stepName(text, span.step),
    from: time.format(span.start),
    to: time.format(span.end),
  };
  const notes = [
    text("table.note", rows),
    isPivot ? text("table.note_period", { count: mostSeries }) : text("table.note_figures"),
    state.group && !isPivot ? text("table.note_group") : "",
    state.view === "pie" ? text("table.note_share") : "",
    answer.keep_days === null ? text("table.no_recorder") : "",
  ];
  return notes.filter(Boolean).join(" ");
}

/**
 * Return short labels of rows or groups: only the parts that differ, or all of them if none does.
 *
 * @param {{ router?: string, instance?: string, name?: string, category?: string }[]} items
 */
export function labelsOf(items) {
  /** @param {string} key */
  const differs = (key) => new Set(items.map((item) => textOf(item, key))).size > 1;
  const parts = ["router", "instance", "name"].filter(differs);
  const chosen = parts.length ? parts : ["router", "instance", "name"];
  if (!chosen.includes("name") && items.some((item) => !item.instance && !item.router))
    chosen.push("name");
  return items.map((item) => {
    const shown = chosen.map((key) => textOf(item, key)).filter(Boolean);
    return shown.join(" · ") || item.name || item.category || "";
  });
}
