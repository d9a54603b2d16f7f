/** The base of all cards: built once, updated in place, and recovering from any failure. */

import { Attempt, reasonOf } from "./attempt.js";
import { element } from "./elements.js";
import { loadTexts } from "./texts.js";

/** @import { Hass, Text } from "./types.d.ts" */

/**
 * A card that builds itself once per configuration and language, and then updates in place.
 *
 * Updating in place keeps what a person has focused, scrolled or opened. A card says in `watched`
 * which entities it shows, builds its elements in `build`, and writes values into them in `update`.
 * It makes requests with `attempt`, which retries them after a failure.
 *
 * @template {object} Config
 */
export class MonitoringCard extends HTMLElement {
  /** @type {Hass | undefined} */
  #hass;
  /** @type {string | undefined} */
  #language;
  #isBuilt = false;
  #frame = 0;
  /** @type {Set<Attempt>} */
  #attempts = new Set();
  /** @type {Text | undefined} */
  #text;
  /** @type {Config | undefined} */
  #config;
  #texts = this.attempt(
    async (isLatest) => {
      const text = await loadTexts(this.hass);
      if (!isLatest()) return;
      this.#text = text;
      this.rebuild();
    },
    (error) => this.#sayWithoutTexts(error),
  );

  constructor() {
    super();
    this.root = this.attachShadow({ mode: "open" });
  }

  /** The style sheet of a card; each adds its own. */
  static styles = "";

  /** @param {Config} config */
  setConfig(config) {
    this.#config = config;
    this.rebuild();
  }

  /** Return the configuration; it is set before anything is built. */
  get config() {
    return /** @type {Config} */ (this.#config);
  }

  /** Return the function that finds a text; it is set before anything is built. */
  get text() {
    return /** @type {Text} */ (this.#text);
  }

  get hass() {
    return /** @type {Hass} */ (this.#hass);
  }

  set hass(hass) {
    const before = this.#hass;
    this.#hass = hass;
    if (this.#language !== hass.locale.language) {
      this.#language = hass.locale.language;
      this.#texts.start();
    } else if (this.watched().some((entity) => before?.states[entity] !== hass.states[entity])) {
      this.requestUpdate();
    }
    if (before?.connected === false && hass.connected) this.tryAgain();
  }

  /**
   * Return a request that is retried while the card is on the page, until it works.
   *
   * @param {(isLatest: () => boolean) => Promise<void>} act
   * @param {(error: unknown) => void} failed
   */
  attempt(act, failed) {
    const made = new Attempt(act, failed);
    this.#attempts.add(made);
    return made;
  }

  /**
   * Drop a request that is no longer needed.
   *
   * @param {Attempt | undefined} attempt
   */
  dropAttempt(attempt) {
    if (!attempt) return;
    attempt.drop();
    this.#attempts.delete(attempt);
  }

  /** Retry at once what failed. */
  tryAgain() {
    for (const attempt of this.#attempts) attempt.again();
  }

  /**
   * Return the entities whose states the card shows.
   *
   * @returns {string[]}
   */
  watched() {
    return [];
  }

  /**
   * Return the card's elements, newly made.
   *
   * @returns {HTMLElement}
   */
  build() {
    return element("div");
  }

  /** Write the current values into the elements. */
  update() {
    // A card that never changes has nothing to write.
  }

  /** Rebuild the card before the next frame. */
  rebuild() {
    this.#isBuilt = false;
    this.requestUpdate();
  }

  /** Update the card before the next frame, once for many changes. */
  requestUpdate() {
    if (this.#frame || !this.#config || !this.#text || !this.isConnected) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.isConnected) return;
      if (!this.#isBuilt) {
        this.#show(this.build());
        this.#isBuilt = true;
      }
      this.update();
    });
  }

  /** @param {HTMLElement} content */
  #show(content) {
    const { styles } = /** @type {typeof MonitoringCard} */ (this.constructor);
    this.root.replaceChildren(element("style", {}, SHARED_STYLES + styles), content);
  }

  /**
   * Say in Home Assistant's own texts that ours are missing; those of another language stay.
   *
   * @param {unknown} error
   */
  #sayWithoutTexts(error) {
    if (this.#text || !this.isConnected) return;
    const words = `${this.hass.localize("state.default.unavailable")}: ${reasonOf(error, this.hass)}`;
    const card = element("ha-card", { class: "failed", role: "status" }, words);
    this.#show(card);
  }

  connectedCallback() {
    this.tryAgain();
    this.requestUpdate();
  }

  disconnectedCallback() {
    for (const attempt of this.#attempts) attempt.stop();
  }

  getGridOptions() {
    return { columns: "full" };
  }

  getCardSize() {
    return 6;
  }
}

const SHARED_STYLES = `
  :host { display: block; }
  ha-card { overflow: hidden; }
  ha-card.failed { padding: 16px; }
  table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { padding: 8px 12px; text-align: start; white-space: nowrap; }
  th { font-weight: 500; color: var(--secondary-text-color); }
  td.number, th.number { text-align: end; }
  .muted { color: var(--secondary-text-color); }
  .scroll { overflow-x: auto; }
  a { color: inherit; text-decoration: none; }
  button, select, input { font: inherit; color: inherit; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; }
`;
