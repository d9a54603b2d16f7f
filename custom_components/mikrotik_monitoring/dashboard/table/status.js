/** The line above the metrics table: how much is shown, what is being read, what went wrong. */

import { element } from "../www/elements.js";

/** @import { Text } from "../www/types.d.ts" */

/** Shows messages and progress, and asks before very much is read. */
export class StatusLine {
  /** @type {((isYes: boolean) => void) | null} */
  #answer = null;

  /**
   * @param {Text} text
   * @param {() => void} stop
   */
  constructor(text, stop) {
    this.text = text;
    this.counts = element("span", {});
    this.bar = element("progress", { "aria-label": text("table.reading") });
    this.work = element(
      "span",
      { class: "fields", hidden: true },
      this.bar,
      this.#button(text("table.stop"), stop),
    );
    this.message = element("span", { role: "status" });
    this.question = element("span", { class: "fields", role: "alert" });
    this.element = element(
      "div",
      { class: "status" },
      this.counts,
      this.work,
      this.question,
      this.message,
    );
    this.work.style.display = "none";
  }

  /**
   * @param {string} label
   * @param {() => void} onclick
   */
  #button(label, onclick) {
    return element("button", { type: "button", class: "plain", onclick }, label);
  }

  /**
   * Show how many metrics match and how many values were transferred.
   *
   * @param {string} metrics
   * @param {string} values
   */
  count(metrics, values) {
    this.counts.textContent = this.text("table.count", { metrics, values });
  }

  /**
   * Show the progress of the reading; nothing when it is done.
   *
   * @param {number} done
   * @param {number} count
   */
  progress(done, count) {
    this.work.style.display = done < count ? "" : "none";
    this.work.hidden = done >= count;
    this.bar.max = count || 1;
    this.bar.value = done;
  }

  /**
   * Show what was done.
   *
   * @param {string} message
   */
  say(message) {
    this.message.classList.remove("error");
    this.message.textContent = message;
  }

  /**
   * Show what went wrong.
   *
   * @param {string} message
   */
  fail(message) {
    this.message.classList.add("error");
    this.message.textContent = message;
  }

  /** Clear what went wrong: it works again. */
  recover() {
    if (this.message.classList.contains("error")) this.say("");
  }

  /**
   * Ask whether so many values are to be read; a second question withdraws the first one.
   *
   * @param {string} values
   * @returns {Promise<boolean>}
   */
  ask(values) {
    this.answer(false);
    this.question.replaceChildren(
      element("span", {}, this.text("table.much", { values })),
      this.#button(this.text("table.read"), () => this.answer(true)),
      this.#button(this.text("table.leave"), () => this.answer(false)),
    );
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /**
   * Answer the question, if there is one.
   *
   * @param {boolean} yes
   */
  answer(yes) {
    this.#answer?.(yes);
    this.#answer = null;
    this.question.replaceChildren();
  }
}
