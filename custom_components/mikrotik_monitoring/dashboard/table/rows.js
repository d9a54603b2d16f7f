/** The metrics table itself: its head, its lines, and the table of periods. */

import { element } from "../www/base.js";
import { FIGURES, figure } from "./data.js";

const WAITING = "…";
const NOTHING = "—";

/** Return the columns to show, the name first where lines are a tree. */
export function columnsOf(config, group) {
  const all = ["router", "category", "instance", "name", "tier", "unit", ...FIGURES];
  const wanted = Array.isArray(config.columns) && config.columns.length ? config.columns : all;
  const shown = all.filter((column) => column === "name" || wanted.includes(column));
  if (!group) return shown;
  // What the groups' own names say already is no column of its own.
  const said = { router: ["router"], category: ["category"], instance: ["router", "instance"] }[
    group
  ];
  return ["name", ...shown.filter((column) => column !== "name" && !said.includes(column)), "sum"];
}

/** Return the head: each column's name sorts by it. */
export function head(columns, labels, about, state, sort) {
  return element(
    "thead",
    {},
    element(
      "tr",
      {},
      ...columns.map((column) => {
        const isSorted = state.sort === column;
        const arrow = isSorted ? (state.desc ? " ▼" : " ▲") : "";
        return element(
          "th",
          {
            scope: "col",
            class: classOf(column),
            "aria-sort": isSorted ? (state.desc ? "descending" : "ascending") : "none",
          },
          element(
            "button",
            {
              type: "button",
              "data-sort": column,
              title: about[column] ?? labels[column],
              onclick: () => sort(column),
            },
            labels[column],
            element("span", { "aria-hidden": "true" }, arrow),
          ),
        );
      }),
    ),
  );
}

const isNumber = (column) => FIGURES.includes(column) || column === "sum";
const classOf = (column) => (isNumber(column) ? "number" : `text ${column}`);

/** Makes the table's lines and writes values into them. */
export class Lines {
  constructor({ columns, bar, numbers, labels, figuresOf, toggle, open, inform, text }) {
    Object.assign(this, { columns, bar, numbers, labels, figuresOf, toggle, open, inform, text });
    this.cells = [];
  }

  /** Return the body for some lines. */
  body(lines) {
    this.cells = [];
    const scale = this.bar ? this.#scale(lines) : null;
    return element("tbody", {}, ...lines.map((line) => this.#line(line, scale)));
  }

  /** Write the states of now into the cells of the last state. */
  refresh() {
    for (const { cell, item } of this.cells) {
      const told = this.#told(item, "last");
      if (cell.textContent !== told) cell.textContent = told;
    }
  }

  #line({ item, depth }, scale) {
    const isGroup = Boolean(item.children);
    return element(
      "tr",
      {
        class: isGroup ? "group" : "",
        "data-entity": isGroup ? undefined : item.id,
        "data-group": isGroup ? item.id : undefined,
      },
      ...this.columns.map((column) => this.#cell(item, depth, column, scale)),
    );
  }

  #cell(item, depth, column, scale) {
    if (column === "name") return this.#name(item, depth);
    if (!isNumber(column))
      return element("td", { class: `text ${column}` }, this.#text(item, column));
    const value = this.#value(item, column);
    const told = this.#told(item, column);
    const cell = element("td", { class: "number", "data-column": column }, told);
    if (!Number.isFinite(value) && told.length > 1) {
      cell.classList.add("words");
      cell.title = told;
    }
    if (Number.isFinite(value)) cell.dataset.value = value;
    if (column === "last") this.cells.push({ cell, item });
    if (column === this.bar && Number.isFinite(value) && scale.get(item.unit)) {
      cell.classList.add("barred");
      cell.style.setProperty(
        "--fill",
        `${((100 * Math.abs(value)) / scale.get(item.unit)).toFixed(1)}%`,
      );
    }
    return cell;
  }

  #name(item, depth) {
    const where = [item.router, item.instance].filter(Boolean).join(" · ");
    const cell = element("th", { scope: "row", class: "name", style: `--depth: ${depth}` });
    if (!item.children) {
      cell.append(
        element(
          "button",
          { type: "button", class: "link", title: item.id, onclick: () => this.inform(item.id) },
          item.name,
        ),
        element("span", { class: "sub" }, [where, item.unit].filter(Boolean).join(" · ")),
      );
      return cell;
    }
    const isOpen = this.open.has(item.id);
    const label = depth
      ? item.name
      : [item.router ?? item.category, item.instance].filter(Boolean).join(" · ");
    cell.append(
      element(
        "button",
        {
          type: "button",
          class: "tree",
          "aria-expanded": String(isOpen),
          "data-toggle": item.id,
          onclick: () => this.toggle(item.id),
        },
        element("ha-icon", {
          icon: isOpen ? "mdi:chevron-down" : "mdi:chevron-right",
          "aria-hidden": "true",
        }),
        element("span", {}, label),
        element(
          "span",
          { class: "muted" },
          item.rows.length > 1 ? ` (${this.numbers.whole(item.rows.length)})` : ` ${item.name}`,
        ),
      ),
    );
    return cell;
  }

  #text(item, column) {
    return item[column] ?? "";
  }

  #value(item, column) {
    if (column === "sum")
      return item.children && item.adds ? (this.figuresOf(item)?.sum ?? Number.NaN) : Number.NaN;
    return figure(this.figuresOf(item), column, item.kind);
  }

  #told(item, column) {
    if (column === "last" && !item.children && !Number.isFinite(this.#value(item, column))) {
      return this.numbers.state(item.id);
    }
    if (column === "sum" && !item.children) return "";
    if (!item.kind) return item.children ? "" : NOTHING;
    if (column !== "last" && !this.figuresOf(item)?.isRead) return WAITING;
    const value = this.#value(item, column);
    if (!Number.isFinite(value)) return NOTHING;
    const growth = column === "mean" && item.kind === "change" ? "Δ " : "";
    return growth + this.numbers.write(value, item.children ? item.rows[0].id : item.id);
  }

  /** Return the largest value of each unit among the lines. */
  #scale(lines) {
    const largest = new Map();
    for (const { item } of lines) {
      const value = Math.abs(this.#value(item, this.bar));
      if (Number.isFinite(value))
        largest.set(item.unit, Math.max(value, largest.get(item.unit) ?? 0));
    }
    return largest;
  }
}

/** Return a table with a line per period and a column per series. */
export function periodTable({ series, labels, lines, numbers, caption, period, written }) {
  const heads = series.map((row, place) =>
    element(
      "th",
      { scope: "col", class: "number series", title: row.id },
      element("span", {}, labels[place]),
      element("span", { class: "muted" }, row.unit),
    ),
  );
  const body = lines.map(({ start, values }) =>
    element(
      "tr",
      { "data-start": start },
      element("th", { scope: "row", class: "name" }, written(start)),
      ...values.map((value, place) =>
        element(
          "td",
          { class: "number", "data-value": Number.isFinite(value) ? value : undefined },
          Number.isFinite(value) ? numbers.write(value, series[place].id) : NOTHING,
        ),
      ),
    ),
  );
  return element(
    "table",
    { class: "periods" },
    element("caption", { class: "unseen" }, caption),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, period), ...heads)),
    element("tbody", {}, ...body),
  );
}

const LOCALES = {
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  space_comma: ["fr", "sv", "cs"],
  quote_decimal: ["de-CH"],
  system: undefined,
};

/** Writes numbers as the person has them elsewhere in Home Assistant. */
export class Numbers {
  constructor(hass) {
    this.hass = hass;
    const { number_format: style, language } = hass.locale;
    this.locale = style in LOCALES ? LOCALES[style] : language;
    this.grouping = style !== "none";
    this.formats = new Map();
  }

  /** Write a value as precisely as the entity's states are shown, else with what can be read. */
  write(value, entityId) {
    const usual = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
    const told = this.hass.entities[entityId]?.display_precision;
    const digits = told ?? usual;
    if (value && Math.abs(value) < 10 ** -digits)
      return this.format({ maximumSignificantDigits: 2 }).format(value);
    return this.format({ minimumFractionDigits: told ?? 0, maximumFractionDigits: digits }).format(
      value,
    );
  }

  /** Write a share of one as percent. */
  percent(share) {
    return this.format({ style: "percent", maximumFractionDigits: 1 }).format(share);
  }

  /** Write a whole number. */
  whole(value) {
    return this.format({ maximumFractionDigits: 0 }).format(value);
  }

  /** Write a state as Home Assistant writes it. */
  state(entityId) {
    const state = this.hass.states[entityId];
    return state ? this.hass.formatEntityState(state) : NOTHING;
  }

  format(options) {
    const key = JSON.stringify(options);
    if (!this.formats.has(key)) {
      this.formats.set(
        key,
        new Intl.NumberFormat(this.locale, { ...options, useGrouping: this.grouping }),
      );
    }
    return this.formats.get(key);
  }
}
