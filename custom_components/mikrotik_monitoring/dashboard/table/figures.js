/** The figures of a metric or a group: minimum, mean, maximum, percentile, growth. */

/** @import { Figures, Kind, Point } from "../www/types.d.ts" */
/** @typedef {Record<string, unknown>} Fields */

export const FIGURES = ["last", "min", "mean", "max", "p95"];
const SHARE = 0.95;

/**
 * Return whether a value is a number that can be calculated with.
 *
 * @param {unknown} value
 * @returns {value is number}
 */
export const finite = (value) => Number.isFinite(value);

/**
 * Return the numbers that some objects have under a name.
 *
 * @param {Fields[]} all
 * @param {string} name
 */
const numbersOf = (all, name) => all.map((one) => one[name]).filter(finite);

/**
 * Return the number that an object has under a name, else NaN.
 *
 * @param {Fields | null | undefined} fields
 * @param {string} name
 */
export const numberOf = (fields, name) => {
  const value = fields?.[name];
  return finite(value) ? value : Number.NaN;
};

/**
 * Return the text that an object has under a name, empty where it has none.
 *
 * @param {Fields} fields
 * @param {string} name
 */
export const textOf = (fields, name) => String(fields[name] ?? "");

/**
 * Return the nearest-rank percentile: the smallest value that this share of all does not exceed.
 *
 * @param {unknown[]} values
 */
export function percentile(values, share = SHARE) {
  const rising = values.filter(finite).sort((a, b) => a - b);
  return rising.length ? rising[Math.max(0, Math.ceil(share * rising.length) - 1)] : Number.NaN;
}

/**
 * Return the sum of numbers.
 *
 * @param {number[]} values
 */
export const sum = (values) => values.reduce((total, value) => total + value, 0);
/** @param {number[]} values */
const mean = (values) => (values.length ? sum(values) / values.length : Number.NaN);
/** @param {number[]} values */
const least = (values) =>
  values.reduce((a, b) => Math.min(a, b), values.length ? Number.POSITIVE_INFINITY : Number.NaN);
/** @param {number[]} values */
const most = (values) =>
  values.reduce((a, b) => Math.max(a, b), values.length ? Number.NEGATIVE_INFINITY : Number.NaN);

/**
 * Return the figures of a metric from the recorder's rows over a span.
 *
 * @param {Partial<Point>[]} rows
 * @returns {Figures}
 */
export function figuresOf(rows) {
  /** @param {string} name */
  const of = (name) => numbersOf(rows, name);
  const means = of("mean");
  const changes = of("change");
  return {
    count: rows.length,
    min: least(of("min")),
    mean: mean(means),
    max: most(of("max")),
    p95: percentile(means),
    change: changes.length ? sum(changes) : Number.NaN,
  };
}

/**
 * Return one figure of a row or group: a total has its growth where others have their mean.
 *
 * @param {Figures | null | undefined} figures
 * @param {string} name
 * @param {Kind} kind
 * @returns {number}
 */
export function figure(figures, name, kind) {
  if (kind !== "change") return numberOf(figures, name);
  if (name === "mean") return numberOf(figures, "change");
  return name === "last" ? numberOf(figures, "last") : Number.NaN;
}

/**
 * Return the figures of several metrics of one unit together; there is no percentile of these.
 *
 * @param {Figures[]} all
 * @returns {Figures}
 */
export function together(all) {
  if (all.length === 1) return { ...all[0], sum: sum([all[0].mean, all[0].change].filter(finite)) };
  /** @param {string} name */
  const of = (name) => numbersOf(all, name);
  return {
    count: all.length,
    last: mean(of("last")),
    min: least(of("min")),
    mean: mean(of("mean")),
    max: most(of("max")),
    p95: Number.NaN,
    change: of("change").length ? sum(of("change")) : Number.NaN,
    sum: sum(of("mean")) + sum(of("change")),
  };
}
