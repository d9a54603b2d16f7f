/** The card of alerts: the active ones, the worst first, and what is silenced until when. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { element, setSeen } from "../www/elements.js";
import { alertsForm, stubConfig, wishesOf } from "./form.js";
import { keep, Line, put, way } from "./line.js";
import { arranged, clock } from "./lines.js";
import { endButton } from "./silence.js";
import { ALERT_STYLES } from "./styles.js";

/** @import { AlertEvent, AlertLine, AlertsConfig, RouterAlerts, Silent } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
const CARD = "mikrotik-monitoring-alerts";
// Milliseconds between two updates of times.
const TICKING = 5000;

/** @extends {MonitoringCard<AlertsConfig>} */
class AlertsCard extends MonitoringCard {
  static styles = ALERT_STYLES;

  static getStubConfig() {
    return stubConfig();
  }

  static getConfigForm() {
    return alertsForm();
  }

  /** Home Assistant checks this: a hidden card stays subscribed. */
  connectedWhileHidden = true;

  /** @type {Record<string, RouterAlerts> | undefined} */
  #routers;
  /** @type {Map<string, Line>} */
  #lines = new Map();
  /** @type {Map<string, SilentPart>} */
  #silent = new Map();
  /** @type {string | undefined} */
  #failure;
  /** @type {(() => Promise<void>) | undefined} */
  #leave;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  #listen = this.attempt(
    async (isLatest) => {
      const leave = await this.hass.connection.subscribeMessage(
        /** @param {AlertEvent} event */ (event) => isLatest() && this.#hear(event),
        { type: `${DOMAIN}/alerts`, ...wishesOf(this.config) },
        { resubscribe: false },
      );
      if (isLatest()) this.#leave = leave;
      else await left(leave);
    },
    (error) => {
      this.#failure = reasonOf(error, this.hass);
      this.requestUpdate();
    },
  );

  /** @param {AlertsConfig} config */
  setConfig(config) {
    this.#routers = undefined;
    super.setConfig(config);
    setSeen(this, !config.router);
    if (this.hass && this.isConnected) this.#begin();
  }

  set hass(hass) {
    const before = super.hass;
    super.hass = hass;
    if (!this.isConnected) return;
    if (!before || (before.connected === false && hass.connected)) this.#begin();
  }

  get hass() {
    return super.hass;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hass) this.#begin();
    this.#ticking = setInterval(() => this.requestUpdate(), TICKING);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end();
    clearInterval(this.#ticking);
  }

  /** Subscribe, and end the previous subscription. */
  #begin() {
    this.#end();
    this.#listen.start();
  }

  #end() {
    const leave = this.#leave;
    this.#leave = undefined;
    this.#listen.drop();
    if (leave) left(leave);
  }

  /** @param {AlertEvent} event */
  #hear({ is_whole: isWhole, routers }) {
    const all = Object.entries({ ...(isWhole ? {} : this.#routers), ...routers });
    this.#routers = Object.fromEntries(all.filter(isThere));
    this.#failure = undefined;
    this.requestUpdate();
  }

  build() {
    this.#lines.clear();
    this.#silent.clear();
    const { title } = this.config;
    this.message = element("div", { class: "message", role: "status" });
    this.list = element("ul", { class: "alerts", "aria-label": this.text("alerts.title") });
    this.summary = element("summary", {});
    this.hushed = element("ul", { class: "silences" });
    this.fold = element("details", { "data-list": "silenced" }, this.summary, this.hushed);
    return element(
      "ha-card",
      { role: "region", "aria-label": title ?? this.text("alerts.title") },
      title ? element("h1", {}, title) : null,
      this.message,
      this.list,
      this.fold,
    );
  }

  update() {
    const { open, silent } = arranged(this.#routers ?? {});
    const focused = /** @type {HTMLElement | null} */ (this.root.activeElement);
    this.#write(open, silent);
    this.#say(open.length + silent.length);
    setSeen(this, !this.config.router || Boolean(open.length || silent.length || this.#failure));
    // What was silenced or ended by keyboard has moved: keep the focus nearby.
    if (focused && this.root.activeElement !== focused)
      (focused.isConnected ? focused : this.summary)?.focus();
  }

  /**
   * @param {AlertLine[]} open
   * @param {Silent[]} silent
   */
  #write(open, silent) {
    if (!this.list || !this.hushed || !this.summary || !this.fold) return;
    const kind = this.config.router ? "plain" : "named";
    keep(
      this.list,
      this.#lines,
      byId(open),
      () => new Line(this, kind),
      (made, line) => made.write(line),
    );
    keep(
      this.hushed,
      this.#silent,
      byId(silent),
      () => new SilentPart(this, kind),
      (made, part) => made.write(part),
    );
    this.list.hidden = !open.length;
    this.fold.hidden = !silent.length;
    const covered = silent.flatMap(({ lines }) => lines.flatMap(({ alerts }) => alerts));
    put(this.summary, this.text("alerts.silenced", { count: covered.length }));
  }

  /** @param {number} count */
  #say(count) {
    if (!this.message) return;
    let said = "";
    if (this.#failure) said = this.text("alerts.failed", { reason: this.#failure });
    else if (this.#routers && !count) said = this.text("alerts.none");
    put(this.message, said);
    this.message.hidden = !said;
  }

  getCardSize() {
    return 1;
  }
}

/** A silence with its end, and what it covers. */
class SilentPart {
  /** @type {Map<string, Line>} */
  #lines = new Map();
  #mark = "";
  #card;
  #kind;

  /**
   * @param {AlertsCard} card
   * @param {"plain" | "named"} kind
   */
  constructor(card, kind) {
    this.#card = card;
    this.#kind = kind;
    this.head = element("div", { class: "head" });
    this.list = element("ul", { class: "alerts" });
    this.element = element("li", {}, this.head, this.list);
  }

  /** @param {Silent} part */
  write({ router, silence, lines }) {
    const mark = JSON.stringify([router.name, router.path, router.may_silence, silence]);
    if (mark !== this.#mark) this.#head(router, silence);
    this.#mark = mark;
    keep(
      this.list,
      this.#lines,
      byId(lines),
      () => new Line(this.#card, "plain"),
      (made, line) => made.write({ ...line, router: { ...line.router, may_silence: false } }),
    );
    this.list.hidden = !lines.length;
  }

  /**
   * @param {RouterAlerts} router
   * @param {Silent["silence"]} silence
   */
  #head(router, silence) {
    const { text, hass } = this.#card;
    const { key, instance, name } = silence;
    const label = router.alerts.find((one) => one.key === key && one.instance === instance)?.label;
    const of = name ? [name, instance && (label || instance)].filter(Boolean).join(" · ") : "";
    const said = of || text("alerts.scope.router");
    this.element.dataset.silence = [key, instance].join(":");
    this.head.replaceChildren(
      element("span", { class: "title" }, said),
      ...(this.#kind === "named" ? [element("span", { class: "router" }, way(router))] : []),
      element(
        "span",
        { class: "muted" },
        text("alerts.silenced_until", { time: clock(hass, silence.until) }),
      ),
      ...(router.may_silence ? endButton(this.#card, router, silence, said) : []),
    );
  }
}

/**
 * @template {{ id: string }} Item
 * @param {Item[]} items
 * @returns {Map<string, Item>}
 */
const byId = (items) => new Map(items.map((item) => [item.id, item]));

/**
 * @param {[string, RouterAlerts | null]} entry
 * @returns {entry is [string, RouterAlerts]}
 */
const isThere = (entry) => entry[1] !== null;

/**
 * Unsubscribe; a lost connection has ended the subscription already.
 *
 * @param {() => Promise<void>} leave
 */
async function left(leave) {
  try {
    await leave();
  } catch {
    // The connection is gone, and the subscription with it.
  }
}

customElements.define(CARD, AlertsCard);
window.customCards ??= [];
window.customCards.push({
  type: CARD,
  name: "MikroTik alerts",
  description: "What is wrong with your routers, the worst first, and what to do.",
  preview: true,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
