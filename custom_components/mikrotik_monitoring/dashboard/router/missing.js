/** Why a sensor is missing: a dialog with the status of each metric. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { element } from "../www/elements.js";

/** @import { MissingConfig, MissingHeading, MissingMetric } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
const CARD = "mikrotik-monitoring-missing";
const SHOWN = "shown";

/**
 * Return the headings with their metrics that have all the words in name or key, and the status.
 *
 * @param {MissingHeading[]} headings
 * @param {string} words
 * @param {string} status of one kind, "" for all that is missing, "all" for all
 */
export function found(headings, words, status) {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  return headings
    .map(({ heading, metrics }) => ({
      heading,
      metrics: metrics.filter((metric) => {
        const text = `${heading} ${metric.name} ${metric.key}`.toLowerCase();
        const isWanted =
          status === "all" || (status ? metric.status === status : metric.status !== SHOWN);
        return isWanted && wanted.every((word) => text.includes(word));
      }),
    }))
    .filter(({ metrics }) => metrics.length);
}

/**
 * Return a sentence with the text between asterisks, names of menus, emphasised.
 *
 * @param {string} sentence
 */
export const emphasised = (sentence) =>
  sentence.split("*").map((part, place) => (place % 2 ? element("em", {}, part) : part));

/** @extends {MonitoringCard<MissingConfig>} */
class MissingCard extends MonitoringCard {
  static styles = `
    ha-card { padding: 4px 8px; background: none; border: 0; box-shadow: none; }
    button { font: inherit; border: 0; background: none; padding: 8px; min-height: 40px; color: var(--primary-color); cursor: pointer; border-radius: 8px; }
    dialog { box-sizing: border-box; width: min(720px, 100vw); max-width: 100vw; height: min(900px, 100dvh); max-height: 100dvh; padding: 0; border: 0; border-radius: 16px;
      background: var(--card-background-color, #fff); color: var(--primary-text-color); }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: rgb(0 0 0 / 45%); }
    header { display: flex; align-items: center; gap: 8px; padding: 12px 16px 0; }
    h2 { flex: 1; margin: 0; font-size: 20px; font-weight: 500; }
    .tools { display: flex; flex-wrap: wrap; gap: 8px; padding: 8px 16px; }
    input, select { font: inherit; min-height: 40px; padding: 0 12px; border: 1px solid var(--divider-color, #ccc); border-radius: 8px; background: none; color: inherit; }
    input { flex: 1 1 200px; min-width: 0; }
    select { max-width: 100%; }
    option { color: #000; background: #fff; }
    .list { flex: 1; overflow-y: auto; padding: 0 16px 16px; }
    h3 { margin: 16px 0 4px; font-size: 16px; font-weight: 500; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { padding: 6px 0; border-top: 1px solid var(--divider-color, #e0e0e0); overflow-wrap: anywhere; }
    .why { color: var(--secondary-text-color); font-size: 14px; }
    code { display: block; margin-top: 4px; padding: 4px 8px; border-radius: 4px; font-size: 12px; white-space: pre-wrap;
      background: color-mix(in srgb, var(--primary-text-color) 7%, transparent); }
    .said { padding: 16px 0; color: var(--secondary-text-color); }
    @media (max-width: 600px) { dialog { height: 100dvh; border-radius: 0; } }
  `;

  /** @type {MissingHeading[]} */
  #headings = [];
  #words = element("input", { type: "search", oninput: () => this.#list() });
  #status = element("select", { onchange: () => this.#list() });
  #content = element("div", { class: "list" });
  // In a search field that has words, browsers use Escape to clear it instead.
  #dialog = element("dialog", {
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.#dialog.close();
    },
  });
  #load = this.attempt(
    async (isLatest) => {
      const { router } = this.config;
      /** @type {MissingHeading[]} */
      const headings = await this.hass.callWS({ type: `${DOMAIN}/missing`, router });
      if (!isLatest()) return;
      this.#headings = headings;
      this.#offer();
      this.#list();
    },
    (error) => this.#say(this.text("missing.failed", { reason: reasonOf(error, this.hass) })),
  );

  build() {
    const { text } = this;
    this.#words.placeholder = this.#words.ariaLabel = text("missing.filter");
    this.#status.ariaLabel = text("missing.which");
    const close = element(
      "button",
      { type: "button", onclick: () => this.#dialog.close() },
      text("missing.close"),
    );
    this.#dialog.replaceChildren(
      element("header", {}, element("h2", { id: "title" }, text("missing.title")), close),
      element("div", { class: "tools" }, this.#words, this.#status),
      this.#content,
    );
    this.#dialog.setAttribute("aria-labelledby", "title");
    return element(
      "ha-card",
      {},
      element("button", { type: "button", onclick: () => this.#open() }, text("missing.title")),
      this.#dialog,
    );
  }

  #open() {
    this.#say(this.text("missing.reading"));
    this.#dialog.showModal();
    this.#load.start();
  }

  /** Fill the list of statuses: all that is missing comes first. */
  #offer() {
    const metrics = this.#headings.flatMap((one) => one.metrics);
    const kinds = [...new Set(metrics.map(({ status }) => status))];
    const chosen = this.#status.value;
    this.#status.replaceChildren(
      element("option", { value: "" }, this.text("missing.missing")),
      element("option", { value: "all" }, this.text("missing.all")),
      ...kinds.map((status) => {
        const count = metrics.filter((metric) => metric.status === status).length;
        const name = this.text(`missing.kind.${status}`);
        return element("option", { value: status }, `${name} (${count})`);
      }),
    );
    this.#status.value = ["all", ...kinds].includes(chosen) ? chosen : "";
  }

  #list() {
    const headings = found(this.#headings, this.#words.value, this.#status.value);
    if (headings.length)
      this.#content.replaceChildren(
        ...headings.map(({ heading, metrics }) =>
          element(
            "section",
            {},
            element("h3", {}, heading),
            element("ul", {}, ...metrics.map((metric) => this.#metric(metric))),
          ),
        ),
      );
    else this.#say(this.text("missing.nothing"));
  }

  /** @param {MissingMetric} metric */
  #metric({ key, name, status, count, words, at }) {
    const isCommand = status === "not_permitted";
    const time = at ? new Date(at).toLocaleString(this.hass.locale.language) : "";
    const why = this.text(`missing.why.${status}`, { count, words, at: time });
    return element(
      "li",
      { "data-metric": key, "data-status": status },
      element("div", {}, name),
      element("div", { class: "why" }, ...emphasised(why)),
      isCommand && words ? element("code", {}, words) : null,
    );
  }

  /** @param {string} words */
  #say(words) {
    this.#content.replaceChildren(element("p", { class: "said", role: "status" }, words));
  }

  getCardSize() {
    return 1;
  }
}

customElements.define(CARD, MissingCard);
