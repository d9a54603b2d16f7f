/** The 95th percentile beside the commit: a bar, and the line of what is paid for in any case. */

import { element } from "../www/elements.js";
import { share, size } from "../www/numbers.js";

/** @import { Hass, Percentile, Text } from "../www/types.d.ts" */

// Where the longer of the two ends on the scale, in percent of its width.
const LONGEST = 95;

/**
 * Return how far both reach on one scale, in percent of its width.
 *
 * @param {number} highest
 * @param {number} commit
 */
export function reach(highest, commit) {
  const longer = Math.max(highest, commit);
  return { bar: (LONGEST * highest) / longer, line: (LONGEST * commit) / longer };
}

/**
 * Return the bar of the percentile with the line of the commit, null where one of them is not known.
 *
 * @param {Hass} hass
 * @param {Text} text
 * @param {Percentile} percentile
 */
export function commitBar(hass, text, { highest, commit, unit }) {
  if (highest === null || !commit) return null;
  const isOver = highest > commit;
  const { bar, line } = reach(highest, commit);
  const values = {
    commit: size(hass, commit, unit),
    share: share(hass, (100 * highest) / commit, 1),
    over: size(hass, highest - commit, unit),
  };
  const sentence = isOver
    ? text("interface.over_commit", values)
    : text("interface.within_commit", values);
  return element(
    "figure",
    { class: "commit", "data-over": String(isOver) },
    element(
      "div",
      { class: "track", "aria-hidden": "true" },
      element("div", { class: "reached", style: `width: ${bar}%` }),
      element("div", { class: "line", style: `inset-inline-start: ${line}%` }),
    ),
    element("figcaption", { class: "muted" }, sentence),
  );
}
