/** The table of routers: a row each, problems first, searched and sorted by any column. */

import { element, navigate } from "../www/elements.js";
import { compared, matches, SortableTable, searchField, turned } from "../www/table.js";
import { Cell, RESTING } from "./cells.js";

/** @import { FleetColumn, FleetRow, Hass, Head, Readings, Sort, Text } from "../www/types.d.ts" */

// Fewer routers than these are seen at a glance.
const MANY = 8;

const NAME = "name";
// Sorting by the link's column puts routers with any problem first.
const TROUBLE = "link";
/** @type {Sort} */
const INITIAL = { by: TROUBLE, isDescending: true };

/**
 * @typedef {object} Drawn a router's row as it stands in the table
 * @property {HTMLTableRowElement} element
 * @property {Map<string, Cell>} cells by column
 * @property {FleetRow} row
 * @property {Readings} [readings] what is written
 */

/** The search, the sorting and the rows; the choices are kept if the list of routers changes. */
export class FleetTable {
  /** @type {Map<string, Drawn>} */
  #drawn = new Map();
  #sort = INITIAL;
  #search = "";
  #mark = "";
  /** @type {Map<FleetRow, Readings>} */
  #readings = new Map();

  /**
   * @param {Text} text
   * @param {() => Hass} hass
   */
  constructor(text, hass) {
    this.text = text;
    this.hass = hass;
    /** @type {FleetColumn[]} */
    this.columns = [];
    /** @type {FleetRow[]} */
    this.rows = [];
    this.found = element("span", { class: "found", role: "status" });
    this.tools = element("div", { class: "tools" });
    this.element = element("div", { class: "scroll" });
  }

  /**
   * Rebuild the table for some routers.
   *
   * @param {FleetColumn[]} columns
   * @param {FleetRow[]} rows
   */
  show(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    this.#drawn.clear();
    this.#mark = "";
    this.table = new SortableTable({
      heads: [{ key: NAME, label: this.#label(NAME) }, ...columns.map((one) => this.#head(one))],
      caption: this.text("fleet.title"),
      sort: (by) => this.#sortBy(turned(this.#sort, INITIAL, by, by !== NAME)),
      properties: { "data-fleet": "" },
    });
    this.table.body.addEventListener("click", (event) => this.#open(event));
    this.element.replaceChildren(this.table.element);
    this.tools.replaceChildren(this.#searching(), this.#sorting(), this.found);
  }

  /**
   * Write the readings of each router, and put the rows in order.
   *
   * @param {Map<FleetRow, Readings>} readings
   */
  write(readings) {
    this.#readings = readings;
    for (const row of this.rows) this.#write(row, readings.get(row) ?? {});
    this.#arrange();
  }

  /**
   * @param {FleetColumn} column
   * @returns {Head}
   */
  #head({ key, format }) {
    const isNumber = !["link", "grade"].includes(format);
    return { key, label: this.#label(key), about: this.text(`fleet.about.${key}`), isNumber };
  }

  /** @param {string} key */
  #label(key) {
    return this.text(`fleet.column.${key}`);
  }

  #searching() {
    const field = searchField(this.text("fleet.search"), (search) => {
      this.#search = search;
      this.#arrange();
    });
    field.hidden = this.rows.length <= MANY;
    if (field.hidden) this.#search = "";
    field.value = this.#search;
    return field;
  }

  /** Return the choice of the order, for layouts without a table header. */
  #sorting() {
    const keys = [TROUBLE, NAME, ...this.columns.map(({ key }) => key)];
    const options = [...new Set(keys)].map((key) =>
      element(
        "option",
        { value: key },
        key === TROUBLE ? this.text("fleet.trouble") : this.#label(key),
      ),
    );
    const select = element(
      "select",
      { onchange: () => this.#sortBy({ by: select.value, isDescending: select.value !== NAME }) },
      ...options,
    );
    this.select = select;
    const label = element("label", { class: "sorting" }, this.text("fleet.sort"), select);
    label.hidden = this.rows.length < 2;
    return label;
  }

  /** @param {Sort} sort */
  #sortBy(sort) {
    this.#sort = sort;
    this.#arrange();
  }

  /**
   * Write a router's row, made when it is first written.
   *
   * @param {FleetRow} row
   * @param {Readings} readings
   */
  #write(row, readings) {
    const drawn = this.#drawn.get(row.id) ?? this.#make(row);
    if (drawn.readings === readings) return;
    drawn.readings = readings;
    drawn.element.dataset.kind = readings.link?.kind ?? "";
    for (const [key, cell] of drawn.cells) cell.write(readings[key], this.hass(), this.text);
  }

  /**
   * @param {FleetRow} row
   * @returns {Drawn}
   */
  #make(row) {
    const cells = new Map(
      this.columns.map((column) => [column.key, new Cell(column, this.#label(column.key))]),
    );
    const name = row.path
      ? element("a", { href: row.path, title: row.name }, row.name)
      : element("span", {}, row.name);
    const made = element(
      "tr",
      {
        role: "row",
        class: row.path ? "" : "fixed",
        "data-router": row.id,
        "data-key": row.id,
      },
      element(
        "th",
        { scope: "row", role: "rowheader" },
        name,
        element("span", { class: "note" }, row.model),
      ),
      ...[...cells.values()].map((cell) => cell.element),
    );
    const drawn = { element: made, cells, row };
    this.#drawn.set(row.id, drawn);
    return drawn;
  }

  /** Put the rows that match the search in order; not while a person points at one. */
  #arrange() {
    if (!this.table) return;
    const shown = this.rows.filter(({ name, model }) => matches(`${name} ${model}`, this.#search));
    const counts = { shown: shown.length, all: this.rows.length };
    this.found.textContent = this.#search.trim() ? this.text("fleet.found", counts) : "";
    this.table.mark(this.#sort);
    if (this.select) this.select.value = this.#sort.by;
    const order = shown
      .sort((one, other) => this.#compare(one, other))
      .flatMap(({ id }) => this.#drawn.get(id)?.element ?? []);
    const mark = JSON.stringify([this.#sort, this.#search, order.length]);
    if (this.#mark === mark && this.table.isHeld) return;
    this.#mark = mark;
    this.table.arrange(order);
  }

  /**
   * @param {FleetRow} one
   * @param {FleetRow} other
   */
  #compare(one, other) {
    const { by, isDescending } = this.#sort;
    const { language } = this.hass().locale;
    const byName = one.name.localeCompare(other.name, language, { numeric: true });
    if (by === NAME) return isDescending ? -byName : byName;
    return compared(this.#value(one), this.#value(other), isDescending) || byName;
  }

  /** @param {FleetRow} row */
  #value(row) {
    const { by } = this.#sort;
    return by === TROUBLE ? this.#trouble(row) : this.#readings.get(row)?.[by]?.value;
  }

  /**
   * Return how severe a router's problem is: unreachable above any grade, not polled below all.
   *
   * @param {FleetRow} row
   */
  #trouble(row) {
    const readings = this.#readings.get(row);
    const place = RESTING.indexOf(readings?.link?.kind ?? "");
    if (place >= 0) return place - RESTING.length - 1;
    if (readings?.link?.kind !== "up") return 101;
    const graded = this.columns.find(({ format }) => format === "grade");
    const grade = graded ? readings[graded.key].value : Number.NaN;
    return Number.isFinite(grade) ? 100 - grade : -1;
  }

  /**
   * Open a router's view, wherever in its row the tap was.
   *
   * @param {MouseEvent} event
   */
  #open(event) {
    const target = /** @type {Element} */ (event.target);
    const path = this.#drawn.get(target.closest("tr")?.dataset.router ?? "")?.row.path;
    if (!path || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(path);
  }
}
