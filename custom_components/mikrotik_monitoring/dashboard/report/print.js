/** Printing: the content is added beside Home Assistant's page, which is not printed. */

import { element } from "../www/elements.js";
import { PRINT_STYLES } from "./styles.js";

const PAPER = "mikrotik-monitoring-paper";

/** The printed content of a card, which exists while its page is printed. */
export class Paper {
  #content;
  /** @type {HTMLElement | undefined} */
  #paper;
  #begin = () => this.lay();
  #end = () => this.clear();

  /** @param {() => Node[]} content what is printed, rebuilt each time */
  constructor(content) {
    this.#content = content;
  }

  /** Add the content whenever the page is printed, also from the browser's own menu. */
  listen() {
    window.addEventListener("beforeprint", this.#begin);
    window.addEventListener("afterprint", this.#end);
  }

  /** Stop listening. */
  leave() {
    window.removeEventListener("beforeprint", this.#begin);
    window.removeEventListener("afterprint", this.#end);
    this.clear();
  }

  /** Add the content; it is not visible on the screen. */
  lay() {
    this.clear();
    const content = this.#content();
    if (!content.length) return;
    this.#paper = element("div", { class: PAPER }, element("style", {}, PRINT_STYLES), ...content);
    document.body.append(this.#paper);
  }

  /** Remove the content. */
  clear() {
    this.#paper?.remove();
    this.#paper = undefined;
  }
}
