/** A router's report as a person reads it, on the page and on paper. */

import { element } from "../www/elements.js";
import { ABSENT, share, size, whole } from "../www/numbers.js";
import { bits, bytes, duration, moment } from "./units.js";

/** @import { Availability, Hass, Report, ReportUplink, Text } from "../www/types.d.ts" */

/**
 * Return the report of a router.
 *
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 * @param {string} period
 */
export function sheet(hass, text, report, period) {
  const span = text("report.span", {
    period,
    start: moment(hass, report.start),
    end: moment(hass, report.end),
  });
  const made = text("report.generated", { at: moment(hass, report.generated) });
  return element(
    "article",
    { class: "sheet" },
    element("header", {}, element("h2", {}, report.name), element("p", { class: "muted" }, span)),
    report.error && element("p", { class: "said" }, text("report.no_recorder")),
    figures(hass, text, report),
    uplinks(hass, text, report),
    interfaces(hass, text, report),
    load(hass, text, report),
    pings(hass, text, report),
    alerts(hass, text, report),
    element("footer", { class: "muted" }, made),
  );
}

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 */
function figures(hass, text, { availability, reboots, version }) {
  const up = availability ?? { percent: null, observed: null, downtime: null, outages: null };
  const versions = version.begin && version.end && version.begin !== version.end;
  const from = versions ? `${version.begin} → ` : "";
  return element(
    "dl",
    { class: "figures" },
    figure(text("report.availability"), share(hass, up.percent), observed(hass, text, up)),
    figure(text("report.downtime"), duration(hass, up.downtime), outages(hass, text, up)),
    figure(text("report.reboots"), count(hass, reboots)),
    figure(text("report.version"), `${from}${version.end ?? version.now ?? ABSENT}`),
  );
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [note]
 */
const figure = (name, value, note) =>
  element(
    "div",
    {},
    element("dt", {}, name),
    element("dd", {}, value),
    note ? element("dd", { class: "muted" }, note) : null,
  );

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Availability} up
 */
const observed = (hass, text, up) =>
  up.observed === null ? "" : text("report.observed", { share: share(hass, up.observed, 1) });

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Availability} up
 */
function outages(hass, text, up) {
  if (up.outages === null || up.outages === undefined) return "";
  const least = up.is_exact || !up.outages ? "" : "≥ ";
  return text("report.outages", { count: `${least}${whole(hass, up.outages)}` });
}

/**
 * @param {Hass} hass
 * @param {number | null | undefined} value
 */
const count = (hass, value) =>
  value === null || value === undefined ? ABSENT : whole(hass, value);

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 */
function uplinks(hass, text, { uplinks: found }) {
  if (!found?.length) return section(text("report.uplinks"), missing(text));
  const columns = [
    "uplink",
    "down",
    "up",
    "p95_down",
    "p95_up",
    "contracted",
    "commit",
    "up_share",
  ];
  const rows = found.map((one) => [
    one.name,
    bytes(hass, one.down),
    bytes(hass, one.up),
    estimated(bits(hass, one.percentile.down), one),
    estimated(bits(hass, one.percentile.up), one),
    [one.contracted.down, one.contracted.up].map((value) => bits(hass, value)).join(" / "),
    commit(hass, one),
    share(hass, one.availability.percent),
  ]);
  const heads = columns.map((key) => text(`report.column.${key}`));
  const note = found.some(isEstimate) ? text("report.estimate") : "";
  return section(text("report.uplinks"), table(heads, rows), note);
}

/** @param {ReportUplink} one */
const isEstimate = ({ percentile }) => percentile.highest !== null && !percentile.is_billable;

/**
 * @param {string} value
 * @param {ReportUplink} one
 */
const estimated = (value, one) => (isEstimate(one) && value !== ABSENT ? `${value} *` : value);

/**
 * Return how much of the commit the higher of the two directions is.
 *
 * @param {Hass} hass
 * @param {ReportUplink} one
 */
function commit(hass, { contracted, percentile }) {
  if (!contracted.commit) return ABSENT;
  const reached =
    percentile.highest === null ? null : (100 * percentile.highest) / contracted.commit;
  return `${bits(hass, contracted.commit)} (${share(hass, reached, 1)})`;
}

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 */
function interfaces(hass, text, { interfaces: found }) {
  if (!found?.length) return section(text("report.interfaces"), missing(text));
  const most = Math.max(...found.map(total));
  const rows = found.map((one) => [
    one.name,
    bytes(hass, one.down),
    bytes(hass, one.up),
    bar(total(one) / most, bytes(hass, total(one))),
  ]);
  const heads = ["interface", "down", "up", "total"].map((key) => text(`report.column.${key}`));
  return section(text("report.interfaces"), table(heads, rows));
}

/** @param {{ down: number | null, up: number | null }} ways */
const total = ({ down, up }) => (down ?? 0) + (up ?? 0);

/**
 * Return a value above a bar; it is printed too.
 *
 * @param {number} part
 * @param {string} value
 */
const bar = (part, value) =>
  element(
    "div",
    { class: "bar" },
    element("span", {}, value),
    element(
      "span",
      { class: "track", "aria-hidden": "true" },
      element("span", { style: `width: ${(100 * part).toFixed(1)}%` }),
    ),
  );

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 */
function load(hass, text, { cpu, memory, temperatures, temperature_unit: degrees }) {
  const found = [
    ...[cpu, memory].map((one) => ({ one, unit: "%" })),
    ...temperatures.map((one) => ({ one, unit: degrees ?? "" })),
  ];
  const rows = found.flatMap(({ one, unit }) =>
    one
      ? [
          [
            one.name,
            size(hass, one.mean, unit),
            size(hass, one.worst, unit),
            one.worst_at ? moment(hass, one.worst_at) : ABSENT,
          ],
        ]
      : [],
  );
  if (!rows.length) return section(text("report.load"), missing(text));
  const heads = ["what", "mean", "worst", "worst_at"].map((key) => text(`report.column.${key}`));
  return section(text("report.load"), table(heads, rows));
}

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 */
function pings(hass, text, { pings: found }) {
  if (!found.length) return null;
  const rows = found.map(({ name, latency, loss }) => [
    name,
    size(hass, latency.mean, "ms"),
    size(hass, latency.p95, "ms"),
    share(hass, loss.mean, 2),
    share(hass, loss.p95, 2),
  ]);
  const keys = ["ping", "latency", "latency_p95", "loss", "loss_p95"];
  const heads = keys.map((key) => text(`report.column.${key}`));
  return section(text("report.pings"), table(heads, rows));
}

/**
 * @param {Hass} hass
 * @param {Text} text
 * @param {Report} report
 */
function alerts(hass, text, { alerts: found }) {
  if (!found) return section(text("report.alerts"), missing(text));
  const note = found.is_complete ? "" : text("report.alerts_incomplete");
  if (!found.kinds.length) {
    const nothing = note ? missing(text) : element("p", {}, text("report.no_alerts"));
    return section(text("report.alerts"), nothing, note);
  }
  const rows = found.kinds.map((one) => [
    one.name,
    text(`report.severity.${one.severity}`),
    whole(hass, one.count),
    duration(hass, one.duration),
  ]);
  const keys = ["alert", "severity", "count", "duration"];
  const heads = keys.map((key) => text(`report.column.${key}`));
  return section(text("report.alerts"), table(heads, rows), note);
}

/** @param {Text} text */
const missing = (text) => element("p", { class: "muted" }, text("report.unknown"));

/**
 * @param {string} title
 * @param {HTMLElement} content
 * @param {string} [note]
 */
const section = (title, content, note) =>
  element(
    "section",
    {},
    element("h3", {}, title),
    content,
    note ? element("p", { class: "muted" }, note) : null,
  );

/**
 * Return a table; the first column names the rows.
 *
 * @param {string[]} heads
 * @param {(string | HTMLElement)[][]} rows
 */
function table(heads, rows) {
  const head = heads.map((name, place) =>
    element("th", { scope: "col", class: place ? "number" : "" }, name),
  );
  const lines = rows.map(([name, ...cells]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...cells.map((cell) => element("td", { class: "number" }, cell)),
    ),
  );
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...lines),
    ),
  );
}
