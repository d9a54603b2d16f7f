/** Shares and bars of the metrics that the table's filters leave, all of one unit. */

import { element } from "../www/elements.js";
import { percent, precise } from "../www/numbers.js";
import { bars, ring } from "./charts.js";
import { grouped, slices, unitsOf } from "./data.js";
import { figure as figureOf } from "./figures.js";
import { figureNames, labelsOf } from "./labels.js";

/** @import { Choice, Figures, Hass, Item, Row, Text } from "../www/types.d.ts" */

/**
 * @typedef {object} Charted what a chart is made from
 * @property {Text} text
 * @property {Hass} hass
 * @property {Choice} state
 * @property {Row[]} shown
 * @property {(item: Item) => Figures | null} figuresOf
 */

const MOST_BARS = 40;
const GROUPS = ["router", "category", "instance"];

/**
 * Return what is charted: the rows of one unit, or groups of them, with their values.
 *
 * @param {Charted} card
 */
function charted(card) {
  const { state, shown, hass } = card;
  const unit = state.unit || unitsOf(shown)[0];
  const rows = shown.filter((row) => row.kind && row.unit === unit);
  const items = GROUPS.includes(state.group) ? grouped(rows, state.group) : rows;
  const labels = labelsOf(items.map((item) => (item.children ? { ...item, name: "" } : item)));
  /**
   * @param {number} value
   * @param {string} id
   */
  const format = (value, id) => [precise(hass, value, id), unit].filter(Boolean).join(" ");
  return { unit, rows, items, labels, format };
}

/**
 * Return an item's value; what adds up is summed over a group, else it is the group's mean.
 *
 * @param {Charted} card
 * @param {Item} item
 * @param {string} name
 * @returns {number}
 */
function itemValue(card, item, name) {
  if (!item.children) return figureOf(card.figuresOf(item), name, item.kind);
  const values = item.rows.map((row) => itemValue(card, row, name)).filter(Number.isFinite);
  if (!values.length) return Number.NaN;
  if (name === "min") return Math.min(...values);
  if (name === "max") return Math.max(...values);
  const whole = values.reduce((sum, value) => sum + value, 0);
  return item.rows.every((row) => row.adds) ? whole : whole / values.length;
}

/**
 * Draw the largest parts as a ring of shares; its rows are those that must be read.
 *
 * @param {Charted} card
 * @returns {{ drawn: HTMLElement, needed: Row[] }}
 */
export function shares(card) {
  const { text, hass, state } = card;
  const { unit, rows, items, labels, format } = charted(card);
  const name = state.figure === "last" ? "last" : "mean";
  const needed = name === "last" ? [] : rows;
  if (!rows.every((row) => row.adds))
    return { drawn: message(text("table.no_shares", { unit })), needed: [] };
  const parts = slices(
    items.map((item, place) => ({
      id: item.id,
      label: labels[place],
      value: itemValue(card, item, name),
    })),
  );
  if (!parts.length) return { drawn: waiting(card, needed), needed };
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  const shown = parts.map((part) => ({
    ...part,
    label: "label" in part ? part.label : text("table.others", { count: part.count }),
    shown: format(part.value, rows[0].id),
    percent: percent(hass, part.share),
  }));
  const heading = headingOf(card, rows, name);
  const title = titleOf(card, heading, unit);
  const headings = [text("table.column.name"), heading, text("table.share")];
  return {
    drawn: ring(shown, { title, whole: precise(hass, whole, rows[0].id), unit, headings }),
    needed,
  };
}

/**
 * Draw the largest values as bars below each other.
 *
 * @param {Charted} card
 * @returns {{ drawn: HTMLElement, needed: Row[] }}
 */
export function barList(card) {
  const { text, state } = card;
  const { unit, rows, items, labels, format } = charted(card);
  const name = state.figure;
  const needed = name === "last" ? [] : rows;
  const isSplit = items.some((item) => item.children && item.rows.length > 1);
  if (name === "p95" && isSplit) return { drawn: message(text("table.no_group_p95")), needed: [] };
  const values = items
    .map((item, place) => ({ label: labels[place], value: itemValue(card, item, name) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value);
  if (!values.length) return { drawn: waiting(card, needed), needed };
  const shown = values
    .slice(0, MOST_BARS)
    .map((item) => ({ ...item, shown: format(item.value, rows[0].id) }));
  const heading = headingOf(card, rows, name);
  const headings = [text("table.column.name"), heading];
  const drawn = element("div", {}, bars(shown, { title: titleOf(card, heading, unit), headings }));
  if (values.length > MOST_BARS) {
    drawn.append(
      element("div", { class: "note" }, text("table.others", { count: values.length - MOST_BARS })),
    );
  }
  return { drawn, needed };
}

/**
 * @param {Charted} card
 * @param {string} heading
 * @param {string} unit
 */
const titleOf = (card, heading, unit) =>
  [card.text("table.title"), heading, unit].filter(Boolean).join(", ");

/**
 * Return the values' name: over a group, what adds up is a sum.
 *
 * @param {Charted} card
 * @param {Row[]} rows
 * @param {string} name
 */
function headingOf({ text, state }, rows, name) {
  const isSum =
    GROUPS.includes(state.group) &&
    ["last", "mean"].includes(name) &&
    rows.every((row) => row.adds);
  const figure = Object.fromEntries(figureNames(text))[name];
  return isSum ? `${text("table.column.sum")}: ${figure}` : figure;
}

/** @param {string} words */
const message = (words) => element("div", { class: "message" }, words);

/**
 * Return the message while there is no value yet, or none at all.
 *
 * @param {Charted} card
 * @param {Row[]} needed
 */
function waiting(card, needed) {
  const isRead = needed.every((row) => card.figuresOf(row)?.isRead);
  return message(card.text(isRead ? "table.no_values" : "table.reading"));
}
