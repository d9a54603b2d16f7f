/** The card of past alerts: since when, until when, for how long, and what it was. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { element } from "../www/elements.js";
import { spanning, whole } from "../www/numbers.js";
import { alertsForm, stubConfig, wishesOf } from "./form.js";
import { put, way } from "./line.js";
import { iconOf, moment, SEVERITIES, title, valueText } from "./lines.js";
import { ALERT_STYLES } from "./styles.js";

/** @import { AlertHistory, AlertsConfig, PastAlert } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
const CARD = "mikrotik-monitoring-alert-history";
const PAGE = 50;
// Milliseconds after which it is requested again.
const ASKING = 30_000;

/** @extends {MonitoringCard<AlertsConfig>} */
class AlertHistoryCard extends MonitoringCard {
  static styles = ALERT_STYLES;

  static getStubConfig() {
    return stubConfig();
  }

  static getConfigForm() {
    return alertsForm();
  }

  /** @type {AlertHistory | undefined} */
  #history;
  /** @type {string | undefined} */
  #failure;
  #severity = "";
  #page = 0;
  #mark = "";
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #asking;
  #ask = this.attempt(
    async (isLatest) => {
      /** @type {AlertHistory} */
      const history = await this.hass.callWS({
        type: `${DOMAIN}/alert_history`,
        ...wishesOf(this.config),
        ...(this.#severity ? { severity: this.#severity } : {}),
        offset: this.#page * PAGE,
        limit: PAGE,
      });
      if (!isLatest()) return;
      this.#failure = undefined;
      this.#history = history;
      this.requestUpdate();
    },
    (error) => {
      this.#failure = reasonOf(error, this.hass);
      this.requestUpdate();
    },
  );

  /** @param {AlertsConfig} config */
  setConfig(config) {
    this.#history = undefined;
    this.#page = 0;
    this.#ask.drop();
    super.setConfig(config);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#asking = setInterval(() => this.#ask.start(), ASKING);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#asking);
  }

  build() {
    this.#mark = "";
    this.heading = element("h2", {}, this.config.title ?? this.text("alerts.history.title"));
    this.filter = this.#filter();
    this.bar = element("div", { class: "bar" }, this.heading, this.filter);
    this.message = element("div", { class: "message", role: "status" });
    this.table = element("div", { class: "history" });
    this.pages = this.#pager();
    this.leftOut = element("div", {});
    if (!this.#history) this.#ask.start();
    return element(
      "ha-card",
      {},
      this.bar,
      this.message,
      this.table,
      this.pages.element,
      this.leftOut,
    );
  }

  /** Return the choice of a severity. */
  #filter() {
    const select = element(
      "select",
      {
        onchange: () => {
          this.#severity = select.value;
          this.#turn(0);
        },
      },
      element("option", { value: "" }, this.text("alerts.history.all")),
      ...Object.keys(SEVERITIES).map((key) =>
        element(
          "option",
          { value: key, selected: key === this.#severity },
          this.text(`alerts.severity.${key}`),
        ),
      ),
    );
    return element("label", {}, this.text("alerts.history.severity"), select);
  }

  /** @param {number} page */
  #turn(page) {
    this.#page = page;
    this.#ask.start();
  }

  update() {
    this.#say();
    const history = this.#history;
    if (!history || !this.filter) return;
    const mark = JSON.stringify([history, this.#page]);
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.filter.hidden = !history.total && !this.#severity;
    this.#list(history);
    this.#turns(history);
    this.#notWatched(history);
  }

  #say() {
    if (!this.message) return;
    let said = "";
    if (this.#failure) said = this.text("alerts.failed", { reason: this.#failure });
    else if (this.#history && !this.#history.total)
      said = this.text("alerts.history.none", { days: this.#history.days });
    put(this.message, said);
    this.message.hidden = !said;
  }

  /** @param {AlertHistory} history */
  #list({ alerts, routers }) {
    if (!this.table) return;
    const hasRouter = !this.config.router;
    const keys = ["what", ...(hasRouter ? ["router"] : []), "since", "until", "duration", "value"];
    const heads = keys.map((key) =>
      element("th", { scope: "col" }, this.text(`alerts.history.${key}`)),
    );
    /** @param {PastAlert} alert */
    const row = (alert) => {
      const cells = this.#cells(alert, routers[alert.router]);
      return element(
        "tr",
        { "data-severity": alert.severity, "data-alert": alert.key },
        ...keys.map((key) => cell(key, this.text(`alerts.history.${key}`), cells[key])),
      );
    };
    const table = element(
      "table",
      { "aria-label": this.text("alerts.history.title") },
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...alerts.map(row)),
    );
    this.table.replaceChildren(
      ...(alerts.length ? [element("div", { class: "scroll" }, table)] : []),
    );
  }

  /**
   * @param {PastAlert} alert
   * @param {{ name: string, path: string | null }} router
   * @returns {Record<string, (Node | string)[]>}
   */
  #cells(alert, router) {
    const { hass, text } = this;
    return {
      what: [
        element("ha-icon", { icon: iconOf(alert.severity), "aria-hidden": "true" }),
        element("span", { class: "badge" }, text(`alerts.severity.${alert.severity}`)),
        ` ${title(alert)}`,
      ],
      router: [element("span", { class: "router" }, way(router))],
      since: [moment(hass, alert.since)],
      until: [moment(hass, alert.until)],
      duration: [spanning(hass, Date.parse(alert.until) - Date.parse(alert.since))],
      value: [valueText(hass, text, alert)].filter(Boolean),
    };
  }

  /** Make the pager; it is kept, so that its buttons keep the focus. */
  #pager() {
    /**
     * @param {number} step
     * @param {string} icon
     * @param {string} label
     */
    const go = (step, icon, label) =>
      element(
        "button",
        {
          type: "button",
          title: label,
          "aria-label": label,
          onclick: () => this.#turn(this.#page + step),
        },
        element("ha-icon", { icon, "aria-hidden": "true" }),
      );
    const place = element("span", { role: "status" });
    const previous = go(-1, "mdi:chevron-left", this.text("table.previous"));
    const next = go(1, "mdi:chevron-right", this.text("table.next"));
    return {
      place,
      previous,
      next,
      element: element("div", { class: "pages" }, place, previous, next),
    };
  }

  /** @param {AlertHistory} history */
  #turns({ total }) {
    if (!this.pages) return;
    const first = this.#page * PAGE;
    const last = Math.min(total, first + PAGE);
    this.pages.element.hidden = total <= PAGE;
    this.pages.previous.disabled = this.#page === 0;
    this.pages.next.disabled = last >= total;
    const places = { from: Math.min(total, first + 1), to: last, count: total };
    const shown = Object.entries(places).map(([key, value]) => [key, whole(this.hass, value)]);
    put(this.pages.place, this.text("table.page", Object.fromEntries(shown)));
  }

  /** @param {AlertHistory} history */
  #notWatched({ not_watched: missing, routers }) {
    if (!this.leftOut) return;
    const hasRouter = !this.config.router;
    const items = missing.map(({ router, name, reason }) =>
      element(
        "li",
        {},
        element("strong", {}, name),
        hasRouter ? ` · ${routers[router].name}` : null,
        element("div", { class: "muted" }, reason),
      ),
    );
    const summary = this.text("alerts.not_watched", { count: missing.length });
    const fold = element(
      "details",
      { "data-list": "not_watched" },
      element("summary", {}, summary),
      element("ul", { class: "left-out" }, ...items),
    );
    this.leftOut.replaceChildren(...(missing.length ? [fold] : []));
  }
}

/**
 * @param {string} key
 * @param {string} label
 * @param {(Node | string)[]} content
 */
const cell = (key, label, content) =>
  element("td", { class: key, "data-label": label }, ...content);

customElements.define(CARD, AlertHistoryCard);
window.customCards ??= [];
window.customCards.push({
  type: CARD,
  name: "MikroTik alert history",
  description: "The alerts of the last 30 days, with how long each was on.",
  preview: true,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
