/** Lists to choose from. */

import { element } from "../www/elements.js";

/**
 * @typedef {HTMLSelectElement | HTMLInputElement} Field
 * @typedef {string[][]} Options values and their labels
 */

/**
 * Give a list its options, unless it has them; the choice is kept.
 *
 * @param {Field} select
 * @param {Options} options
 */
export function choices(select, options) {
  if (!(select instanceof HTMLSelectElement)) return;
  const mark = JSON.stringify(options);
  if (select.dataset.options === mark) return;
  const { value } = select;
  select.dataset.options = mark;
  select.replaceChildren(
    ...options.map(([key, label]) => element("option", { value: key }, label)),
  );
  select.value = value;
}
