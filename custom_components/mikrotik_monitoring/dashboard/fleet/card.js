/** The card of all routers: a row each, those with problems first, and the totals of all. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { element } from "../www/elements.js";
import { loadTexts, pageHass } from "../www/texts.js";
import { linkOf, RESTING, reading, total } from "./cells.js";
import { FLEET_STYLES } from "./styles.js";
import { FleetTable } from "./table.js";

/** @import { Fleet, FleetColumn, FleetConfig, FleetRow, Readings, State } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
// Milliseconds: how often numbers are drawn, durations are updated, and the routers are requested.
const DRAWING = 1000;
const COUNTING = 5000;
const ASKING = 60_000;

/** @extends {MonitoringCard<FleetConfig>} */
class FleetCard extends MonitoringCard {
  static styles = FLEET_STYLES;

  static getStubConfig() {
    return {};
  }

  static async getConfigForm() {
    const text = await loadTexts(pageHass());
    /** @type {Record<string, string>} */
    const labels = { title: text("fleet.form.title"), routers: text("fleet.form.routers") };
    /** @type {Record<string, string>} */
    const helpers = { routers: text("fleet.form.all") };
    const routers = {
      device: { multiple: true, filter: { integration: DOMAIN, manufacturer: "MikroTik" } },
    };
    return {
      schema: [
        { name: "title", selector: { text: {} } },
        { name: "routers", selector: routers },
      ],
      computeLabel: /** @param {{ name: string }} field */ ({ name }) => labels[name],
      computeHelper: /** @param {{ name: string }} field */ ({ name }) => helpers[name],
    };
  }

  /** @type {Fleet | undefined} */
  #fleet;
  /** @type {FleetTable | undefined} */
  #table;
  /** @type {Map<FleetRow, { states: (State | undefined)[], readings: Readings, isUp: boolean }>} */
  #known = new Map();
  /** @type {Record<string, ReturnType<typeof setTimeout> | undefined>} */
  #timers = {};
  #drawnAt = 0;
  /** @type {string[]} */
  #watched = [];
  /** @type {string | undefined} */
  #failure;
  #sumsMark = "";
  #ask = this.attempt(
    async (isLatest) => {
      const fleet = await this.#fetch();
      if (!isLatest()) return;
      this.#failure = undefined;
      this.#list(this.config.rows ? this.#renewed(fleet) : fleet);
      this.requestUpdate();
    },
    (error) => {
      this.#failure = reasonOf(error, this.hass);
      this.requestUpdate();
    },
  );

  /** @param {FleetConfig} config */
  setConfig(config) {
    const { columns = [], rows } = config;
    this.#list(rows ? { columns: columns.map(currentColumn), rows } : undefined);
    super.setConfig(config);
    if (!rows && this.hass) this.#ask.start();
  }

  set hass(hass) {
    const isFirst = !super.hass;
    super.hass = hass;
    if (isFirst && !this.#fleet) this.#ask.start();
  }

  get hass() {
    return super.hass;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#timers.counting = setInterval(() => this.requestUpdate(), COUNTING);
    this.#timers.asking = setInterval(() => this.#isMissing() && this.#ask.start(), ASKING);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
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
    if (wait <= 0) {
      super.requestUpdate();
      return;
    }
    if (!this.isConnected) return;
    this.#timers.drawing ??= setTimeout(() => {
      this.#timers.drawing = undefined;
      super.requestUpdate();
    }, wait);
  }

  /** Rebuild without waiting for the second to pass. */
  rebuild() {
    this.#drawnAt = 0;
    super.rebuild();
  }

  build() {
    this.#known.clear();
    this.#sumsMark = "";
    const { title } = this.config;
    this.sums = element("dl", { class: "sums" });
    this.message = element("div", { class: "message", role: "status" });
    if (this.#table?.text !== this.text) this.#table = new FleetTable(this.text, () => this.hass);
    this.#table.show(this.#columns(), this.#fleet?.rows ?? []);
    return element(
      "ha-card",
      {},
      title ? element("h1", {}, title) : null,
      this.sums,
      this.#table.tools,
      this.message,
      this.#table.element,
    );
  }

  update() {
    if (!this.#table || !this.sums) return;
    this.#drawnAt = Date.now();
    const rows = this.#fleet?.rows ?? [];
    this.#say(rows);
    this.#table.element.hidden = this.sums.hidden = !rows.length;
    this.#table.element.className = rows.length === 1 ? "scroll single" : "scroll many";
    if (!rows.length) return;
    const columns = this.#columns();
    const readings = new Map(rows.map((row) => [row, this.#read(row, columns)]));
    this.#writeSums(columns, rows, readings);
    this.#table.write(readings);
  }

  /**
   * Return a router's reading for each column; what has not changed is not read again.
   *
   * @param {FleetRow} row
   * @param {FleetColumn[]} columns
   */
  #read(row, columns) {
    const known = this.#known.get(row);
    const states = Object.values(row.entities).flatMap((ids) =>
      ids.map((id) => (id ? this.hass.states[id] : undefined)),
    );
    if (known?.isUp && known.states.every((state, index) => state === states[index])) {
      return known.readings;
    }
    const readings = Object.fromEntries(
      columns.map((column) => [column.key, reading(this.hass, column, row)]),
    );
    this.#known.set(row, { states, readings, isUp: readings.link?.kind === "up" });
    return readings;
  }

  /**
   * Store the routers as the server has listed them.
   *
   * @param {Fleet | undefined} fleet
   */
  #list(fleet) {
    const before = JSON.stringify(this.#fleet?.rows);
    this.#fleet = fleet;
    const ids = (fleet?.rows ?? []).flatMap((row) => Object.values(row.entities).flat());
    const switches = (fleet?.rows ?? []).map(({ collection }) => collection);
    this.#watched = [...ids, ...switches].filter((id) => typeof id === "string");
    if (before !== JSON.stringify(fleet?.rows)) this.rebuild();
  }

  /**
   * Request the routers: as the card has no list, or to find out why one is not loaded.
   *
   * @returns {Promise<Fleet>}
   */
  #fetch() {
    const { rows, routers } = this.config ?? {};
    const wanted = rows ? rows.map(({ id }) => id) : routers;
    return this.hass.callWS({
      type: `${DOMAIN}/fleet`,
      ...(wanted?.length ? { routers: wanted } : {}),
    });
  }

  /**
   * Return the listed rows with their current problems; the paths of the views stay.
   *
   * @param {Fleet} fleet
   */
  #renewed(fleet) {
    const now = new Map(fleet.rows.map((row) => [row.id, row]));
    const rows = (this.config.rows ?? []).map((row) => ({
      ...row,
      ...now.get(row.id),
      path: row.path,
      name: row.name,
    }));
    return { columns: fleet.columns, rows };
  }

  /** Return whether a router is not loaded, so that its states do not say what is wrong. */
  #isMissing() {
    return this.#fleet?.rows.some(
      (row) => !["up", "down", ...RESTING].includes(linkOf(this.hass, row).kind),
    );
  }

  /** Return the columns that any router has. */
  #columns() {
    const { columns = [], rows = [] } = this.#fleet ?? {};
    return columns.filter(
      ({ key, format }) => format === "link" || rows.some((row) => row.entities[key]),
    );
  }

  /**
   * Say what is wrong with the card itself.
   *
   * @param {FleetRow[]} rows
   */
  #say(rows) {
    if (!this.message) return;
    let said = "";
    if (this.#failure) said = this.text("fleet.refused", { reason: this.#failure });
    else if (this.#fleet && !rows.length) said = this.text("fleet.empty");
    this.message.textContent = said;
    this.message.hidden = !said;
  }

  /**
   * Write how many are reachable, and the totals of the summed columns.
   *
   * @param {FleetColumn[]} columns
   * @param {FleetRow[]} rows
   * @param {Map<FleetRow, Readings>} readings
   */
  #writeSums(columns, rows, readings) {
    const sums = columns
      .filter(({ sum }) => sum)
      .map((column) => ({
        name: this.text(`fleet.column.${column.key}`),
        sum: total(this.hass, column, rows, readings),
      }))
      .filter(({ sum }) => sum !== undefined);
    const reachable = this.#reachable(rows, readings);
    const mark = JSON.stringify([reachable, sums]);
    if (!this.sums) return;
    this.sums.hidden = rows.length < 2;
    if (this.#sumsMark === mark) return;
    this.#sumsMark = mark;
    const pair = sums.map(({ name, sum }) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, sum)),
    );
    this.sums.replaceChildren(this.#reachableSum(reachable), ...pair);
  }

  /**
   * @param {FleetRow[]} rows
   * @param {Map<FleetRow, Readings>} readings
   */
  #reachable(rows, readings) {
    const kinds = rows.map((row) => readings.get(row)?.link?.kind);
    const links = kinds.filter((kind) => !RESTING.includes(kind ?? ""));
    return { up: links.filter((kind) => kind === "up").length, all: links.length };
  }

  /** @param {{ up: number, all: number }} reachable */
  #reachableSum({ up, all }) {
    const icon = up === all ? "mdi:check-circle" : "mdi:alert-circle";
    return element(
      "div",
      { "data-kind": up === all ? "up" : "down", "data-sum": "link" },
      element("dt", {}, this.text("fleet.routers")),
      element(
        "dd",
        {},
        element("ha-icon", { icon, "aria-hidden": "true" }),
        this.text("fleet.reachable", { up, all }),
      ),
    );
  }
}

/**
 * Return a column with its current keys; dashboards that were copied from 0.1.0 say `look`.
 *
 * @param {FleetColumn & { look?: FleetColumn["format"] }} column
 * @returns {FleetColumn}
 */
function currentColumn({ look, ...column }) {
  return look ? { ...column, format: look } : column;
}

const TYPE = "mikrotik-monitoring-fleet";
customElements.define(TYPE, FleetCard);

window.customCards ??= [];
window.customCards.push({
  type: TYPE,
  name: "MikroTik fleet",
  description: "All routers in a row each, those in trouble first.",
  preview: true,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
