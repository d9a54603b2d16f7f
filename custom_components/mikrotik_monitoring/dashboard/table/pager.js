/** The pager of the metrics table. */

import { element } from "../www/elements.js";
import { whole } from "../www/numbers.js";
import { choices } from "./choices.js";
import { SIZES } from "./state.js";

/** @import { Choice, Hass, Text } from "../www/types.d.ts" */

/**
 * Return the buttons that lead from page to page.
 *
 * @param {number} page
 * @param {number} size
 * @param {number} count
 * @param {{ hass: Hass, text: Text, change: (patch: Partial<Choice>) => void }} parts
 */
export function pager(page, size, count, { hass, text, change }) {
  /**
   * @param {number} to
   * @param {string} icon
   * @param {string} label
   * @param {boolean} disabled
   */
  const go = (to, icon, label, disabled) =>
    element(
      "button",
      {
        type: "button",
        title: label,
        "aria-label": label,
        disabled,
        onclick: () => change({ page: to }),
      },
      element("ha-icon", { icon, "aria-hidden": "true" }),
    );
  const place = {
    from: whole(hass, count ? page * size + 1 : 0),
    to: whole(hass, Math.min(count, (page + 1) * size)),
    count: whole(hass, count),
  };
  return [
    sizes(size, text, change),
    element("span", {}, text("table.page", place)),
    go(page - 1, "mdi:chevron-left", text("table.previous"), page === 0),
    go(page + 1, "mdi:chevron-right", text("table.next"), (page + 1) * size >= count),
  ];
}

/**
 * Return the choice of how many lines a page has.
 *
 * @param {number} size
 * @param {Text} text
 * @param {(patch: Partial<Choice>) => void} change
 */
function sizes(size, text, change) {
  const field = element("select", {
    name: "size",
    onchange: () => change({ size: Number(field.value) }),
  });
  choices(
    field,
    SIZES.map((count) => [String(count), String(count)]),
  );
  field.value = String(size);
  return element("label", {}, `${text("table.size")} `, field);
}
