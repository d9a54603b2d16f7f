/** The table of all interfaces of a router: sorted by any column, filtered by name. */

import { element } from "../www/elements.js";
import { isUnknown, number, stateOf } from "../www/states.js";
import { compared, matches, SortableTable, searchField, turned } from "../www/table.js";

/** @import { Hass, Interfaces, Sort, State, Text } from "../www/types.d.ts" */

const NAME = "name";
/** @type {Sort} */
const INITIAL = { by: NAME, isDescending: false };

/**
 * @typedef {object} Drawn an interface as it stands in the table
 * @property {HTMLElement} element
 * @property {string} name
 * @property {number} place as the router lists it
 * @property {(string | null)[]} entities by column
 * @property {HTMLElement[]} cells
 * @property {(State | undefined)[]} states what is written
 */

export class InterfaceTable {
  #sort = INITIAL;
  #search = "";

  /**
   * Show the table from Home Assistant; `open` shows an interface, `address` returns its address.
   *
   * @param {Text} text
   * @param {Interfaces} table
   * @param {{ open: (key: string) => void, address: (key: string) => string }} ways
   */
  constructor(text, table, ways) {
    this.rows = table.interfaces.map((one, index) => row(one, index, ways));
    this.table = new SortableTable({
      heads: [
        { key: NAME, label: text("interface.name") },
        ...table.columns.map((label, column) => ({
          key: String(column),
          label,
          isNumber: this.#isNumber(column),
        })),
      ],
      caption: `${table.name}: ${text("interface.title")}`,
      sort: (by) => this.#sortBy(by),
      properties: { class: "interfaces" },
    });
    const search = searchField(text("interface.search"), (wanted) => {
      this.#search = wanted;
      this.#arrange();
    });
    this.none = element(
      "p",
      { class: "said muted", role: "status", hidden: true },
      text("interface.none"),
    );
    const place = { tabindex: "0", role: "region", "aria-label": text("interface.title") };
    this.element = element(
      "ha-card",
      { "data-part": "interfaces" },
      element("div", { class: "tools" }, element("h2", {}, table.name), search),
      element("div", { class: "scroll", ...place }, this.table.element),
      this.none,
    );
    this.#arrange();
  }

  /**
   * Write the current states.
   *
   * @param {Hass} hass
   */
  update(hass) {
    for (const { element: line, cells, entities, states } of this.rows) {
      cells.forEach((cell, place) => {
        const state = stateOf(hass, entities[place]);
        if (states[place] === state) return;
        states[place] = state;
        write(cell, hass, state);
      });
      line.classList.toggle(
        "down",
        states.some((state) => state?.state === "off"),
      );
    }
    if (this.#sort.by !== NAME && !this.table.isHeld) this.#arrange();
  }

  /** @param {number} column */
  #isNumber(column) {
    return this.rows.some(({ cells }) => cells[column]?.className === "number");
  }

  /** @param {string} by */
  #sortBy(by) {
    const isNumber = by !== NAME && this.#isNumber(Number(by));
    this.#sort = turned(this.#sort, INITIAL, by, isNumber);
    this.#arrange();
  }

  #arrange() {
    this.table.mark(this.#sort);
    const shown = this.rows.filter(({ name }) => matches(name, this.#search));
    shown.sort((one, other) => this.#compare(one, other));
    this.table.arrange(shown.map((one) => one.element));
    this.none.hidden = shown.length > 0;
  }

  /**
   * @param {Drawn} one
   * @param {Drawn} other
   */
  #compare(one, other) {
    const { by, isDescending } = this.#sort;
    const inOrder = one.place - other.place;
    if (by === NAME) return isDescending ? -inOrder : inOrder;
    const [first, second] = [one, other].map(({ states }) => sortKey(states[Number(by)]));
    return compared(first, second, isDescending) || inOrder;
  }
}

/**
 * Make an interface's row.
 *
 * @param {Interfaces["interfaces"][number]} one
 * @param {number} place
 * @param {{ open: (key: string) => void, address: (key: string) => string }} ways
 * @returns {Drawn}
 */
function row({ key, name, cells: entities }, place, { open, address }) {
  const cells = entities.map((entity) =>
    element("td", { class: entity?.startsWith("binary_sensor.") ? "" : "number" }, "—"),
  );
  /** @param {MouseEvent} event */
  const opened = (event) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    open(key);
  };
  const link = element("a", { href: address(key) }, name || key);
  const made = element(
    "tr",
    { onclick: opened, "data-interface": key, "data-key": key },
    element("th", { scope: "row" }, link),
    ...cells,
  );
  return { element: made, name: name || key, place, entities, cells, states: [] };
}

/**
 * Return what a cell is sorted by.
 *
 * @param {State | undefined} state
 */
function sortKey(state) {
  if (state?.state === "on") return 1;
  return state?.state === "off" ? 0 : number(state);
}

/**
 * Write a state as Home Assistant writes it; whether a link is up is shown by an icon too.
 *
 * @param {HTMLElement} cell
 * @param {Hass} hass
 * @param {State | undefined} state
 */
function write(cell, hass, state) {
  const shown = isUnknown(state) ? "—" : hass.formatEntityState(state);
  const isOn = state?.state === "on";
  if (!isOn && state?.state !== "off") {
    cell.textContent = shown;
    return;
  }
  const icon = element("ha-icon", {
    icon: isOn ? "mdi:check-circle" : "mdi:close-circle-outline",
    "aria-hidden": "true",
    class: isOn ? "up" : "",
  });
  cell.replaceChildren(icon, element("span", {}, shown));
}
