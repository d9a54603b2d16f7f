/** One table for all cards: sorted by any column, searched, and never taken from under a person's hand. */

import { element } from "./elements.js";

/** @import { Head, Sort } from "./types.d.ts" */

/**
 * Return how a table is sorted after a column's name was pressed.
 *
 * Numbers begin with the largest, all else with the first; then the other way; then as at first.
 *
 * @param {Sort} sort
 * @param {Sort} initial
 * @param {string} by
 * @param {boolean} isNumber
 * @returns {Sort}
 */
export function turned(sort, initial, by, isNumber) {
  if (sort.by !== by) return { by, isDescending: isNumber };
  return sort.isDescending === isNumber ? { by, isDescending: !isNumber } : initial;
}

/**
 * Compare two values; what has none, and nothing that can be compared, comes last either way.
 *
 * @param {number | undefined} one
 * @param {number | undefined} other
 * @param {boolean} isDescending
 */
export function compared(one, other, isDescending) {
  const [first, second] = [one ?? Number.NaN, other ?? Number.NaN];
  if (Number.isFinite(first) && Number.isFinite(second)) {
    return isDescending ? second - first : first - second;
  }
  return Number(Number.isFinite(second)) - Number(Number.isFinite(first));
}

/**
 * Return whether a text has all words of a search, in whatever order.
 *
 * @param {string} text
 * @param {string} search
 */
export function matches(text, search) {
  const folded = text.toLocaleLowerCase();
  const words = search.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return words.every((word) => folded.includes(word));
}

/**
 * Make the field of a search.
 *
 * @param {string} label
 * @param {(search: string) => void} changed
 */
export function searchField(label, changed) {
  const field = element("input", {
    type: "search",
    placeholder: label,
    "aria-label": label,
    oninput: () => changed(field.value),
  });
  return field;
}

/** A table whose columns' names sort it; its rows are put in order in place. */
export class SortableTable {
  /** @type {Map<string, { cell: HTMLElement, mark: HTMLElement }>} */
  #heads = new Map();

  /**
   * Make the head; `sort` is called with the key of one that is pressed.
   *
   * @param {object} parts
   * @param {Head[]} parts.heads
   * @param {string} parts.caption for those who do not see it
   * @param {(by: string) => void} parts.sort
   * @param {Record<string, unknown>} [parts.properties] of the table
   */
  constructor({ heads, caption, sort, properties = {} }) {
    this.body = element("tbody", { role: "rowgroup" });
    this.element = element(
      "table",
      { role: "table", ...properties },
      element("caption", { class: "unseen" }, caption),
      element(
        "thead",
        { role: "rowgroup" },
        element("tr", { role: "row" }, ...heads.map((head) => this.#head(head, sort))),
      ),
      this.body,
    );
  }

  /**
   * @param {Head} head
   * @param {(by: string) => void} sort
   */
  #head({ key, label, about, className, isNumber }, sort) {
    const mark = element("span", { class: "mark", "aria-hidden": "true" });
    const button = element(
      "button",
      { type: "button", "data-sort": key, title: about || label, onclick: () => sort(key) },
      label,
      mark,
    );
    const cell = element(
      "th",
      {
        scope: "col",
        role: "columnheader",
        class: [isNumber ? "number" : "", className].filter(Boolean).join(" "),
        "data-column": key,
      },
      button,
    );
    this.#heads.set(key, { cell, mark });
    return cell;
  }

  /**
   * Show by which column it is sorted.
   *
   * @param {Sort} sort
   */
  mark({ by, isDescending }) {
    for (const [key, { cell, mark }] of this.#heads) {
      const isSorted = key === by;
      if (isSorted) cell.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      mark.textContent = isSorted ? (isDescending ? " ▼" : " ▲") : "";
    }
  }

  /** Return whether a person points at a row, or is in one by the keyboard. */
  get isHeld() {
    return this.body.matches(":hover") || this.#active !== null;
  }

  /**
   * Put the rows in their order; what is focused stays so, also where its row was made anew.
   *
   * @param {HTMLElement[]} rows each with `data-key`, which is the same for one made anew
   */
  arrange(rows) {
    const isSame =
      rows.length === this.body.children.length &&
      rows.every((row, place) => row === this.body.children[place]);
    if (isSame) return;
    const focus = this.#focused();
    this.body.replaceChildren(...rows);
    focus?.();
  }

  /** Return what is focused, if that is in a row. */
  get #active() {
    const root = /** @type {Document | ShadowRoot} */ (this.body.getRootNode());
    const active = /** @type {HTMLElement | null} */ (root.activeElement ?? null);
    return this.body.contains(active) ? active : null;
  }

  /** Return what focuses again what is focused now, if that is in a row. */
  #focused() {
    const active = this.#active;
    if (!active) return;
    const key = active.closest("tr")?.dataset.key;
    return () => {
      const rows = [...this.body.querySelectorAll("tr")];
      const row = rows.find((one) => one.dataset.key === key);
      /** @type {HTMLElement | null | undefined} */
      const again = active.isConnected ? active : row?.querySelector("a, button");
      again?.focus({ preventScroll: true });
    };
  }
}
