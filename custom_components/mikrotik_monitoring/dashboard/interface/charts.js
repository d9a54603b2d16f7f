/** The charts of one interface over a range, made of Home Assistant's own cards. */

import { reasonOf } from "../www/attempt.js";
import { element } from "../www/elements.js";

/** @import { Hass, InterfaceRanges, StockCard } from "../www/types.d.ts" */
/** @import { MonitoringCard } from "../www/card.js" */

const DOMAIN = "mikrotik_monitoring";

export class InterfaceCharts {
  /** @type {StockCard[]} */
  #cards = [];
  /** @type {InterfaceRanges | undefined} */
  #answer;
  /** @type {string | undefined} */
  #range;
  /** @type {string | undefined} */
  #shown;
  #isStarted = false;
  #card;
  #wanted;
  #attempt;

  /**
   * Show the charts of an interface; `choose` is called with another range.
   *
   * @param {MonitoringCard<object>} card
   * @param {{ router: string, key: string }} wanted
   * @param {(range: string) => void} choose
   */
  constructor(card, { router, key }, choose) {
    this.#card = card;
    this.#wanted = { router, interface: key };
    this.choose = choose;
    this.element = element("div", { class: "charts", "aria-busy": "true" });
    this.marks = element("div", { class: "marks" });
    this.ranges = element("div", {
      class: "ranges",
      role: "group",
      "aria-label": card.text("interface.range"),
    });
    this.#attempt = card.attempt(
      (isLatest) => this.#load(isLatest),
      (error) => this.#fail(error),
    );
  }

  /**
   * Pass on the current state of Home Assistant; its cards update themselves.
   *
   * @param {Hass} hass
   */
  setHass(hass) {
    for (const card of this.#cards) card.hass = hass;
  }

  /**
   * Show a range, the first one if it does not exist.
   *
   * @param {string | undefined} range
   */
  show(range) {
    if (this.#isStarted && range === this.#range) return;
    this.#isStarted = true;
    this.#range = range;
    this.#attempt.start();
  }

  /** Stop requesting. */
  drop() {
    this.#card.dropAttempt(this.#attempt);
  }

  /** @param {() => boolean} isLatest */
  async #load(isLatest) {
    /** @type {InterfaceRanges} */
    const answer =
      this.#answer ??
      (await this.#card.hass.callWS({ type: `${DOMAIN}/interface`, ...this.#wanted }));
    if (!isLatest()) return;
    this.#answer = answer;
    const chosen = answer.ranges.find(({ key }) => key === this.#range) ?? answer.ranges[0];
    this.#buttons(answer, chosen.key);
    if (this.#shown === chosen.key) return;
    const { createCardElement } = await window.loadCardHelpers();
    if (!isLatest()) return;
    this.#shown = chosen.key;
    const marks = chosen.marks ? [createCardElement(chosen.marks)] : [];
    this.#draw(marks, chosen.cards.map(createCardElement));
  }

  /**
   * @param {InterfaceRanges} answer
   * @param {string} chosen
   */
  #buttons({ ranges }, chosen) {
    const buttons = ranges.map(({ key }) =>
      element(
        "button",
        {
          "aria-pressed": String(key === chosen),
          onclick: () => this.choose(key),
          "data-range": key,
        },
        this.#card.text(`range_short.${key}`),
      ),
    );
    this.ranges.replaceChildren(...buttons);
  }

  /**
   * @param {StockCard[]} marks
   * @param {StockCard[]} cards
   */
  #draw(marks, cards) {
    this.#cards = [...marks, ...cards];
    this.setHass(this.#card.hass);
    this.marks.replaceChildren(...marks);
    this.element.replaceChildren(
      ...cards.map((card, place) => element("div", { class: place ? "" : "wide" }, card)),
    );
    this.element.removeAttribute("aria-busy");
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#shown = undefined;
    const reason = { error: reasonOf(error, this.#card.hass) };
    this.element.replaceChildren(
      element(
        "ha-card",
        { class: "said", role: "status" },
        this.#card.text("interface.failed", reason),
      ),
    );
    this.element.removeAttribute("aria-busy");
  }
}
