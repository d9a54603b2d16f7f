/** The metrics table's controls: search, filters, range, grouping, views and what to do with it all. */

import { element } from "../www/base.js";
import { unitsOf } from "./data.js";
import { figureNames } from "./labels.js";
import { SIZES } from "./state.js";

// More names than these are no list to choose from; typing still finds them.
const MOST_NAMES = 400;
// Up to this width, in pixels, filters are folded away at first; the style sheets have it too.
const NARROW = 700;

/** The controls above the table; each tells by `change` what was chosen. */
export class Controls {
  constructor(text, change, actions) {
    this.text = text;
    this.change = change;
    this.fields = {};
    this.element = this.#build(actions);
    new ResizeObserver(([{ contentRect }], observer) => {
      if (!contentRect.width) return;
      this.filters.open = contentRect.width > NARROW;
      observer.disconnect();
    }).observe(this.element);
  }

  #build(actions) {
    const { text } = this;
    this.names = element("datalist", { id: "names" });
    this.count = element("span", { class: "count" });
    this.filters = element(
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
    return element("div", { class: "controls" }, this.#first(actions), this.filters, this.#last());
  }

  #first(actions) {
    const { text } = this;
    const button = (name, icon, label, title) =>
      element(
        "button",
        {
          type: "button",
          "data-action": name,
          title: title ?? label,
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

  #last() {
    const { text } = this;
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
    this.views = element(
      "div",
      { class: "views", role: "group", "aria-label": text("table.view.label") },
      view("table", "mdi:table", text("table.view.table")),
      view("bars", "mdi:chart-bar", text("table.view.bars")),
      view("pie", "mdi:chart-donut", text("table.view.pie")),
    );
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

  #field(name, label, field) {
    this.fields[name] = field;
    return element("label", { "data-field": name }, element("span", {}, label), field);
  }

  #select(name, label, options = []) {
    const field = element("select", { name, onchange: () => this.change({ [name]: field.value }) });
    choices(field, options);
    return this.#field(name, label, field);
  }

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

  /** Offer what there is: `rows` of all metrics, `shown` those that fit the filters. */
  offer(answer, rows, _shown, state) {
    const any = ["", this.text("table.any")];
    const has = (key) => new Set(rows.map((row) => row[key]));
    const [routers, categories, tiers] = [has("routerId"), has("categoryKey"), has("tierKey")];
    const named = (list, key, present) =>
      list.filter((item) => present.has(item[key])).map((item) => [item[key], item.name]);
    choices(this.fields.router, [any, ...named(answer.routers, "id", routers)]);
    choices(this.fields.category, [any, ...named(answer.categories, "key", categories)]);
    choices(this.fields.tier, [any, ...named(answer.tiers, "key", tiers)]);
    const fits = rows.filter(
      (row) =>
        (!state.category || row.categoryKey === state.category) &&
        (!state.router || row.routerId === state.router),
    );
    const distinct = (key) => [...new Set(fits.map((row) => row[key]))].filter(Boolean);
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

  /** Show what is chosen, but leave alone what a person types in right now. */
  show(state, active) {
    for (const [name, field] of Object.entries(this.fields)) {
      const value = name === "from" || name === "to" ? local(state[name]) : state[name];
      if (field !== active && field.value !== value) write(field, value);
    }
    for (const button of this.views.children) {
      button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    }
    const pivot = state.group === "day" || state.group === "hour";
    this.#hide("from", state.range !== "custom");
    this.#hide("to", state.range !== "custom");
    this.#hide("figure", state.view === "table" && !pivot);
    this.#hide("bar", state.view !== "table" || pivot);
    this.#hide("step", pivot && state.view === "table");
    const set = ["router", "category", "instance", "metric", "tier", "unit"].filter(
      (name) => state[name],
    );
    this.count.textContent = set.length ? String(set.length) : "";
  }

  /** Return what leads from page to page. */
  pager(page, size, count, numbers) {
    const { text } = this;
    const go = (to, icon, label, disabled) =>
      element(
        "button",
        {
          type: "button",
          title: label,
          "aria-label": label,
          disabled,
          onclick: () => this.change({ page: to }),
        },
        element("ha-icon", { icon, "aria-hidden": "true" }),
      );
    const place = {
      from: numbers.whole(count ? page * size + 1 : 0),
      to: numbers.whole(Math.min(count, (page + 1) * size)),
      count: numbers.whole(count),
    };
    return [
      this.#sizes(size),
      element("span", {}, text("table.page", place)),
      go(page - 1, "mdi:chevron-left", text("table.previous"), page === 0),
      go(page + 1, "mdi:chevron-right", text("table.next"), (page + 1) * size >= count),
    ];
  }

  /** Return the choice of how many lines a page has. */
  #sizes(size) {
    const field = element("select", {
      name: "size",
      onchange: () => this.change({ size: Number(field.value) }),
    });
    choices(
      field,
      SIZES.map((count) => [String(count), String(count)]),
    );
    field.value = String(size);
    return element("label", {}, `${this.text("table.size")} `, field);
  }

  #hide(name, hidden) {
    this.fields[name].closest("label").hidden = hidden;
  }
}

/** Give a list its options, unless it has them; what is chosen stays. */
function choices(select, options) {
  const mark = JSON.stringify(options);
  if (select.dataset.options === mark) return;
  const { value } = select;
  select.dataset.options = mark;
  select.replaceChildren(
    ...options.map(([key, label]) => element("option", { value: key }, label)),
  );
  select.value = value;
}

/** Write a choice; what a link names and is there no more is shown too, and can be taken back. */
function write(field, value) {
  if (field.options && ![...field.options].some((option) => option.value === value)) {
    field.append(element("option", { value }, value));
  }
  field.value = value;
}

/** Return a moment as a field for date and time has it, in this device's time. */
function local(time) {
  if (!time) return "";
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
