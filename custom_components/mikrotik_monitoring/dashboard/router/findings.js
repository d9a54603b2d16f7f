/** The card of a router's security: what was found, why it matters, and the command to fix it. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { copy, element } from "../www/elements.js";

/** @import { Finding, Security, SecurityConfig } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
// Milliseconds: how long the page says that something was copied.
const SAID = 3000;

/** @extends {MonitoringCard<SecurityConfig>} */
class SecurityCard extends MonitoringCard {
  static styles = `
    ha-card { padding: 8px 0; }
    .message { padding: 8px 16px; color: var(--secondary-text-color); }
    ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); overflow: hidden; list-style: none; margin: 0; padding: 0; }
    li { min-width: 0; margin-bottom: -1px; padding: 10px 16px; border-bottom: 1px solid var(--divider-color, #e0e0e0); }
    .head { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: baseline; }
    .title { font-weight: 500; }
    .badge { padding: 1px 8px; border-radius: 9px; border: 1px solid currentColor; font-size: 12px; white-space: nowrap; }
    [data-severity="critical"] .badge, [data-severity="high"] .badge { color: var(--error-color, #db4437); }
    [data-severity="critical"] .badge { font-weight: 700; }
    [data-severity="medium"] .badge { color: var(--warning-color, #ffa600); }
    p { margin: 4px 0; color: var(--secondary-text-color); font-size: 14px; line-height: 1.4; }
    .command { display: flex; gap: 8px; align-items: center; }
    code { flex: 1; min-width: 0; padding: 4px 8px; border-radius: 4px; font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere;
      background: color-mix(in srgb, var(--primary-text-color) 7%, transparent); }
    button { border: 0; background: none; padding: 8px; min-height: 36px; color: var(--primary-color); cursor: pointer; border-radius: 8px; }
    details { padding: 8px 16px; }
    details ul { margin: 0 -16px; }
    summary { cursor: pointer; color: var(--secondary-text-color); min-height: 28px; }
    .note { white-space: pre-line; }
    [hidden] { display: none; }
  `;

  /** @type {Security | undefined} */
  #security;
  /** @type {string | undefined} */
  #failure;
  /** @type {string | undefined} */
  #asked;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ask = this.attempt(
    async (isLatest) => {
      const { router } = this.config;
      /** @type {Security} */
      const security = await this.hass.callWS({ type: `${DOMAIN}/security`, router });
      if (!isLatest()) return;
      const isNew = JSON.stringify(security) !== JSON.stringify(this.#security);
      this.#failure = undefined;
      this.#security = security;
      if (isNew) this.rebuild();
      else this.requestUpdate();
    },
    (error) => {
      this.#failure = reasonOf(error, this.hass);
      this.requestUpdate();
    },
  );

  /** @param {SecurityConfig} config */
  setConfig(config) {
    this.#asked = undefined;
    super.setConfig(config);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Return the score: the findings change with it, and when it is read again. */
  watched() {
    return this.config?.entity ? [this.config.entity] : [];
  }

  build() {
    this.message = element("div", { class: "message", role: "status" });
    const { findings = [], not_checked: notChecked = [] } = this.#security ?? {};
    const open = findings.filter((finding) => !finding.accepted);
    const accepted = findings.filter((finding) => finding.accepted);
    return element(
      "ha-card",
      {},
      this.message,
      element("ul", {}, ...open.map((finding) => this.#finding(finding))),
      this.#folded(
        "accepted",
        accepted.map((finding) => this.#finding(finding)),
      ),
      this.#folded(
        "not_checked",
        notChecked.map((key) => element("li", {}, this.text(`security.checks.${key}.title`))),
        this.text("security.not_checked_why"),
      ),
    );
  }

  update() {
    const mark = JSON.stringify(this.hass.states[this.config.entity ?? ""] ?? null);
    if (this.#asked !== mark) {
      this.#asked = mark;
      this.#ask.start();
    }
    if (!this.#timer) this.#say(this.#standing());
  }

  /** Return the sentence about the list as a whole. */
  #standing() {
    if (this.#failure) return this.text("security.failed", { reason: this.#failure });
    if (!this.#security) return "";
    if (!this.#security.is_read) return this.text("security.unread");
    const isClean = this.#security.findings.every(({ accepted }) => accepted);
    return isClean ? this.text("security.nothing") : "";
  }

  /** @param {string} said */
  #say(said) {
    if (!this.message) return;
    this.message.textContent = said;
    this.message.hidden = !said;
  }

  /**
   * Return a finding: how severe, what, why, and what fixes it or why it is accepted.
   *
   * @param {Finding} finding
   */
  #finding({ key, severity, command, accepted }) {
    const head = element(
      "div",
      { class: "head" },
      element("span", { class: "badge" }, this.text(`security.severity.${severity}`)),
      element("span", { class: "title" }, this.text(`security.checks.${key}.title`)),
    );
    const why = element("p", {}, this.text(`security.checks.${key}.why`));
    const rest = accepted ? this.#acceptance(accepted) : [this.#command(command)];
    return element("li", { "data-check": key, "data-severity": severity }, head, why, ...rest);
  }

  /** @param {NonNullable<Finding["accepted"]>} accepted */
  #acceptance({ note, at }) {
    const since = element("p", {}, this.text("security.accepted_at", { date: this.#date(at) }));
    return note ? [since, element("p", { class: "note" }, note)] : [since];
  }

  /** @param {string} at */
  #date(at) {
    const date = new Date(`${at}T12:00:00`);
    return Number.isNaN(date.valueOf()) ? at : date.toLocaleDateString(this.hass.locale.language);
  }

  /** @param {string} command */
  #command(command) {
    return element(
      "div",
      { class: "command" },
      element("code", {}, command),
      element(
        "button",
        { type: "button", onclick: () => this.#copy(command) },
        this.text("security.copy"),
      ),
    );
  }

  /** @param {string} command */
  async #copy(command) {
    const isCopied = await copy(command);
    this.#say(isCopied ? this.text("security.copied") : this.text("security.not_copied"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#say(this.#standing());
    }, SAID);
  }

  /**
   * Return a list that a person unfolds, nothing where it is empty.
   *
   * @param {string} key
   * @param {HTMLElement[]} items
   * @param {string} [about]
   */
  #folded(key, items, about) {
    if (!items.length) return null;
    return element(
      "details",
      { "data-list": key },
      element("summary", {}, this.text(`security.${key}`, { count: items.length })),
      about ? element("p", {}, about) : null,
      element("ul", {}, ...items),
    );
  }
}

customElements.define("mikrotik-monitoring-security", SecurityCard);
