/** The card of reports: routers over a day, a week, a month; to read, print and save. */

import { csv } from "../table/export.js";
import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { download, element } from "../www/elements.js";
import { configForm } from "./form.js";
import { reportLines } from "./lines.js";
import { PERIODS } from "./periods.js";
import { Paper } from "./print.js";
import { sheet } from "./sheet.js";
import { REPORT_STYLES } from "./styles.js";

/** @import { Report, ReportConfig, ReportRouter } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
// What stands for all routers of the card.
const ALL = "all";

/** @extends {MonitoringCard<ReportConfig>} */
class ReportCard extends MonitoringCard {
  static styles = REPORT_STYLES;

  static getStubConfig() {
    return { period: "week" };
  }

  static getConfigForm() {
    return configForm();
  }

  /** @type {ReportRouter[]} */
  #routers = [];
  /** @type {Report[]} */
  #reports = [];
  /** @type {{ router?: string, period?: string }} */
  #chosen = {};
  #router = element("select", { onchange: () => this.#choose({ router: this.#router.value }) });
  #period = element("select", { onchange: () => this.#choose({ period: this.#period.value }) });
  #status = element("div", { class: "status", role: "status" });
  #sheets = element("div", { class: "sheets" });
  /** @type {HTMLButtonElement[]} */
  #buttons = [];
  #paper = new Paper(() => this.#drawn());
  #followed = () => this.#follow();
  #load = this.attempt(
    async (isLatest) => {
      /** @type {ReportRouter[]} */
      const routers = await this.hass.callWS({ type: `${DOMAIN}/report_routers` });
      if (!isLatest()) return;
      const { routers: names } = this.config;
      this.#routers = names?.length ? routers.filter((one) => isNamed(one, names)) : routers;
      this.#offer();
      await this.#read(isLatest);
    },
    (error) => this.#say(this.text("report.failed", { error: reasonOf(error, this.hass) })),
  );

  /** @param {ReportConfig} config */
  setConfig(config) {
    this.#chosen = {};
    super.setConfig(config);
  }

  connectedCallback() {
    window.addEventListener("location-changed", this.#followed);
    window.addEventListener("popstate", this.#followed);
    this.#paper.listen();
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("location-changed", this.#followed);
    window.removeEventListener("popstate", this.#followed);
    this.#paper.leave();
  }

  /** Return what is chosen: by the address if the card has one of its own. */
  get chosen() {
    const { path, period = "week" } = this.config;
    const found = path ? Object.fromEntries(new URLSearchParams(location.search)) : this.#chosen;
    return {
      router: this.#isOffered(found.router) ? found.router : this.#usual(),
      period: PERIODS.includes(found.period ?? "") ? String(found.period) : period,
    };
  }

  /**
   * @param {string | undefined} router
   * @returns {router is string}
   */
  #isOffered(router) {
    return router === ALL || this.#routers.some(({ id }) => id === router);
  }

  /** Return the default: all routers that a person put on the card, else the first one. */
  #usual() {
    if (this.config.routers?.length || this.#routers.length === 1) return ALL;
    return this.#routers[0]?.id ?? "";
  }

  build() {
    const printing = element(
      "button",
      { type: "button", onclick: () => window.print() },
      element("ha-icon", { icon: "mdi:printer-outline" }),
      this.text("report.print"),
    );
    const saving = element(
      "button",
      { type: "button", onclick: () => this.#save() },
      element("ha-icon", { icon: "mdi:download" }),
      this.text("report.csv"),
    );
    this.#buttons = [printing, saving];
    this.#load.start();
    return element(
      "ha-card",
      {},
      element(
        "div",
        { class: "tools" },
        element("h1", {}, this.config.title ?? this.text("report.title")),
        this.#router,
        this.#period,
        printing,
        saving,
      ),
      this.#status,
      this.#sheets,
    );
  }

  /** Fill the two choices. */
  #offer() {
    const routers = this.#routers.map(({ id, name }) => element("option", { value: id }, name));
    const all = element("option", { value: ALL }, this.text("report.all"));
    this.#router.replaceChildren(...routers, ...(routers.length === 1 ? [] : [all]));
    const periods = PERIODS.map((value) =>
      element("option", { value }, this.text(`report.period.${value}`)),
    );
    this.#period.replaceChildren(...periods);
    this.#router.ariaLabel = this.text("report.router");
    this.#period.ariaLabel = this.text("report.period_label");
  }

  /** @param {{ router?: string, period?: string }} patch */
  #choose(patch) {
    const next = { ...this.chosen, ...patch };
    const { path } = this.config;
    this.#chosen = next;
    if (path) history.replaceState(history.state, "", `${path}?${new URLSearchParams(next)}`);
    this.#load.start();
  }

  /** Show what the address says now. */
  #follow() {
    const { path } = this.config;
    if (path && location.pathname === path && this.#routers.length) this.#load.start();
  }

  /**
   * Read one report after the other: each is shown as it arrives.
   *
   * @param {() => boolean} isLatest
   */
  async #read(isLatest) {
    const { router, period } = this.chosen;
    this.#router.value = this.#routers.length === 1 ? this.#routers[0].id : router;
    this.#period.value = period;
    this.#reports = [];
    this.#sheets.replaceChildren();
    this.#say(this.text(this.#routers.length ? "report.reading" : "report.nothing"));
    for (const { id } of this.#routers.filter((one) => router === ALL || one.id === router)) {
      /** @type {Report} */
      const report = await this.hass.callWS({ type: `${DOMAIN}/report`, router: id, period });
      if (!isLatest()) return;
      this.#reports.push(report);
      this.#sheets.append(this.#sheet(report));
    }
    if (this.#reports.length) this.#say("");
  }

  /** @param {Report} report */
  #sheet(report) {
    const period = this.text(`report.period.${this.chosen.period}`);
    return sheet(this.hass, this.text, report, period);
  }

  /** Return what is printed. */
  #drawn() {
    return this.#reports.map((report) => this.#sheet(report));
  }

  #save() {
    const day = this.#reports[0].start.slice(0, 10);
    // Excel reads a file without this mark in the local eight-bit encoding.
    const content = `\ufeff${csv(reportLines(this.#reports))}`;
    download(`mikrotik-report-${day}.csv`, "text/csv;charset=utf-8", content);
  }

  /** @param {string} words */
  #say(words) {
    this.#status.textContent = words;
    for (const button of this.#buttons) button.disabled = words !== "";
  }
}

/**
 * @param {ReportRouter} router
 * @param {string[]} names
 */
const isNamed = ({ id, device, name }, names) =>
  names.includes(id) || names.includes(name) || names.includes(device ?? "");

customElements.define("mikrotik-monitoring-report", ReportCard);

window.customCards ??= [];
window.customCards.push({
  type: "mikrotik-monitoring-report",
  name: "MikroTik report",
  description: "What your routers were like over a day, a week or a month; to print and to save.",
  preview: false,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
