/** One table for all cards: sorted by any column, searched, not reordered while in use. */

import { element } from "./elements.js";

/** @import { Head, Sort } from "./types.d.ts" */

/**
 * Return how a table is sorted after a column's name was pressed.
 *
 * Numbers are sorted in descending order first, all else in ascending; then reversed; then reset.
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
 * Compare two values; missing and incomparable ones come last in either direction.
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
 * Return whether a text has all words of a search, in any order.
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
 * Make a search field.
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

/** A table that is sorted by its column headers; its rows are reordered in place. */
export class SortableTable {
  /** @type {Map<string, { cell: HTMLElement, mark: HTMLElement }>} */
  #heads = new Map();

  /**
   * Make the header; `sort` is called with the key of the column that is pressed.
   *
   * @param {object} parts
   * @param {Head[]} parts.heads
   * @param {string} parts.caption for screen readers
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

  /** Return whether a person points at a row, or has the keyboard focus in one. */
  get isHeld() {
    return this.body.matches(":hover") || this.#active !== null;
  }

  /**
   * Put the rows in order; the focus is kept, also if its row was rebuilt.
   *
   * @param {HTMLElement[]} rows each with `data-key`, which a rebuilt row keeps
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

  /** Return the focused element, if it is in a row. */
  get #active() {
    const root = /** @type {Document | ShadowRoot} */ (this.body.getRootNode());
    const active = /** @type {HTMLElement | null} */ (root.activeElement ?? null);
    return this.body.contains(active) ? active : null;
  }

  /** Return a function that restores the current focus, if it is in a row. */
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
