/** The card of a router's interfaces: a table of all, or the charts and the month of one. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { element, navigate } from "../www/elements.js";
import { InterfaceCharts } from "./charts.js";
import { configForm } from "./form.js";
import { InterfaceMonth } from "./month.js";
import { INTERFACE_STYLES } from "./styles.js";
import { InterfaceTable } from "./table.js";

/** @import { Hass, InterfaceChoice, InterfaceConfig, Interfaces } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
const CARD = "mikrotik-monitoring-interface";
// Milliseconds between two updates of changing values.
const DRAWING = 1000;

/** @extends {MonitoringCard<InterfaceConfig>} */
class InterfaceCard extends MonitoringCard {
  static styles = INTERFACE_STYLES;

  /** @param {Hass} hass */
  static async getStubConfig(hass) {
    try {
      /** @type {Interfaces} */
      const { router } = await hass.callWS({ type: `${DOMAIN}/interfaces` });
      return { router };
    } catch {
      return {};
    }
  }

  static getConfigForm() {
    return configForm();
  }

  /** @type {Interfaces | undefined} */
  #table;
  /** @type {InterfaceChoice} */
  #shown = {};
  /** @type {string | undefined} */
  #drawn;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #drawing;
  #content = element("div", { class: "interface" });
  /** @type {InterfaceTable | undefined} */
  #rows;
  /** @type {InterfaceCharts | undefined} */
  #charts;
  /** @type {InterfaceMonth | undefined} */
  #month;
  #followed = () => this.#follow();
  #load = this.attempt(
    async (isLatest) => {
      const { router } = this.config;
      /** @type {Interfaces} */
      const table = await this.hass.callWS({
        type: `${DOMAIN}/interfaces`,
        ...(router ? { router } : {}),
      });
      if (!isLatest()) return;
      this.#table = table;
      this.#follow();
    },
    (error) => this.#say(this.text("interface.failed", { error: reasonOf(error, this.hass) })),
  );

  /**
   * Clear what was shown of another router; the address decides if the card has its own.
   *
   * @param {InterfaceConfig} config
   */
  setConfig(config) {
    this.#table = undefined;
    this.#shown = { interface: config.interface };
    super.setConfig(config);
  }

  set hass(hass) {
    super.hass = hass;
    this.#charts?.setHass(hass);
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.requestUpdate();
    }, DRAWING);
  }

  get hass() {
    return super.hass;
  }

  connectedCallback() {
    window.addEventListener("location-changed", this.#followed);
    window.addEventListener("popstate", this.#followed);
    super.connectedCallback();
    this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("location-changed", this.#followed);
    window.removeEventListener("popstate", this.#followed);
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
  }

  /**
   * Return what is chosen: the interface, the range, the month.
   *
   * @returns {InterfaceChoice}
   */
  get shown() {
    if (!this.config.path) return this.#shown;
    return Object.fromEntries(new URLSearchParams(location.search));
  }

  /**
   * Choose something else; another interface is a page of its own, all else is not.
   *
   * @param {InterfaceChoice} patch
   */
  choose(patch) {
    const before = this.shown;
    const next = { ...before, ...patch };
    if (!this.config.path) {
      this.#shown = next;
      this.#follow();
      return;
    }
    if (next.interface === before.interface) {
      history.replaceState(history.state, "", this.address(next));
      this.#follow();
    } else navigate(this.address(next));
  }

  /**
   * Return the address of what is chosen.
   *
   * @param {InterfaceChoice} shown
   */
  address(shown) {
    const chosen = Object.entries(shown).filter(([, value]) => value);
    const query = new URLSearchParams(chosen).toString();
    const path = this.config.path ?? "";
    return query ? `${path}?${query}` : path;
  }

  build() {
    this.#clear();
    if (this.#table) this.#follow();
    else this.#load.start();
    return this.#content;
  }

  update() {
    this.#rows?.update(this.hass);
  }

  /** Remove what is shown. */
  #clear() {
    this.#charts?.drop();
    this.#month?.drop();
    this.#drawn = this.#charts = this.#month = this.#rows = undefined;
  }

  /** Show the current choice, unless it is shown already. */
  #follow() {
    if (!this.#table || !this.text || !this.isConnected) return;
    if (this.config.path && location.pathname !== this.config.path) return;
    const { interface: key, range, month } = this.shown;
    if (this.#drawn !== (key ?? "")) {
      this.#clear();
      this.#drawn = key ?? "";
      if (key) this.#one(this.#table, key);
      else this.#all(this.#table);
    }
    this.#charts?.show(range);
    this.#month?.show(month);
    this.requestUpdate();
  }

  /** @param {Interfaces} table */
  #all(table) {
    if (table.interfaces.length === 0) {
      this.#say(this.text("interface.nothing"));
      return;
    }
    this.#rows = new InterfaceTable(this.text, table, {
      open: (key) => this.choose({ interface: key, range: this.shown.range, month: undefined }),
      address: (key) => (this.config.path ? this.address({ interface: key }) : "#"),
    });
    this.#content.replaceChildren(this.#rows.element);
  }

  /**
   * @param {Interfaces} table
   * @param {string} key
   */
  #one(table, key) {
    if (!table.interfaces.some((one) => one.key === key)) {
      this.#say(this.text("interface.gone"), true);
      return;
    }
    const of = { router: table.router, key };
    const charts = new InterfaceCharts(this, of, (range) => this.choose({ range }));
    const month = new InterfaceMonth(this, of, (chosen) => this.choose({ month: chosen }));
    const header = this.#header(table, key, charts);
    this.#content.replaceChildren(header, charts.marks, charts.element, month.element);
    this.#charts = charts;
    this.#month = month;
  }

  /**
   * Return the way back, the choice of another interface, and the choice of the range.
   *
   * @param {Interfaces} table
   * @param {string} key
   * @param {InterfaceCharts} charts
   */
  #header(table, key, { ranges }) {
    const picker = element(
      "select",
      {
        "aria-label": this.text("interface.name"),
        onchange: () => this.choose({ interface: picker.value }),
      },
      ...table.interfaces.map((one) =>
        element("option", { value: one.key, selected: one.key === key }, one.name || one.key),
      ),
    );
    const icon = element("ha-icon", { icon: "mdi:arrow-left", "aria-hidden": "true" });
    return element(
      "ha-card",
      { class: "chooser" },
      this.config.interface ? null : this.#back(icon),
      element("span", { class: "router" }, table.name),
      picker,
      ranges,
    );
  }

  /** @param {HTMLElement | null} icon */
  #back(icon) {
    const open = () => this.choose({ interface: undefined, month: undefined });
    const label = this.text("interface.all");
    return element("button", { class: "flat", onclick: open }, icon, label);
  }

  /** @param {string} sentence */
  #say(sentence, hasMore = false) {
    const card = { class: "said", role: "status" };
    const said = element("ha-card", card, sentence, hasMore ? this.#back(null) : null);
    this.#content.replaceChildren(said);
  }
}

customElements.define(CARD, InterfaceCard);
window.customCards ??= [];
window.customCards.push({
  type: CARD,
  name: "MikroTik interfaces",
  description:
    "Traffic, errors, 95th percentile, volume and availability of a router's interfaces.",
  preview: true,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring",
});
