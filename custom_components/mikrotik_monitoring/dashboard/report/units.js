/** Amounts of a report in the largest unit that fits. */

import { ABSENT, size } from "../www/numbers.js";

/** @import { Hass } from "../www/types.d.ts" */

const PREFIXES = ["", "k", "M", "G", "T", "P"];
const MINUTE = 60;
const HOUR = 3600;

/**
 * @param {Hass} hass
 * @param {number | null | undefined} value
 * @param {string} unit
 */
function scaled(hass, value, unit) {
  if (value === null || value === undefined) return ABSENT;
  const power = value < 1 ? 0 : Math.floor(Math.log10(value) / 3 + 1e-9);
  const place = Math.min(PREFIXES.length - 1, power);
  return size(hass, value / 1000 ** place, `${PREFIXES[place]}${unit}`);
}

/**
 * Write a volume.
 *
 * @param {Hass} hass
 * @param {number | null | undefined} value in bytes
 */
export const bytes = (hass, value) => scaled(hass, value, "B");

/**
 * Write a rate.
 *
 * @param {Hass} hass
 * @param {number | null | undefined} value in bit/s
 */
export const bits = (hass, value) => scaled(hass, value, "bit/s");

/**
 * Write a duration in hours and minutes, or in minutes and seconds.
 *
 * @param {Hass} hass
 * @param {number | null | undefined} seconds
 */
export function duration(hass, seconds) {
  if (seconds === null || seconds === undefined) return ABSENT;
  /** @type {[number, string][]} */
  const parts =
    seconds >= HOUR
      ? [
          [Math.floor(seconds / HOUR), "hour"],
          [Math.floor((seconds % HOUR) / MINUTE), "minute"],
        ]
      : [
          [Math.floor(seconds / MINUTE), "minute"],
          [Math.floor(seconds % MINUTE), "second"],
        ];
  const shown = parts.filter(([value], place) => value || (place === 1 && !parts[0][0]));
  return shown
    .map(([value, unit]) =>
      new Intl.NumberFormat(hass.locale.language, {
        style: "unit",
        unit,
        unitDisplay: "short",
      }).format(value),
    )
    .join(" ");
}

/**
 * Write a time in Home Assistant's time zone.
 *
 * @param {Hass} hass
 * @param {string} iso with the offset of its time zone
 */
export function moment(hass, iso) {
  const local = new Date(`${iso.slice(0, 16)}Z`);
  const style = /** @type {const} */ ({
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return new Intl.DateTimeFormat(hass.locale.language, style).format(local);
}
