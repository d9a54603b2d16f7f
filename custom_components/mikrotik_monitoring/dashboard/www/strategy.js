/** Dashboards and views that Home Assistant's own pages request by their strategy. */

import { Attempt, reasonOf } from "./attempt.js";
import { element } from "./elements.js";
import { loadTexts } from "./texts.js";

const DOMAIN = "mikrotik_monitoring";
const STRATEGY = "mikrotik-monitoring";
const EDITOR = `${STRATEGY}-strategy-editor`;

/** @import { Hass } from "./types.d.ts" */

/** @typedef {{ type: string, [wish: string]: unknown }} Wishes what a dashboard's owner wrote or chose */

/** A view of a router, made on the server when it is opened. */
class MonitoringViewStrategy extends HTMLElement {
  /**
   * @param {Wishes} wishes
   * @param {Hass} hass
   */
  static generate({ type: _type, ...wishes }, hass) {
    return hass.callWS({ type: `${DOMAIN}/view`, ...wishes });
  }
}

/** A dashboard of some routers, for people who have one of their own; its links stay in it. */
class MonitoringDashboardStrategy extends HTMLElement {
  /**
   * @param {Wishes} wishes
   * @param {Hass} hass
   */
  static generate({ type: _type, ...wishes }, hass) {
    const [, own] = location.pathname.split("/");
    return hass.callWS({ type: `${DOMAIN}/dashboard`, base_path: `/${own}`, ...wishes });
  }

  static getConfigElement() {
    return document.createElement(EDITOR);
  }

  /** @param {Hass} hass */
  static async getCreateSuggestions(hass) {
    const text = await loadTexts(hass);
    return { title: text("title"), icon: "mdi:router-network" };
  }
}

/** The form to choose routers, graphs and hours; the server provides the choices. */
class MonitoringStrategyEditor extends HTMLElement {
  #form = element("ha-form");
  #failure = element("p", { role: "status" });
  /** @type {Hass | undefined} */
  #hass;
  /** @type {Record<string, unknown>} */
  #config = {};
  #fields = new Attempt(
    (isLatest) => this.#load(isLatest),
    (error) => this.#fail(error),
  );

  constructor() {
    super();
    this.#form.addEventListener("value-changed", (event) => {
      event.stopPropagation();
      const { detail } = /** @type {CustomEvent<{ value: Record<string, unknown> }>} */ (event);
      const entries = Object.entries({ ...this.#config, ...detail.value });
      const config = Object.fromEntries(entries.filter(([, value]) => isChosen(value)));
      const changed = { detail: { config }, bubbles: true, composed: true };
      this.dispatchEvent(new CustomEvent("config-changed", changed));
    });
  }

  /** @param {Record<string, unknown>} config */
  setConfig(config) {
    this.#config = config;
    this.#form.data = config;
  }

  get hass() {
    return /** @type {Hass} */ (this.#hass);
  }

  set hass(hass) {
    const before = this.#hass;
    this.#hass = hass;
    this.#form.hass = hass;
    if (!before) this.#fields.start();
    else if (before.connected === false && hass.connected) this.#fields.again();
  }

  connectedCallback() {
    this.#fields.again();
  }

  disconnectedCallback() {
    this.#fields.stop();
  }

  /** @param {() => boolean} isLatest */
  async #load(isLatest) {
    /** @type {{ name: string, label: string, selector: object }[]} */
    const fields = await this.hass.callWS({ type: `${DOMAIN}/strategy_fields` });
    if (!isLatest()) return;
    const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label]));
    this.#form.computeLabel = ({ name }) => labels[name];
    this.#form.schema = fields.map(({ name, selector }) => ({ name, selector }));
    this.#form.data = this.#config;
    this.replaceChildren(this.#form);
  }

  /** @param {unknown} error */
  #fail(error) {
    const reason = reasonOf(error, this.hass);
    this.#failure.textContent = `${this.hass.localize("state.default.unavailable")}: ${reason}`;
    this.replaceChildren(this.#failure);
  }
}

/** @param {unknown} value */
const isChosen = (value) => value !== undefined && value !== "" && !isEmptyList(value);

/** @param {unknown} value */
const isEmptyList = (value) => Array.isArray(value) && !value.length;

customElements.define(`ll-strategy-view-${STRATEGY}`, MonitoringViewStrategy);
customElements.define(`ll-strategy-dashboard-${STRATEGY}`, MonitoringDashboardStrategy);
customElements.define(EDITOR, MonitoringStrategyEditor);

window.customStrategies ??= [];
window.customStrategies.push({
  type: STRATEGY,
  strategyType: "dashboard",
  name: "MikroTik Monitoring",
  description: "Twelve graphs for each of your MikroTik routers, and the fleet at a glance.",
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
