/** Numbers, times and months in the language and the formats that the user has chosen. */

/** @import { Hass, State } from "./types.d.ts" */

export const ABSENT = "—";

/** @type {Record<string, string[] | undefined>} */
const LOCALES = {
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  space_comma: ["fr", "sv", "cs"],
  quote_decimal: ["de-CH"],
  system: undefined,
};

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * Return a number formatter; cached, as it takes longer to make than to use.
 *
 * @param {Hass} hass
 * @param {Intl.NumberFormatOptions} options
 */
function formatter({ locale: { number_format: style, language } }, options) {
  const key = JSON.stringify([style, language, options]);
  const found = formats.get(key);
  if (found) return found;
  const locale = style in LOCALES ? LOCALES[style] : language;
  const made = new Intl.NumberFormat(locale, { ...options, useGrouping: style !== "none" });
  formats.set(key, made);
  return made;
}

/**
 * Write a number with a readable number of digits, and its unit.
 *
 * @param {Hass} hass
 * @param {number | null | undefined} value
 * @param {string} [unit]
 */
export function size(hass, value, unit) {
  if (!isNumber(value)) return ABSENT;
  const digits = value === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return [formatter(hass, options).format(value), unit].filter(Boolean).join(" ");
}

/**
 * Write a share in percent; it is never rounded up: 99.9996 is not all of the time.
 *
 * @param {Hass} hass
 * @param {number | null | undefined} value in percent
 */
export function share(hass, value, digits = 3) {
  if (!isNumber(value)) return ABSENT;
  const cut = Math.floor(value * 10 ** digits + 1e-6) / 10 ** digits;
  return `${formatter(hass, { maximumFractionDigits: digits }).format(cut)} %`;
}

/**
 * Write a part of one as percent.
 *
 * @param {Hass} hass
 * @param {number} part
 */
export const percent = (hass, part) =>
  formatter(hass, { style: "percent", maximumFractionDigits: 1 }).format(part);

/**
 * Write a whole number.
 *
 * @param {Hass} hass
 * @param {number} value
 */
export const whole = (hass, value) => formatter(hass, { maximumFractionDigits: 0 }).format(value);

/**
 * Write a value as precisely as the entity's states are shown, else with readable digits.
 *
 * @param {Hass} hass
 * @param {number} value
 * @param {string} entityId
 */
export function precise(hass, value, entityId) {
  const usual = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
  const chosen = hass.entities[entityId]?.display_precision;
  const digits = chosen ?? usual;
  if (value && Math.abs(value) < 10 ** -digits) {
    return formatter(hass, { maximumSignificantDigits: 2 }).format(value);
  }
  const options = { minimumFractionDigits: chosen ?? 0, maximumFractionDigits: digits };
  return formatter(hass, options).format(value);
}

/**
 * Write a state as Home Assistant writes it.
 *
 * @param {Hass} hass
 * @param {string} entityId
 */
export function written(hass, entityId) {
  const state = hass.states[entityId];
  return state ? hass.formatEntityState(state) : ABSENT;
}

/**
 * Write a value as Home Assistant writes that entity's states: unit, precision, language.
 *
 * @param {Hass} hass
 * @param {State | undefined} state
 * @param {number} value
 */
export function like(hass, state, value) {
  return state && isNumber(value) ? hass.formatEntityState(state, String(value)) : ABSENT;
}

/**
 * Write a state's number without its unit: the column's name says what is counted.
 *
 * @param {Hass} hass
 * @param {State | undefined} state
 * @param {number} value
 */
export function bare(hass, state, value) {
  if (!state || !isNumber(value)) return ABSENT;
  const parts = hass.formatEntityStateToParts?.(state, String(value)) ?? [];
  const found = parts.filter(({ type }) => type === "value").map((part) => part.value);
  return found.join("") || formatter(hass, {}).format(value);
}

/** @param {string} unit */
const base = (unit) => unit.replace(/^[kKMGT]i?/u, "");
/** @param {string} unit */
const isBinary = (unit) => /^[KMGT]i/u.test(unit);

/**
 * Write a sum in the largest fitting unit of the same kind as one router's unit.
 *
 * @param {Hass} hass
 * @param {State} state
 * @param {number} sum in the unit whose factor is one
 * @param {Record<string, number>} units factors of the available units
 */
export function scaled(hass, state, sum, units) {
  const own = state.attributes.unit_of_measurement ?? "";
  const family = Object.entries(units)
    .filter(([name]) => base(name) === base(own) && isBinary(name) === isBinary(own))
    .sort(([, one], [, other]) => other - one);
  const [unit, factor] = family.find(([, least]) => sum >= least) ?? family.at(-1) ?? [own, 1];
  const shown = { ...state, attributes: { ...state.attributes, unit_of_measurement: unit } };
  return hass.formatEntityState(shown, (sum / factor).toFixed(2));
}

/** @type {[unit: string, seconds: number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/**
 * Write how long something has lasted, in its largest unit.
 *
 * @param {Hass} hass
 * @param {string} since
 */
export function lasting(hass, since, now = Date.now()) {
  const seconds = Math.max(1, (now - new Date(since).getTime()) / 1000);
  const [unit, length] = UNITS.find(([, least]) => seconds >= least) ?? ["second", 1];
  /** @type {Intl.NumberFormatOptions} */
  const style = { style: "unit", unit, unitDisplay: seconds < 3600 ? "short" : "long" };
  return new Intl.NumberFormat(hass.locale.language, style).format(Math.floor(seconds / length));
}

/**
 * Write a span of time in its two largest units, without the second one if it is zero.
 *
 * @param {Hass} hass
 * @param {number} milliseconds
 */
export function spanning(hass, milliseconds) {
  const seconds = Math.max(1, Math.floor(milliseconds / 1000));
  const largest = UNITS.findIndex(([, least]) => seconds >= least);
  const [[first, length], second] = UNITS.slice(largest, largest + 2);
  /** @param {string} unit @param {number} count */
  const write = (unit, count) =>
    new Intl.NumberFormat(hass.locale.language, { style: "unit", unit }).format(count);
  const rest = second ? Math.floor((seconds % length) / second[1]) : 0;
  const shown = [write(first, Math.floor(seconds / length))];
  if (second && rest) shown.push(write(second[0], rest));
  return shown.join(" ");
}

/**
 * Write a month such as 2026-10 in words.
 *
 * @param {Hass} hass
 * @param {string} month
 */
export const monthName = (hass, month) => named(hass, month, { month: "long", year: "numeric" });

/**
 * Write a month such as 2026-10 in short form.
 *
 * @param {Hass} hass
 * @param {string} month
 */
export const shortMonth = (hass, month) => named(hass, month, { month: "short" });

/**
 * @param {Hass} hass
 * @param {string} month
 * @param {Intl.DateTimeFormatOptions} options
 */
function named(hass, month, options) {
  const [year, number] = month.split("-").map(Number);
  const format = new Intl.DateTimeFormat(hass.locale.language, { ...options, timeZone: "UTC" });
  return format.format(new Date(Date.UTC(year, number - 1, 1)));
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
const isNumber = (value) => Number.isFinite(value);
