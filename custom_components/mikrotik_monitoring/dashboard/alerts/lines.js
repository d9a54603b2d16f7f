/** How alerts are grouped and sorted, and what is written about each. */

import { lasting, size, whole } from "../www/numbers.js";

/** @import { Alert, AlertLine, Hass, Measured, RouterAlerts, Silence, Silent, Text } from "../www/types.d.ts" */

/** From bad to mild, each with its icon: the colour alone is not enough. */
export const SEVERITIES = {
  critical: "mdi:alert-octagon",
  warning: "mdi:alert",
  information: "mdi:information-outline",
};

const RANKS = Object.keys(SEVERITIES);

/** @param {string} severity */
export const iconOf = (severity) =>
  SEVERITIES[/** @type {keyof typeof SEVERITIES} */ (severity)] ?? SEVERITIES.information;

/** @param {{ severity: string }} item */
const rank = ({ severity }) => RANKS.indexOf(severity);

/**
 * Sort the worst first, then the oldest.
 *
 * @param {{ severity: string, since: string }} one
 * @param {{ severity: string, since: string }} other
 */
export const worstFirst = (one, other) =>
  rank(one) - rank(other) || Date.parse(one.since) - Date.parse(other.since);

/**
 * Return the active alerts as lines, the worst first, and the silences with what each covers.
 *
 * @param {Record<string, RouterAlerts>} routers
 */
export function arranged(routers) {
  /** @type {AlertLine[]} */
  const open = [];
  /** @type {Silent[]} */
  const silent = [];
  for (const [id, router] of Object.entries(routers)) {
    const longest = router.silences.toSorted((one, other) => later(one, other));
    /** @param {Alert} alert */
    const coverOf = (alert) =>
      alert.silenced_until ? longest.find((silence) => covers(silence, alert)) : undefined;
    const covered = Map.groupBy(router.alerts, coverOf);
    open.push(...lines(id, router, covered.get(undefined) ?? []));
    for (const silence of longest) {
      const key = `${id}/${silence.key}:${silence.instance}`;
      const under = lines(key, router, covered.get(silence) ?? []);
      silent.push({ id: key, router, silence, lines: under });
    }
  }
  return { open: open.sort(worstFirst), silent };
}

/**
 * @param {Silence} one
 * @param {Silence} other
 */
const later = (one, other) => Date.parse(other.until) - Date.parse(one.until);

/**
 * @param {Silence} silence
 * @param {Alert} alert
 */
const covers = ({ key, instance }, alert) =>
  !key || (key === alert.key && (!instance || instance === alert.instance));

/**
 * Put alerts of a kind into one line.
 *
 * @param {string} id
 * @param {RouterAlerts} router
 * @param {Alert[]} alerts
 * @returns {AlertLine[]}
 */
function lines(id, router, alerts) {
  const kinds = Map.groupBy(alerts, ({ key }) => key);
  const made = [...kinds].map(([key, all]) => {
    const sorted = all.toSorted(worstFirst);
    const since = all.map((alert) => alert.since).reduce(earlier);
    return { id: `${id}/${key}`, router, alerts: sorted, severity: sorted[0].severity, since };
  });
  return made.sort(worstFirst);
}

/**
 * @param {string} one
 * @param {string} other
 */
const earlier = (one, other) => (Date.parse(one) <= Date.parse(other) ? one : other);

/**
 * Write a value, and what it is compared with; nothing if it is only on or off.
 *
 * @param {Hass} hass
 * @param {Text} text
 * @param {Measured} measured
 */
export function valueText(hass, text, measured) {
  const { value, bound, unit, bound_unit: boundUnit, is_before: isBefore } = measured;
  if (value === null) return "";
  const isTime = measured.is_time ?? false;
  const shown = written(hass, value, unit, isTime);
  if (bound === null || typeof bound === "boolean") return shown;
  const limit = written(hass, bound, boundUnit, isTime);
  const key = isBefore ? "alerts.value_before" : "alerts.value_limit";
  return text(key, { value: shown, bound: limit });
}

/**
 * @param {Hass} hass
 * @param {string | number} value
 * @param {string | null} unit
 * @param {boolean} isTime
 */
function written(hass, value, unit, isTime) {
  if (typeof value === "number") {
    const number = Number.isInteger(value) ? whole(hass, value) : size(hass, value);
    return [number, unit].filter(Boolean).join(" ");
  }
  return isTime ? moment(hass, value) : value;
}

/**
 * Write a time with its day, in the user's format; a text that is not a time stays as it is.
 *
 * @param {Hass} hass
 * @param {string} time
 */
export function moment({ locale: { language } }, time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

/**
 * Write a time, with its day unless that is today.
 *
 * @param {Hass} hass
 * @param {string} time
 */
export function clock(hass, time, now = Date.now()) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date(now).toDateString();
  if (!isToday) return moment(hass, time);
  return date.toLocaleTimeString(hass.locale.language, { timeStyle: "short" });
}

/**
 * Write how long ago a value was read, if that is longer than it should be.
 *
 * @param {Hass} hass
 * @param {Text} text
 * @param {Alert} alert
 */
export function staleText(hass, text, { seen, stale_after: staleAfter }, now = Date.now()) {
  const isStale = now - Date.parse(seen) > staleAfter * 1000;
  return isStale ? text("alerts.last_seen", { duration: lasting(hass, seen, now) }) : "";
}

/**
 * Return the title of an alert: its kind, and its instance unless it is the router's own.
 *
 * @param {{ name: string, label: string }} alert
 */
export const title = ({ name, label }) => [name, label].filter(Boolean).join(" · ");
