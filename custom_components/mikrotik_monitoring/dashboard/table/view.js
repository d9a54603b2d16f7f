/** The metrics as a table, a table of periods, bars or shares; what each must read. */

import { element } from "../www/elements.js";
import { number } from "../www/states.js";
import { SortableTable } from "../www/table.js";
import { flattened, grouped, periods, sorted } from "./data.js";
import { figure, together } from "./figures.js";
import { columnMeanings, columnNames, labelsOf } from "./labels.js";
import { columnsOf, headsOf, Lines, periodTable } from "./rows.js";
import { barList, shares } from "./shares.js";

/** @import { Choice, Figures, Hass, Item, Line, Point, Row, TableConfig, Text } from "../www/types.d.ts" */

// Most series that a table of periods shows.
export const MOST_SERIES = 24;

/**
 * @typedef {object} Shown what a view is drawn from
 * @property {Hass} hass
 * @property {TableConfig} config
 * @property {Choice} state
 * @property {Row[]} shown the rows that the filters leave
 * @property {boolean} hasStatistics
 * @property {(id: string) => Figures | undefined} figures
 * @property {Map<string, Point[]>} points
 *
 * @typedef {object} Actions what a view is used for
 * @property {(by: string) => void} sort
 * @property {(id: string) => void} inform
 * @property {(page: number, size: number, count: number) => Node[]} pager
 * @property {() => void} redraw
 */

export class TableView {
  /** @type {Set<string>} */
  #open = new Set();
  /** @type {WeakMap<Item, Figures>} */
  #known = new WeakMap();
  /** @type {Lines | undefined} */
  #lines;
  /** @type {SortableTable | undefined} */
  #table;
  #tableMark = "";
  #actions;
  /** @type {Shown | undefined} */
  #parts;

  /**
   * @param {Text} text
   * @param {Actions} actions
   */
  constructor(text, actions) {
    this.text = text;
    this.#actions = actions;
    this.place = element("div", { class: "place" });
    this.pages = element("div", { class: "pages" });
  }

  /** Return the data to draw from; it is set before it is used. */
  get #shown() {
    return /** @type {Shown} */ (this.#parts);
  }

  get hass() {
    return this.#shown.hass;
  }

  get state() {
    return this.#shown.state;
  }

  get shown() {
    return this.#shown.shown;
  }

  /** Return whether lines are periods. */
  get isPivot() {
    return isPivot(this.state);
  }

  /** Return whether it is sorted by figures, which must be read first. */
  get isSortedByFigure() {
    return ["min", "mean", "max", "p95", "sum"].includes(this.state.sort);
  }

  /**
   * Draw what is chosen, and return the rows whose figures that needs.
   *
   * @param {Shown} parts
   */
  draw(parts) {
    this.#parts = parts;
    this.#known = new WeakMap();
    this.#lines = undefined;
    if (this.isPivot) return this.#drawPeriods();
    return this.state.view === "table" ? this.#drawTable() : this.#drawChart();
  }

  /**
   * Write the current states.
   *
   * @param {Hass} hass
   */
  refresh(hass) {
    if (this.#parts) this.#parts = { ...this.#parts, hass };
    this.#lines?.refresh(hass);
  }

  /**
   * Return the figures of a row or group; of a group only if it is uniform.
   *
   * @param {Item} item
   * @returns {Figures | null}
   */
  figuresOf = (item) => {
    if (!item.children) {
      const read = this.#shown.figures(item.id);
      const isRead = Boolean(read) || !this.#shown.hasStatistics;
      const last = item.kind ? number(this.hass.states[item.id]) : Number.NaN;
      return { ...read, isRead, last };
    }
    if (!item.uniform) return null;
    const known = this.#known.get(item);
    if (known) return known;
    const all = item.rows.map((row) => this.figuresOf(row) ?? {});
    const made = { ...together(all), isRead: all.every(({ isRead }) => isRead) };
    this.#known.set(item, made);
    return made;
  };

  /**
   * Return items in the order that was chosen.
   *
   * @template {Item} Some
   * @param {Some[]} items
   * @returns {Some[]}
   */
  ordered(items) {
    const { sort, desc } = this.state;
    /** @param {Some} item */
    const value = (item) =>
      sort === "sum"
        ? (this.figuresOf(item)?.sum ?? Number.NaN)
        : figure(this.figuresOf(item), sort, item.kind);
    return sorted(items, sort, desc, value, this.hass.locale.language);
  }

  #drawTable() {
    const { group, bar, sort, desc } = this.state;
    const by = ["router", "category", "instance"].includes(group) ? group : "";
    const columns = columnsOf(this.#shown.config, by);
    /** @type {Line[]} */
    const lines = by
      ? flattened(grouped(this.shown, by), this.#open, (some) => this.ordered(some))
      : this.ordered(this.shown).map((item) => ({ item, depth: 0 }));
    const visible = this.#page(lines);
    this.#lines = new Lines({
      columns,
      bar,
      hass: this.hass,
      figuresOf: this.figuresOf,
      open: this.#open,
      toggle: (id) => this.#toggle(id),
      inform: this.#actions.inform,
    });
    const table = this.#tableOf(columns);
    table.mark({ by: sort, isDescending: desc });
    this.#put(this.shown.length ? table.element : null);
    table.arrange(this.#lines.rows(visible));
    const items = this.isSortedByFigure ? lines : visible;
    return items.flatMap(({ item }) => {
      if (!item.children) return [item];
      return item.uniform ? item.rows : [];
    });
  }

  /**
   * Return the table of these columns: the existing one, as long as they are the same.
   *
   * @param {string[]} columns
   */
  #tableOf(columns) {
    const mark = columns.join();
    if (this.#table && mark === this.#tableMark) return this.#table;
    this.#tableMark = mark;
    this.#table = new SortableTable({
      heads: headsOf(columns, columnNames(this.text), columnMeanings(this.text)),
      caption: this.text("table.title"),
      sort: this.#actions.sort,
    });
    return this.#table;
  }

  /** @param {string} id */
  #toggle(id) {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.#actions.redraw();
  }

  #drawPeriods() {
    const { figure: name, group } = this.state;
    const all = this.ordered(this.shown.filter((row) => row.kind));
    const series = all.slice(0, MOST_SERIES);
    const lines = periods(series, this.#shown.points, name === "last" ? "mean" : name);
    const isHour = group === "hour";
    const format = new Intl.DateTimeFormat(this.hass.locale.language, {
      weekday: "short",
      day: "numeric",
      month: "short",
      ...(isHour ? { hour: "2-digit", minute: "2-digit" } : {}),
    });
    const table = periodTable({
      series,
      labels: labelsOf(series),
      hass: this.hass,
      caption: this.text("table.title"),
      lines: this.#page(lines),
      period: this.text(isHour ? "table.group.hour" : "table.group.day"),
      format: (start) => format.format(new Date(start)),
    });
    this.#put(series.length ? table : null);
    return this.isSortedByFigure ? all : series;
  }

  #drawChart() {
    const { drawn, needed } = this.state.view === "pie" ? shares(this) : barList(this);
    this.pages.hidden = true;
    this.#put(drawn, false);
    return needed;
  }

  /**
   * Put a table in its place; it scrolls by itself, below a fixed header.
   *
   * @param {HTMLElement | null} drawn
   */
  #put(drawn, isTall = true) {
    const old = this.place.firstElementChild;
    if (drawn && old && drawn.parentElement === old) return;
    const message = element("div", { class: "message" }, this.text("table.nothing"));
    const properties = {
      class: isTall ? "scroll tall" : "scroll",
      tabIndex: 0,
      role: "region",
      "aria-label": this.text("table.title"),
    };
    const made = drawn ? element("div", properties, drawn) : message;
    const [top, left] = [old?.scrollTop ?? 0, old?.scrollLeft ?? 0];
    this.place.replaceChildren(made);
    made.scrollTo(left, top);
  }

  /**
   * Return the lines of a page, and show which one it is.
   *
   * @template Some
   * @param {Some[]} lines
   */
  #page(lines) {
    const { page, size } = this.state;
    const now = Math.min(page, Math.max(0, Math.ceil(lines.length / size) - 1));
    this.pages.hidden = lines.length <= 25;
    this.pages.replaceChildren(...this.#actions.pager(now, size, lines.length));
    return lines.slice(now * size, (now + 1) * size);
  }
}

/**
 * Return whether lines are periods, not metrics.
 *
 * @param {Choice} state
 */
export const isPivot = ({ view, group }) => view === "table" && ["day", "hour"].includes(group);
