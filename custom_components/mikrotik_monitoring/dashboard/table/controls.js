/** The metrics table's controls: search, filters, range, grouping, views and actions. */

import { element } from "../www/elements.js";
import { choices } from "./choices.js";
import { unitsOf } from "./data.js";
import { textOf } from "./figures.js";
import { figureNames } from "./labels.js";

/** @import { Choice, Row, TableAnswer, Text } from "../www/types.d.ts" */

/** @import { Field, Options } from "./choices.js" */

/**
 * @typedef {object} Actions what a person can do with the table
 * @property {() => void} clear
 * @property {() => void} refresh
 * @property {() => void} copy
 * @property {() => void} csv
 */

// More names than these are too many for a list; typing still finds them.
const MOST_NAMES = 400;
// Up to this width, in pixels, filters are collapsed at first; the style sheets have it too.
const NARROW = 700;

/** The controls above the table; each calls `change` with what was chosen. */
export class Controls {
  /**
   * @param {Text} text
   * @param {(patch: Partial<Choice>) => void} change
   * @param {Actions} actions
   */
  constructor(text, change, actions) {
    this.text = text;
    this.change = change;
    /** @type {Record<string, Field>} */
    this.fields = {};
    this.names = element("datalist", { id: "names" });
    this.count = element("span", { class: "count" });
    this.filters = this.#filters(actions);
    this.views = this.#views();
    this.element = element(
      "div",
      { class: "controls" },
      this.#first(actions),
      this.filters,
      this.#last(),
    );
    new ResizeObserver(([{ contentRect }], observer) => {
      if (!contentRect.width) return;
      this.filters.open = contentRect.width > NARROW;
      observer.disconnect();
    }).observe(this.element);
  }

  /** @param {Actions} actions */
  #filters(actions) {
    const { text } = this;
    const made = element(
      "details",
      { class: "filters" },
      element("summary", {}, text("table.filters"), " ", this.count),
      element(
        "div",
        { class: "fields" },
        this.#select("router", text("table.column.router")),
        this.#select("category", text("table.column.category")),
        this.#input("instance", text("table.column.instance"), {
          type: "search",
          autocomplete: "off",
        }),
        this.#select("metric", text("table.column.name")),
        this.#select("tier", text("table.column.tier")),
        this.#select("unit", text("table.column.unit")),
        element(
          "button",
          { type: "button", class: "plain", onclick: () => actions.clear() },
          text("table.clear"),
        ),
      ),
      this.names,
    );
    this.fields.instance.setAttribute("list", "names");
    return made;
  }

  /** @param {Actions} actions */
  #first(actions) {
    const { text } = this;
    /**
     * @param {keyof Actions} name
     * @param {string} icon
     * @param {string} label
     * @param {string} title
     */
    const button = (name, icon, label, title = label) =>
      element(
        "button",
        {
          type: "button",
          "data-action": name,
          title,
          onclick: () => actions[name](),
        },
        element("ha-icon", { icon, "aria-hidden": "true" }),
        element("span", {}, label),
      );
    return element(
      "div",
      { class: "fields first" },
      this.#input("q", text("table.search"), {
        type: "search",
        placeholder: text("table.search_hint"),
      }),
      this.#select("range", text("table.range.label"), this.#ranges()),
      this.#input("from", text("table.range.from"), { type: "datetime-local" }),
      this.#input("to", text("table.range.to"), { type: "datetime-local" }),
      element(
        "div",
        { class: "actions" },
        button("refresh", "mdi:refresh", text("table.refresh")),
        button("copy", "mdi:content-copy", text("table.copy"), text("table.copy_hint")),
        button("csv", "mdi:download", text("table.csv"), text("table.csv_hint")),
      ),
    );
  }

  #views() {
    const { text } = this;
    /**
     * @param {string} name
     * @param {string} icon
     * @param {string} label
     */
    const view = (name, icon, label) =>
      element(
        "button",
        {
          type: "button",
          "data-view": name,
          title: label,
          onclick: () => this.change({ view: name }),
        },
        element("ha-icon", { icon, "aria-hidden": "true" }),
        element("span", {}, label),
      );
    return element(
      "div",
      { class: "views", role: "group", "aria-label": text("table.view.label") },
      view("table", "mdi:table", text("table.view.table")),
      view("bars", "mdi:chart-bar", text("table.view.bars")),
      view("pie", "mdi:chart-donut", text("table.view.pie")),
    );
  }

  #last() {
    const { text } = this;
    return element(
      "div",
      { class: "fields" },
      this.views,
      this.#select("group", text("table.group.label"), this.#groups()),
      this.#select("figure", text("table.figure"), figureNames(text)),
      this.#select("bar", text("table.bar"), [["", text("table.none")], ...figureNames(text)]),
      this.#select("step", text("table.step.label"), this.#steps()),
    );
  }

  #ranges() {
    const { text } = this;
    return [
      ["hour", text("table.range.hour")],
      ["day", text("table.range.day")],
      ["week", text("table.range.week")],
      ["month", text("table.range.month")],
      ["year", text("table.range.year")],
      ["custom", text("table.range.custom")],
    ];
  }

  #groups() {
    const { text } = this;
    return [
      ["", text("table.none")],
      ["router", text("table.column.router")],
      ["category", text("table.column.category")],
      ["instance", text("table.column.instance")],
      ["day", text("table.group.day")],
      ["hour", text("table.group.hour")],
    ];
  }

  #steps() {
    const { text } = this;
    return [
      ["auto", text("table.step.auto")],
      ["5minute", text("table.step.fine")],
      ["hour", text("table.step.hour")],
      ["day", text("table.step.day")],
    ];
  }

  /**
   * @template {Field} Some
   * @param {string} name
   * @param {string} label
   * @param {Some} field
   */
  #field(name, label, field) {
    this.fields[name] = field;
    return element("label", { "data-field": name }, element("span", {}, label), field);
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {Options} [options]
   */
  #select(name, label, options = []) {
    const field = element("select", { name, onchange: () => this.change({ [name]: field.value }) });
    choices(field, options);
    return this.#field(name, label, field);
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {Record<string, string>} properties
   */
  #input(name, label, properties) {
    const timed = properties.type === "datetime-local";
    const value = () => (timed ? new Date(field.value).getTime() || 0 : field.value);
    const field = element("input", {
      name,
      ...properties,
      [timed ? "onchange" : "oninput"]: () => this.change({ [name]: value() }),
    });
    return this.#field(name, label, field);
  }

  /**
   * Fill the lists of choices from `rows`, those of all metrics.
   *
   * @param {TableAnswer} answer
   * @param {Row[]} rows
   * @param {Choice} state
   */
  offer(answer, rows, state) {
    const any = ["", this.text("table.any")];
    /** @param {string} key */
    const has = (key) => new Set(rows.map((row) => textOf(row, key)));
    const [routers, categories, tiers] = [has("routerId"), has("categoryKey"), has("tierKey")];
    /**
     * @param {({ id: string, name: string } | { key: string, name: string })[]} list
     * @param {Set<string>} present
     */
    const named = (list, present) =>
      list
        .map((item) => ["id" in item ? item.id : item.key, item.name])
        .filter(([key]) => present.has(key));
    choices(this.fields.router, [any, ...named(answer.routers, routers)]);
    choices(this.fields.category, [any, ...named(answer.categories, categories)]);
    choices(this.fields.tier, [any, ...named(answer.tiers, tiers)]);
    const fits = rows.filter(
      (row) =>
        (!state.category || row.categoryKey === state.category) &&
        (!state.router || row.routerId === state.router),
    );
    /** @param {string} key */
    const distinct = (key) => [...new Set(fits.map((row) => textOf(row, key)))].filter(Boolean);
    choices(this.fields.metric, [
      any,
      ...distinct("metricName")
        .sort((a, b) => a.localeCompare(b))
        .map((name) => [name, name]),
    ]);
    choices(this.fields.unit, [
      any,
      ...unitsOf(fits)
        .filter(Boolean)
        .map((unit) => [unit, unit]),
    ]);
    this.names.replaceChildren(
      ...distinct("instance")
        .slice(0, MOST_NAMES)
        .map((value) => element("option", { value })),
    );
  }

  /**
   * Show what is chosen, except in the field that a person is typing in.
   *
   * @param {Choice} state
   * @param {Element | null} active
   */
  show(state, active) {
    for (const [name, field] of Object.entries(this.fields)) {
      const value = name === "from" || name === "to" ? local(state[name]) : textOf(state, name);
      if (field !== active && field.value !== value) write(field, value);
    }
    for (const button of this.views.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    }
    const pivot = state.group === "day" || state.group === "hour";
    this.#hide("from", state.range !== "custom");
    this.#hide("to", state.range !== "custom");
    this.#hide("figure", state.view === "table" && !pivot);
    this.#hide("bar", state.view !== "table" || pivot);
    this.#hide("step", pivot && state.view === "table");
    const set = ["router", "category", "instance", "metric", "tier", "unit"].filter((name) =>
      textOf(state, name),
    );
    this.count.textContent = set.length ? String(set.length) : "";
  }

  /**
   * @param {string} name
   * @param {boolean} hidden
   */
  #hide(name, hidden) {
    const label = this.fields[name].closest("label");
    if (label) label.hidden = hidden;
  }
}

/**
 * Write a choice; one from a link that no longer exists is shown too, and can be cleared.
 *
 * @param {Field} field
 * @param {string} value
 */
function write(field, value) {
  if (
    field instanceof HTMLSelectElement &&
    ![...field.options].some((option) => option.value === value)
  ) {
    field.append(element("option", { value }, value));
  }
  field.value = value;
}

/**
 * Return a time in the format of a date and time field, in this device's time zone.
 *
 * @param {number} time
 */
function local(time) {
  if (!time) return "";
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
