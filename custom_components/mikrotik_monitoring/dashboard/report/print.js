/** Printing: what is printed stands beside Home Assistant's page, which stays off the paper. */

import { element } from "../www/elements.js";
import { PRINT_STYLES } from "./styles.js";

const PAPER = "mikrotik-monitoring-paper";

/** The paper of a card, there while its page is printed. */
export class Paper {
  #content;
  /** @type {HTMLElement | undefined} */
  #paper;
  #begin = () => this.lay();
  #end = () => this.clear();

  /** @param {() => Node[]} content what is printed, made anew each time */
  constructor(content) {
    this.#content = content;
  }

  /** Be there whenever the page is printed, also by the browser's own menu. */
  listen() {
    window.addEventListener("beforeprint", this.#begin);
    window.addEventListener("afterprint", this.#end);
  }

  /** Be there no more. */
  leave() {
    window.removeEventListener("beforeprint", this.#begin);
    window.removeEventListener("afterprint", this.#end);
    this.clear();
  }

  /** Lay the paper out; nothing is seen of it on the screen. */
  lay() {
    this.clear();
    const content = this.#content();
    if (!content.length) return;
    this.#paper = element("div", { class: PAPER }, element("style", {}, PRINT_STYLES), ...content);
    document.body.append(this.#paper);
  }

  /** Take the paper away. */
  clear() {
    this.#paper?.remove();
    this.#paper = undefined;
  }
}
