/** From when to when figures are read, and from which rows. */

import { finite } from "./figures.js";

/** @import { Choice, Span, Step } from "../www/types.d.ts" */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {Record<string, number>} */
export const RANGES = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };
/** @type {Record<Step, number>} */
export const STEPS = { "5minute": 5 * MINUTE, hour: HOUR, day: DAY };
// 5-minute rows of two days, hourly rows of two months: what a page can still handle at once.
const FINE = 2 * DAY;
const MIDDLE = 62 * DAY;

/**
 * Return the start of the step that a moment lies in; days begin at this device's midnight.
 *
 * @param {number} time
 * @param {Step} step
 */
function stepStart(time, step) {
  if (step === "day") return new Date(time).setHours(0, 0, 0, 0);
  return Math.floor(time / STEPS[step]) * STEPS[step];
}

/**
 * Return the steps that rows can have over a span: 5-minute rows are kept for some days only.
 *
 * @param {number} start
 * @param {number} now
 * @param {number} keepDays
 * @returns {Step[]}
 */
export function stepsOf(start, now, keepDays) {
  return now - start <= keepDays * DAY ? ["5minute", "hour", "day"] : ["hour", "day"];
}

/**
 * Return from when to when rows are read, with which step, and how many each metric has at most.
 *
 * `step` "auto" selects the finest rows that are kept and not too many to read.
 *
 * @param {Partial<Choice>} choice
 * @param {number} now
 * @param {number} keepDays how long 5-minute rows are kept
 * @returns {Span}
 */
export function spanOf({ range, from, to, step = "auto" }, now, keepDays) {
  const custom = range === "custom";
  const end = custom && finite(to) ? Math.min(to, now) : now;
  const wanted =
    custom && finite(from) ? Math.min(from, end - 1) : end - (RANGES[range ?? "day"] ?? DAY);
  const length = end - wanted;
  /** @type {string[]} */
  const possible = stepsOf(wanted, now, keepDays);
  const auto = length <= FINE ? "5minute" : length <= MIDDLE ? "hour" : "day";
  const found = [step, auto].find((name) => possible.includes(name)) ?? "hour";
  const chosen = /** @type {Step} */ (found);
  const start = stepStart(wanted, chosen);
  const count = Math.max(1, Math.ceil((end - start) / STEPS[chosen]));
  return { start, end, step: chosen, count, key: `${chosen}/${start}/${end}` };
}
