/** The card of all routers: a row each, those in trouble first, and what all come to together. */

import { element, loadTexts, MonitoringCard, navigate } from "../www/base.js";
import { linkOf, makeCell, reading, total, writeCell } from "./cells.js";
import { FLEET_STYLES } from "./styles.js";

const DOMAIN = "mikrotik_monitoring";
// Fewer routers than these are seen at a glance.
const MANY = 8;
// Milliseconds: how often numbers are drawn, times are counted on, and the routers are asked for.
const DRAWING = 1000;
const COUNTING = 5000;
const ASKING = 60_000;

const NAME = "name";
const TROUBLE = "trouble";

class Fleet extends MonitoringCard {
  static styles = FLEET_STYLES;

  static getStubConfig() {
    return {};
  }

  static async getConfigForm() {
    const text = await loadTexts(document.querySelector("home-assistant").hass);
    const labels = { title: text("fleet.form.title"), routers: text("fleet.form.routers") };
    const helpers = { routers: text("fleet.form.all") };
    const routers = {
      device: { multiple: true, filter: { integration: DOMAIN, manufacturer: "MikroTik" } },
    };
    return {
      schema: [
        { name: "title", selector: { text: {} } },
        { name: "routers", selector: routers },
      ],
      computeLabel: ({ name }) => labels[name],
      computeHelper: ({ name }) => helpers[name],
    };
  }

  #fleet;
  #lines = new Map();
  #known = new Map();
  #sort = { by: TROUBLE, isDown: true };
  #search = "";
  #timers = {};
  #drawnAt = 0;
  #watched = [];
  #failure;

  setConfig(config) {
    this.#take(config.rows ? config : undefined);
    super.setConfig(config);
    if (!config.rows && this.isConnected) this.#ask();
  }

  set hass(hass) {
    const isFirst = !super.hass;
    super.hass = hass;
    if (isFirst && !this.#fleet && this.isConnected) this.#ask();
  }

  get hass() {
    return super.hass;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#timers.counting = setInterval(() => this.requestUpdate(), COUNTING);
    this.#timers.asking = setInterval(() => this.#isMissing() && this.#ask(), ASKING);
    if (!this.#fleet && this.hass) this.#ask();
  }

  disconnectedCallback() {
    clearInterval(this.#timers.counting);
    clearInterval(this.#timers.asking);
    clearTimeout(this.#timers.drawing);
    this.#timers = {};
  }

  watched() {
    return this.#watched;
  }

  /** Draw at most once a second: a hundred routers change without a pause. */
  requestUpdate() {
    const wait = this.#drawnAt + DRAWING - Date.now();
    if (wait <= 0) return super.requestUpdate();
    if (!this.isConnected) return;
    this.#timers.drawing ??= setTimeout(() => {
      this.#timers.drawing = undefined;
      super.requestUpdate();
    }, wait);
  }

  /** Build anew without waiting for the second to pass. */
  rebuild() {
    this.#drawnAt = 0;
    super.rebuild();
  }

  build() {
    this.#lines.clear();
    this.#known.clear();
    const { title } = this.config;
    this.sums = element("dl", { class: "sums" });
    this.found = element("span", { class: "found", role: "status" });
    this.message = element("div", { class: "message", role: "status" });
    this.body = element("tbody", { role: "rowgroup" });
    this.body.addEventListener("click", (event) => this.#open(event));
    const columns = this.#columns();
    const table = element(
      "table",
      { role: "table", "data-fleet": "" },
      element("caption", {}, this.text("fleet.title")),
      element(
        "thead",
        { role: "rowgroup" },
        element(
          "tr",
          { role: "row" },
          this.#header(NAME),
          ...columns.map(({ key, look }) => this.#header(key, look)),
        ),
      ),
      this.body,
    );
    this.table = element("div", { class: "scroll" }, table);
    return element(
      "ha-card",
      {},
      title ? element("h1", {}, title) : null,
      this.sums,
      this.#tools(columns),
      this.message,
      this.table,
    );
  }

  update() {
    this.#drawnAt = Date.now();
    const rows = this.#fleet?.rows ?? [];
    this.#say(rows);
    this.table.hidden = this.sums.hidden = !rows.length;
    this.table.className = rows.length === 1 ? "scroll single" : "scroll many";
    if (!rows.length) return;
    const columns = this.#columns();
    const readings = new Map(rows.map((row) => [row, this.#read(row, columns)]));
    this.#writeSums(columns, rows, readings);
    for (const row of rows) this.#writeLine(row, columns, readings);
    this.#arrange(rows, readings);
    this.#markHeaders();
  }

  /** Return what each column says of a router; what has not changed since is not read again. */
  #read(row, columns) {
    const known = this.#known.get(row);
    const states = Object.values(row.entities).flatMap((ids) =>
      ids.map((id) => this.hass.states[id]),
    );
    if (known?.isUp && known.states.every((state, index) => state === states[index]))
      return known.told;
    const told = Object.fromEntries(
      columns.map((column) => [column.key, reading(this.hass, column, row)]),
    );
    this.#known.set(row, { states, told, isUp: told.link.kind === "up" });
    return told;
  }

  /** Take the routers as the server has listed them. */
  #take(fleet) {
    const hadRows = JSON.stringify(this.#fleet?.rows);
    this.#fleet = fleet;
    this.#watched = (fleet?.rows ?? []).flatMap((row) =>
      Object.values(row.entities).flat().filter(Boolean),
    );
    if (hadRows !== JSON.stringify(fleet?.rows)) this.rebuild();
  }

  /** Ask for the routers: as the card has no list, or to hear why one is not there. */
  async #ask() {
    if (this.isAsking) return;
    this.isAsking = true;
    const routers = this.config?.rows ? this.config.rows.map(({ id }) => id) : this.config?.routers;
    try {
      const fleet = await this.hass.callWS({
        type: `${DOMAIN}/fleet`,
        ...(routers?.length ? { routers } : {}),
      });
      this.#failure = undefined;
      this.#take(this.config.rows ? this.#renewed(fleet) : fleet);
    } catch (error) {
      this.#failure = error.message ?? String(error);
    } finally {
      this.isAsking = false;
    }
    this.requestUpdate();
  }

  /** Return the listed rows with what is wrong with each by now; the ways to the views stay. */
  #renewed(fleet) {
    const now = new Map(fleet.rows.map((row) => [row.id, row]));
    const rows = this.config.rows.map((row) => ({
      ...row,
      ...now.get(row.id),
      path: row.path,
      name: row.name,
    }));
    return { ...this.config, rows };
  }

  /** Return whether a router is not loaded, so that its states do not tell what is wrong. */
  #isMissing() {
    return (
      this.#failure ||
      this.#fleet?.rows.some(
        (row) => !["up", "down", "disabled"].includes(linkOf(this.hass, row).kind),
      )
    );
  }

  /** Return the columns that any router has. */
  #columns() {
    const { columns = [], rows = [] } = this.#fleet ?? {};
    return columns.filter(
      ({ key, look }) => look === "link" || rows.some((row) => row.entities[key]),
    );
  }

  #header(key, look) {
    const icon = element("ha-icon", { icon: "mdi:arrow-down", "aria-hidden": "true" });
    const about = key === NAME ? "" : this.text(`fleet.about.${key}`);
    const button = element(
      "button",
      { type: "button", title: about, onclick: () => this.#sortBy(key) },
      this.#label(key),
      icon,
    );
    const isText = ["link", "grade", undefined].includes(look);
    return element(
      "th",
      { scope: "col", role: "columnheader", class: isText ? "" : "end", "data-column": key },
      button,
    );
  }

  #label(key) {
    return this.text(`fleet.column.${key}`);
  }

  /** Make the search, and the order for where there is no table head to click at. */
  #tools(columns) {
    const search = element("input", {
      type: "search",
      value: this.#search,
      placeholder: this.text("fleet.search"),
      "aria-label": this.text("fleet.search"),
      oninput: ({ target }) => {
        this.#search = target.value;
        this.update();
      },
    });
    const rows = this.#fleet?.rows ?? [];
    search.hidden = rows.length <= MANY;
    const keys = [TROUBLE, NAME, ...columns.map(({ key }) => key).filter((key) => key !== "link")];
    this.select = element(
      "select",
      { onchange: ({ target }) => this.#sortBy(target.value, target.value !== NAME) },
      ...keys.map((key) =>
        element(
          "option",
          { value: key },
          key === TROUBLE ? this.text("fleet.trouble") : this.#label(key),
        ),
      ),
    );
    const sorting = element("label", { class: "sorting" }, this.text("fleet.sort"), this.select);
    sorting.hidden = rows.length < 2;
    return element("div", { class: "tools" }, search, sorting, this.found);
  }

  /** Sort by a column: numbers from the largest, names from A, a second time the other way. */
  #sortBy(key, isDown) {
    const by = key === "link" ? TROUBLE : key;
    const turned = this.#sort.by === by ? !this.#sort.isDown : by !== NAME;
    this.#sort = { by, isDown: isDown ?? turned };
    this.update();
  }

  #markHeaders() {
    const { by, isDown } = this.#sort;
    for (const header of this.shadowRoot.querySelectorAll("thead th")) {
      const isOurs = header.dataset.column === (by === TROUBLE ? "link" : by);
      if (isOurs) header.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
      header.querySelector("ha-icon").icon = isDown ? "mdi:arrow-down" : "mdi:arrow-up";
    }
    this.select.value = by;
  }

  /** Say what is wrong with the card itself. */
  #say(rows) {
    let said = "";
    if (this.#failure) said = this.text("fleet.refused", { reason: this.#failure });
    else if (this.#fleet && !rows.length) said = this.text("fleet.empty");
    this.message.textContent = said;
    this.message.hidden = !said;
  }

  /** Write how many are reachable, and what the summed columns come to. */
  #writeSums(columns, rows, readings) {
    const links = rows
      .map((row) => readings.get(row).link.kind)
      .filter((kind) => kind !== "disabled");
    const up = links.filter((kind) => kind === "up").length;
    const sums = columns
      .filter(({ sum }) => sum)
      .map((column) => [this.#label(column.key), total(this.hass, column, rows, readings)]);
    const known = sums.filter(([, sum]) => sum !== undefined);
    const icon = {
      icon: up === links.length ? "mdi:check-circle" : "mdi:alert-circle",
      "aria-hidden": "true",
    };
    const counted = this.text("fleet.reachable", { up, all: links.length });
    const mark = JSON.stringify([counted, known]);
    this.sums.hidden = rows.length < 2;
    if (this.sums.mark === mark) return;
    this.sums.mark = mark;
    this.sums.replaceChildren(
      element(
        "div",
        { "data-kind": up === links.length ? "up" : "down", "data-sum": "link" },
        element("dt", {}, this.text("fleet.routers")),
        element("dd", {}, element("ha-icon", icon), counted),
      ),
      ...known.map(([name, sum]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, sum)),
      ),
    );
  }

  /** Write a router's row, made when it is first written. */
  #writeLine(row, columns, readings) {
    const line = this.#lines.get(row.id) ?? this.#makeLine(row, columns);
    const told = readings.get(row);
    if (line.told === told) return;
    line.told = told;
    line.element.dataset.kind = told.link.kind;
    for (const { key } of columns) {
      const { cell, td } = line.cells.get(key);
      writeCell(cell, td, told[key], this.hass, this.text);
    }
  }

  #makeLine(row, columns) {
    const cells = new Map();
    const link = row.path
      ? element("a", { href: row.path, title: row.name }, row.name)
      : element("span", {}, row.name);
    const name = element(
      "th",
      { scope: "row", role: "rowheader" },
      link,
      element("span", { class: "note" }, row.model),
    );
    const line = element(
      "tr",
      { role: "row", class: row.path ? "" : "fixed", "data-router": row.id },
      name,
    );
    for (const column of columns) {
      const cell = makeCell(column);
      const isText = ["link", "grade"].includes(column.look);
      const td = element("td", {
        role: "cell",
        class: isText ? "" : "end",
        "data-column": column.key,
        "data-look": column.look,
        "data-label": this.#label(column.key),
      });
      td.append(...cell.content.filter(Boolean));
      line.append(td);
      cells.set(column.key, { cell, td });
    }
    const made = { element: line, cells, row };
    this.#lines.set(row.id, made);
    return made;
  }

  /** Put the rows that are searched for into their order; not while a person points at one. */
  #arrange(rows, readings) {
    const wanted = this.#search.trim().toLocaleLowerCase();
    const shown = rows.filter(({ name, model }) =>
      `${name} ${model}`.toLocaleLowerCase().includes(wanted),
    );
    const all = { shown: shown.length, all: rows.length };
    this.found.textContent = wanted ? this.text("fleet.found", all) : "";
    const order = shown.sort(this.#compare(readings)).map(({ id }) => this.#lines.get(id).element);
    const mark = JSON.stringify([this.#sort, wanted]);
    const isSame =
      order.length === this.body.childElementCount &&
      order.every((line, index) => line === this.body.children[index]);
    const isHeld = this.body.mark === mark && this.body.matches(":hover, :focus-within");
    if (isSame || (isHeld && order.length === this.body.childElementCount)) return;
    this.body.mark = mark;
    this.body.replaceChildren(...order);
  }

  #compare(readings) {
    const { by, isDown } = this.#sort;
    const byName = (one, other) =>
      one.name.localeCompare(other.name, this.hass.locale.language, { numeric: true });
    const sign = isDown ? -1 : 1;
    if (by === NAME) return (one, other) => sign * byName(one, other);
    const of =
      by === TROUBLE ? (row) => this.#trouble(row, readings) : (row) => readings.get(row)[by].value;
    return (one, other) => {
      const [first, second] = [of(one), of(other)];
      if (Number.isFinite(first) !== Number.isFinite(second))
        return Number.isFinite(first) ? -1 : 1;
      return (Number.isFinite(first) && sign * (first - second)) || byName(one, other);
    };
  }

  /** Return how bad a router is off: unreachable before any grade, switched off after all. */
  #trouble(row, readings) {
    const { kind } = readings.get(row).link;
    if (kind === "disabled") return -2;
    if (kind !== "up") return 101;
    const graded = this.#columns().find(({ look }) => look === "grade");
    const grade = graded ? readings.get(row)[graded.key].value : Number.NaN;
    return Number.isFinite(grade) ? 100 - grade : -1;
  }

  /** Open a router's view, wherever in its row the tap was. */
  #open(event) {
    const id = event.target.closest("tr")?.dataset.router;
    const path = id && this.#lines.get(id).row.path;
    if (!path || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(path);
  }
}

const TYPE = "mikrotik-monitoring-fleet";
customElements.define(TYPE, Fleet);

window.customCards ??= [];
window.customCards.push({
  type: TYPE,
  name: "MikroTik fleet",
  description: "All routers in a row each, those in trouble first.",
  preview: true,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
