/** Dashboards and views that Home Assistant's own pages ask for by their strategy. */

import { element, loadTexts } from "./base.js";

const DOMAIN = "mikrotik_monitoring";
const STRATEGY = "mikrotik-monitoring";
const EDITOR = `${STRATEGY}-strategy-editor`;

/** A view of a router, made on the server when it is opened. */
class MonitoringViewStrategy extends HTMLElement {
  static generate({ type, ...wishes }, hass) {
    return hass.callWS({ type: `${DOMAIN}/view`, ...wishes });
  }
}

/** A dashboard of some routers, for people who keep their own; its links stay in it. */
class MonitoringDashboardStrategy extends HTMLElement {
  static generate({ type, ...wishes }, hass) {
    const [, own] = location.pathname.split("/");
    return hass.callWS({ type: `${DOMAIN}/dashboard`, base_path: `/${own}`, ...wishes });
  }

  static getConfigElement() {
    return document.createElement(EDITOR);
  }

  static async getCreateSuggestions(hass) {
    const text = await loadTexts(hass);
    return { title: text("title"), icon: "mdi:router-network" };
  }
}

/** The form in which a person chooses routers, graphs and hours; the server says what there is. */
class MonitoringStrategyEditor extends HTMLElement {
  #form = element("ha-form");

  constructor() {
    super();
    this.#form.addEventListener("value-changed", (event) => {
      event.stopPropagation();
      const config = { ...this.config, ...event.detail.value };
      for (const [name, value] of Object.entries(config)) {
        if (value === undefined || value?.length === 0) delete config[name];
      }
      this.dispatchEvent(
        new CustomEvent("config-changed", { detail: { config }, bubbles: true, composed: true }),
      );
    });
  }

  setConfig(config) {
    this.config = config;
    this.#form.data = config;
  }

  set hass(hass) {
    this.#form.hass = hass;
    this.#fields ??= this.#load(hass);
  }

  #fields;

  async #load(hass) {
    const fields = await hass.callWS({ type: `${DOMAIN}/strategy_fields` });
    const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label]));
    this.#form.computeLabel = ({ name }) => labels[name];
    this.#form.schema = fields.map(({ name, selector }) => ({ name, selector }));
    this.#form.data = this.config;
    this.append(this.#form);
  }
}

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
