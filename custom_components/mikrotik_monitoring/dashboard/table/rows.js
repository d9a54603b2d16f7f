/** The metrics table's lines, and the table of periods. */

import { element } from "../www/elements.js";
import { ABSENT, precise, whole, written } from "../www/numbers.js";
import { FIGURES, figure, textOf } from "./figures.js";

/** @import { Figures, Hass, Head, Item, Line, Row, TableConfig } from "../www/types.d.ts" */

const WAITING = "…";

/**
 * Return the columns to show, the name first where lines are a tree.
 *
 * @param {TableConfig} config
 * @param {string} group
 */
export function columnsOf(config, group) {
  const all = ["router", "category", "instance", "name", "tier", "unit", ...FIGURES];
  const { columns = [] } = config;
  const wanted = columns.length ? columns : all;
  const shown = all.filter((column) => column === "name" || wanted.includes(column));
  if (!group) return shown;
  // What the groups' names already say needs no column.
  const said = group === "instance" ? ["router", "instance"] : [group];
  return ["name", ...shown.filter((column) => column !== "name" && !said.includes(column)), "sum"];
}

/**
 * Return whether a column is of numbers.
 *
 * @param {string} column
 */
export const isNumber = (column) => FIGURES.includes(column) || column === "sum";

/**
 * Return the columns' heads.
 *
 * @param {string[]} columns
 * @param {Record<string, string>} labels
 * @param {Record<string, string>} about
 * @returns {Head[]}
 */
export const headsOf = (columns, labels, about) =>
  columns.map((key) => ({
    key,
    label: labels[key],
    about: about[key],
    isNumber: isNumber(key),
    className: isNumber(key) ? "" : `text ${key}`,
  }));

/**
 * @typedef {object} LineParts what lines are made of
 * @property {string[]} columns
 * @property {string} bar the column that has bars, if any
 * @property {Hass} hass
 * @property {(item: Item) => Figures | null} figuresOf
 * @property {Set<string>} open the groups that are open
 * @property {(id: string) => void} toggle
 * @property {(id: string) => void} inform
 */

/** Makes the table's lines and writes values into them. */
export class Lines {
  /** @type {{ cell: HTMLElement, item: Item }[]} */
  #cells = [];
  #parts;

  /** @param {LineParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Return the rows of some lines.
   *
   * @param {Line[]} lines
   */
  rows(lines) {
    this.#cells = [];
    const scale = this.#scale(lines);
    return lines.map((line) => this.#row(line, scale));
  }

  /**
   * Write the current states into the cells of the last state.
   *
   * @param {Hass} hass
   */
  refresh(hass) {
    this.#parts = { ...this.#parts, hass };
    for (const { cell, item } of this.#cells) {
      const shown = this.#shown(item, "last");
      if (cell.textContent !== shown) cell.textContent = shown;
    }
  }

  /**
   * @param {Line} line
   * @param {Map<string, number>} scale
   */
  #row({ item, depth }, scale) {
    const cells = this.#parts.columns.map((column) =>
      column === "name" ? this.#name(item, depth) : this.#cell(item, column, scale),
    );
    const isGroup = Boolean(item.children);
    return element(
      "tr",
      {
        class: isGroup ? "group" : "",
        "data-entity": isGroup ? undefined : item.id,
        "data-group": isGroup ? item.id : undefined,
        "data-key": item.id,
      },
      ...cells,
    );
  }

  /**
   * @param {Item} item
   * @param {string} column
   * @param {Map<string, number>} scale
   */
  #cell(item, column, scale) {
    if (!isNumber(column)) {
      return element("td", { class: `text ${column}` }, textOf(item, column));
    }
    const value = this.#value(item, column);
    const shown = this.#shown(item, column);
    const cell = element("td", { class: "number", "data-column": column }, shown);
    if (column === "last") this.#cells.push({ cell, item });
    if (Number.isFinite(value)) {
      cell.dataset.value = String(value);
      if (column === this.#parts.bar) draw(cell, value, scale.get(item.unit));
    } else if (shown.length > 1) {
      cell.classList.add("words");
      cell.title = shown;
    }
    return cell;
  }

  /**
   * @param {Item} item
   * @param {number} depth
   */
  #name(item, depth) {
    return element(
      "th",
      { scope: "row", class: "name", style: `--depth: ${depth}` },
      ...(item.children ? [this.#tree(item, depth)] : this.#metric(item)),
    );
  }

  /** @param {Row} row */
  #metric({ id, name, router, instance, unit }) {
    const where = [router, instance, unit].filter(Boolean).join(" · ");
    const open = () => this.#parts.inform(id);
    return [
      element("button", { type: "button", class: "link", title: id, onclick: open }, name),
      element("span", { class: "sub" }, where),
    ];
  }

  /**
   * @param {Extract<Item, { children: Item[] }>} group
   * @param {number} depth
   */
  #tree({ id, name, router, category, instance, rows }, depth) {
    const { hass, open, toggle } = this.#parts;
    const isOpen = open.has(id);
    const label = depth ? name : [router ?? category, instance].filter(Boolean).join(" · ");
    const icon = isOpen ? "mdi:chevron-down" : "mdi:chevron-right";
    const more = rows.length > 1 ? ` (${whole(hass, rows.length)})` : ` ${name}`;
    return element(
      "button",
      {
        type: "button",
        class: "tree",
        "aria-expanded": String(isOpen),
        "data-toggle": id,
        onclick: () => toggle(id),
      },
      element("ha-icon", { icon, "aria-hidden": "true" }),
      element("span", {}, label),
      element("span", { class: "muted" }, more),
    );
  }

  /**
   * @param {Item} item
   * @param {string} column
   */
  #value(item, column) {
    const figures = this.#parts.figuresOf(item);
    if (column !== "sum") return figure(figures, column, item.kind);
    return item.children && item.adds ? (figures?.sum ?? Number.NaN) : Number.NaN;
  }

  /**
   * @param {Item} item
   * @param {string} column
   */
  #shown(item, column) {
    const { hass, figuresOf } = this.#parts;
    const value = this.#value(item, column);
    const hasValue = Number.isFinite(value);
    if (column === "last" && !item.children && !hasValue) return written(hass, item.id);
    if (column === "sum" && !item.children) return "";
    if (!item.kind) return item.children ? "" : ABSENT;
    if (column !== "last" && !figuresOf(item)?.isRead) return WAITING;
    if (!hasValue) return ABSENT;
    const growth = column === "mean" && item.kind === "change" ? "Δ " : "";
    return growth + precise(hass, value, item.children ? item.rows[0].id : item.id);
  }

  /**
   * Return the largest value of each unit among the lines.
   *
   * @param {Line[]} lines
   */
  #scale(lines) {
    /** @type {Map<string, number>} */
    const largest = new Map();
    if (!this.#parts.bar) return largest;
    for (const { item } of lines) {
      const value = Math.abs(this.#value(item, this.#parts.bar));
      if (Number.isFinite(value)) {
        largest.set(item.unit, Math.max(value, largest.get(item.unit) ?? 0));
      }
    }
    return largest;
  }
}

/**
 * Draw a bar under a number.
 *
 * @param {HTMLElement} cell
 * @param {number} value
 * @param {number | undefined} most
 */
function draw(cell, value, most) {
  if (!most) return;
  cell.classList.add("barred");
  cell.style.setProperty("--fill", `${((100 * Math.abs(value)) / most).toFixed(1)}%`);
}

/**
 * Return a table with a line per period and a column per series.
 *
 * @param {object} parts
 * @param {Row[]} parts.series
 * @param {string[]} parts.labels of the series
 * @param {{ start: number, values: number[] }[]} parts.lines
 * @param {Hass} parts.hass
 * @param {string} parts.caption
 * @param {string} parts.period what a period is called
 * @param {(start: number) => string} parts.format writes when one begins
 */
export function periodTable({ series, labels, lines, hass, caption, period, format }) {
  const heads = series.map(({ id, unit }, place) =>
    element(
      "th",
      { scope: "col", class: "number series", title: id },
      element("span", {}, labels[place]),
      element("span", { class: "muted" }, unit),
    ),
  );
  /**
   * @param {number} value
   * @param {number} place
   */
  const cell = (value, place) =>
    Number.isFinite(value)
      ? element(
          "td",
          { class: "number", "data-value": value },
          precise(hass, value, series[place].id),
        )
      : element("td", { class: "number" }, ABSENT);
  const rows = lines.map(({ start, values }) =>
    element(
      "tr",
      { "data-start": start },
      element("th", { scope: "row", class: "name" }, format(start)),
      ...values.map(cell),
    ),
  );
  return element(
    "table",
    { class: "periods" },
    element("caption", { class: "unseen" }, caption),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, period), ...heads)),
    element("tbody", {}, ...rows),
  );
}
