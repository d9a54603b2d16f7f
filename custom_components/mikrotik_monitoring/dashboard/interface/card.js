/** The card of a router's interfaces: a table of all, or the charts and the month of one. */

import { element, loadTexts, MonitoringCard, navigate } from "../www/base.js";
import { InterfaceCharts } from "./charts.js";
import { InterfaceMonth } from "./month.js";
import { INTERFACE_STYLES } from "./styles.js";
import { InterfaceTable } from "./table.js";

const DOMAIN = "mikrotik_monitoring";
const CARD = "mikrotik-monitoring-interface";
// Milliseconds between two drawings of what moves.
const DRAWING = 1000;

class MonitoringInterface extends MonitoringCard {
  static styles = INTERFACE_STYLES;

  static async getStubConfig(hass) {
    try {
      const { router } = await hass.callWS({ type: `${DOMAIN}/interfaces` });
      return { router };
    } catch {
      return {};
    }
  }

  static getConfigForm() {
    return configForm();
  }

  #shown = {};
  #drawing;
  #asked = 0;
  #followed = () => this.#follow();

  /** Forget what another router had; the address decides where the card has one of its own. */
  setConfig(config) {
    this.table = undefined;
    this.#shown = { interface: config.interface };
    super.setConfig(config);
  }

  set hass(hass) {
    super.hass = hass;
    this.charts?.setHass(hass);
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
    window.removeEventListener("location-changed", this.#followed);
    window.removeEventListener("popstate", this.#followed);
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
  }

  /** Return what is chosen: the interface, the range, the month. */
  get shown() {
    if (!this.config.path) return this.#shown;
    return Object.fromEntries(new URLSearchParams(location.search));
  }

  /** Choose something else; another interface is a page of its own, all else is not. */
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

  /** Return the address of what is chosen. */
  address(shown) {
    const chosen = Object.entries(shown).filter(([, value]) => value);
    const query = new URLSearchParams(chosen).toString();
    return query ? `${this.config.path}?${query}` : this.config.path;
  }

  build() {
    this.content = element("div", { class: "interface" });
    this.drawn = undefined;
    this.charts = this.month = this.rows = undefined;
    if (this.table) this.#follow();
    else this.#load();
    return this.content;
  }

  update() {
    this.rows?.update(this.hass);
  }

  async #load() {
    const asked = ++this.#asked;
    const { router } = this.config;
    try {
      const table = await this.hass.callWS({
        type: `${DOMAIN}/interfaces`,
        ...(router ? { router } : {}),
      });
      if (asked !== this.#asked) return;
      this.table = table;
      this.#follow();
    } catch (error) {
      if (asked === this.#asked)
        this.#say(this.text("interface.failed", { error: error.message ?? "" }));
    }
  }

  /** Show what is chosen now, where it is not shown already. */
  #follow() {
    if (!this.table || !this.content || !this.isConnected) return;
    if (this.config.path && location.pathname !== this.config.path) return;
    const { interface: key, range, month } = this.shown;
    if (this.drawn !== (key ?? "")) {
      this.drawn = key ?? "";
      this.charts = this.month = this.rows = undefined;
      if (key) this.#one(key);
      else this.#all();
    }
    this.charts?.show(range);
    this.month?.show(month);
    this.requestUpdate();
  }

  #all() {
    if (this.table.interfaces.length === 0) {
      this.#say(this.text("interface.nothing"));
      return;
    }
    const open = (key) =>
      this.choose({ interface: key, range: this.shown.range, month: undefined });
    const address = (key) => (this.config.path ? this.address({ interface: key }) : "#");
    this.rows = new InterfaceTable(this.text, this.table, { open, address });
    this.content.replaceChildren(this.rows.element);
  }

  #one(key) {
    const found = this.table.interfaces.find((one) => one.key === key);
    if (!found) {
      this.#say(this.text("interface.gone"), true);
      return;
    }
    const { router } = this.table;
    this.charts = new InterfaceCharts(this.text, { router, key }, (range) =>
      this.choose({ range }),
    );
    this.month = new InterfaceMonth(this.text, { router, key }, (month) => this.choose({ month }));
    this.charts.setHass(this.hass);
    this.month.setHass(this.hass);
    this.content.replaceChildren(this.#header(key), this.charts.element, this.month.element);
  }

  /** Return the way back, the choice of another interface, and the choice of the range. */
  #header(key) {
    const picker = element(
      "select",
      {
        "aria-label": this.text("interface.name"),
        onchange: () => this.choose({ interface: picker.value }),
      },
      ...this.table.interfaces.map((one) =>
        element("option", { value: one.key, selected: one.key === key }, one.name || one.key),
      ),
    );
    const back = this.config.interface
      ? null
      : element(
          "button",
          { class: "flat", onclick: () => this.choose({ interface: undefined, month: undefined }) },
          element("ha-icon", { icon: "mdi:arrow-left", "aria-hidden": "true" }),
          this.text("interface.all"),
        );
    return element(
      "ha-card",
      { class: "chooser" },
      back,
      element("span", { class: "router" }, this.table.name),
      picker,
      this.charts.ranges,
    );
  }

  #say(sentence, hasMore = false) {
    const back = element(
      "button",
      { class: "flat", onclick: () => this.choose({ interface: undefined }) },
      this.text("interface.all"),
    );
    this.content.replaceChildren(
      element("ha-card", { class: "said", role: "status" }, sentence, hasMore ? back : null),
    );
  }
}

/** Return the visual configuration; its choices are those of this Home Assistant. */
async function configForm() {
  const { hass } = document.querySelector("home-assistant");
  const text = await loadTexts(hass);
  const labels = { router: text("interface.router"), interface: text("interface.name") };
  const helpers = { interface: text("interface.form_helper") };
  return {
    schema: [
      { name: "router", selector: { config_entry: { integration: DOMAIN } } },
      {
        name: "interface",
        selector: { select: { mode: "dropdown", options: await choices(hass) } },
      },
    ],
    computeLabel: ({ name }) => labels[name],
    computeHelper: ({ name }) => helpers[name],
  };
}

/** Return the interfaces of all routers; ports of several that are called the same stand once. */
async function choices(hass) {
  const found = new Map();
  const entries = await hass.callWS({ type: "config_entries/get", domain: DOMAIN });
  for (const { entry_id: router } of entries) {
    try {
      const { interfaces } = await hass.callWS({ type: `${DOMAIN}/interfaces`, router });
      for (const { key, name } of interfaces)
        found.set(key, new Set([...(found.get(key) ?? []), name || key]));
    } catch {
      // A router that is disabled has none to choose from.
    }
  }
  return [...found].map(([value, names]) => ({ value, label: [...names].slice(0, 3).join(", ") }));
}

customElements.define(CARD, MonitoringInterface);
window.customCards ??= [];
window.customCards.push({
  type: CARD,
  name: "MikroTik interfaces",
  description:
    "Traffic, errors, 95th percentile, volume and availability of a router's interfaces.",
  preview: true,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring",
});
