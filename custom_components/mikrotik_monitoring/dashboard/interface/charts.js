/** The charts of one interface over a range, made of Home Assistant's own cards. */

import { element } from "../www/base.js";

const DOMAIN = "mikrotik_monitoring";

export class InterfaceCharts {
  #cards = [];
  #answer;
  #range;
  #shown;

  /** Take of which router and interface; `choose` is called with another range. */
  constructor(text, { router, key }, choose) {
    this.text = text;
    this.asked = { router, interface: key };
    this.choose = choose;
    this.element = element("div", { class: "charts", "aria-busy": "true" });
    this.ranges = element("div", {
      class: "ranges",
      role: "group",
      "aria-label": text("interface.range"),
    });
  }

  /** Hand on what Home Assistant knows now; its cards follow by themselves. */
  setHass(hass) {
    this.hass = hass;
    for (const card of this.#cards) card.hass = hass;
  }

  /** Show a range, the first one if it is none. */
  async show(range) {
    this.#range = range;
    try {
      this.#answer ??= this.hass.callWS({ type: `${DOMAIN}/interface`, ...this.asked });
      const { ranges } = await this.#answer;
      const chosen = ranges.find(({ key }) => key === this.#range) ?? ranges[0];
      if (this.#shown === chosen.key) return;
      this.#shown = chosen.key;
      this.#buttons(ranges);
      await this.#draw(chosen.cards);
    } catch (error) {
      this.element.replaceChildren(
        element(
          "ha-card",
          { class: "said", role: "status" },
          this.text("interface.failed", { error: error.message ?? "" }),
        ),
      );
    }
    this.element.removeAttribute("aria-busy");
  }

  #buttons(ranges) {
    this.ranges.replaceChildren(
      ...ranges.map(({ key }) =>
        element(
          "button",
          {
            "aria-pressed": String(key === this.#shown),
            onclick: () => this.choose(key),
            "data-range": key,
          },
          this.text(`range_short.${key}`),
        ),
      ),
    );
  }

  async #draw(configs) {
    const shown = this.#shown;
    const { createCardElement } = await window.loadCardHelpers();
    if (shown !== this.#shown) return;
    this.#cards = configs.map((config) => {
      const card = createCardElement(config);
      card.hass = this.hass;
      return card;
    });
    this.element.replaceChildren(
      ...this.#cards.map((card, place) => element("div", { class: place ? "" : "wide" }, card)),
    );
  }
}
