/** The table of all interfaces of a router: sorted by any column, filtered by name. */

import { element, isUnknown, number } from "../www/base.js";

export class InterfaceTable {
  #rows = [];
  #heads = [];
  #sorted = { column: -1, isRising: true };

  /** Take the table as Home Assistant gave it; `open` shows an interface, `address` is its own. */
  constructor(text, table, { open, address }) {
    this.text = text;
    this.open = open;
    this.body = element("tbody");
    this.#rows = table.interfaces.map((one, place) => this.#row(one, place, address(one.key)));
    this.#heads = [text("interface.name"), ...table.columns].map((name, place) =>
      this.#head(name, place - 1),
    );
    this.search = element("input", {
      type: "search",
      placeholder: text("interface.search"),
      "aria-label": text("interface.search"),
      oninput: () => this.#arrange(),
    });
    this.none = element(
      "p",
      { class: "said muted", role: "status", hidden: true },
      text("interface.none"),
    );
    const head = element("thead", {}, element("tr", {}, ...this.#heads.map(({ cell }) => cell)));
    const caption = element(
      "caption",
      { class: "unseen" },
      `${table.name}: ${text("interface.title")}`,
    );
    this.element = element(
      "ha-card",
      { "data-part": "interfaces" },
      element("div", { class: "tools" }, element("h2", {}, table.name), this.search),
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": text("interface.title") },
        element("table", { class: "interfaces" }, caption, head, this.body),
      ),
      this.none,
    );
    this.#arrange();
  }

  /** Write the states of now. */
  update(hass) {
    for (const row of this.#rows) {
      row.cells.forEach((cell, place) => {
        const state = hass.states[row.entities[place]];
        if (cell.state === state) return;
        cell.state = state;
        row.values[place] = sortKey(state);
        write(cell, hass, state);
      });
      const isDown = row.cells.some(({ state }) => state?.state === "off");
      row.element.classList.toggle("down", isDown);
    }
    if (this.#sorted.column >= 0) this.#arrange();
  }

  #row({ key, name, cells: entities }, place, address) {
    const cells = entities.map((entity) =>
      element("td", { class: entity?.startsWith("binary_sensor.") ? "" : "number" }, "—"),
    );
    const link = element("a", { href: address }, name || key);
    const open = (event) => {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      this.open(key);
    };
    const row = element(
      "tr",
      { onclick: open, "data-interface": key },
      element("th", { scope: "row" }, link),
      ...cells,
    );
    return {
      element: row,
      name: name || key,
      place,
      entities,
      cells,
      values: entities.map(() => Number.NaN),
    };
  }

  #head(name, column) {
    const button = element(
      "button",
      { onclick: () => this.#sortBy(column) },
      name,
      element("span", { "aria-hidden": "true" }),
    );
    const isNumber =
      column >= 0 && this.#rows.some(({ cells }) => cells[column].className === "number");
    const cell = element("th", { scope: "col", class: isNumber ? "number" : "" }, button);
    return { cell, column, mark: button.lastChild, isNumber };
  }

  /** Sort by a column: names and links rising first, numbers falling; then the other way. */
  #sortBy(column) {
    const { isNumber } = this.#heads[column + 1];
    const isSame = this.#sorted.column === column;
    this.#sorted = { column, isRising: isSame ? !this.#sorted.isRising : !isNumber };
    this.#arrange();
  }

  #arrange() {
    const { column, isRising } = this.#sorted;
    for (const head of this.#heads) {
      const isSorted = head.column === column;
      head.cell.setAttribute(
        "aria-sort",
        isSorted ? (isRising ? "ascending" : "descending") : "none",
      );
      head.mark.textContent = isSorted ? (isRising ? " ▲" : " ▼") : "";
    }
    const wanted = this.search.value.trim().toLocaleLowerCase();
    const shown = this.#rows.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
    shown.sort((one, other) => this.#compare(one, other));
    const elements = shown.map((row) => row.element);
    const isSame =
      elements.length === this.body.children.length &&
      elements.every((row, place) => row === this.body.children[place]);
    if (!isSame) this.body.replaceChildren(...elements);
    this.none.hidden = shown.length > 0;
  }

  #compare(one, other) {
    const { column, isRising } = this.#sorted;
    const sign = isRising ? 1 : -1;
    if (column < 0) return sign * (one.place - other.place);
    const [here, there] = [one.values[column], other.values[column]];
    if (Number.isNaN(here) || Number.isNaN(there))
      return Number.isNaN(here) - Number.isNaN(there) || one.place - other.place;
    return sign * (here - there) || one.place - other.place;
  }
}

/** Return what a cell is sorted by. */
function sortKey(state) {
  if (isUnknown(state)) return Number.NaN;
  return state.state === "on" ? 1 : state.state === "off" ? 0 : number(state);
}

/** Write a state as Home Assistant writes it; whether a link is up is told by a sign too. */
function write(cell, hass, state) {
  const text = isUnknown(state) ? "—" : hass.formatEntityState(state);
  if (!["on", "off"].includes(state?.state)) {
    cell.textContent = text;
    return;
  }
  const isOn = state.state === "on";
  const icon = element("ha-icon", {
    icon: isOn ? "mdi:check-circle" : "mdi:close-circle-outline",
    "aria-hidden": "true",
  });
  icon.className = isOn ? "up" : "";
  cell.replaceChildren(icon, element("span", {}, text));
}
