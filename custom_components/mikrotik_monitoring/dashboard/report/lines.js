/** Reports as lines for spreadsheets and programs: raw numbers with their units. */

/** @import { Report, ReportHours } from "../www/types.d.ts" */

/** @typedef {string | number | null | undefined} Value */

/**
 * Return a header and a line per figure of each report.
 *
 * @param {Report[]} reports
 * @returns {Value[][]}
 */
export function reportLines(reports) {
  const lines = reports.flatMap((report) =>
    [...figures(report)]
      .filter(([, , , value]) => value !== null && value !== undefined)
      .map((line) => [report.name, report.start, report.end, ...line]),
  );
  return [["router", "from", "to", "section", "name", "figure", "value", "unit"], ...lines];
}

/**
 * Yield the section, the name, the figure, its value and its unit.
 *
 * @param {Report} report
 * @returns {Generator<[string, string, string, Value, string]>}
 */
function* figures({ availability, reboots, version, ...report }) {
  yield ["availability", "", "share", availability?.percent, "%"];
  yield ["availability", "", "observed", availability?.observed, "%"];
  yield ["availability", "", "downtime", availability?.downtime, "s"];
  yield ["availability", "", "outages", availability?.outages, ""];
  yield ["router", "", "reboots", reboots, ""];
  yield ["router", "", "version_begin", version.begin, ""];
  yield ["router", "", "version_end", version.end ?? version.now, ""];
  for (const { name, down, up, percentile, contracted, availability: link } of report.uplinks ??
    []) {
    yield ["uplink", name, "down", down, "B"];
    yield ["uplink", name, "up", up, "B"];
    yield ["uplink", name, "p95_down", percentile.down, "bit/s"];
    yield ["uplink", name, "p95_up", percentile.up, "bit/s"];
    yield ["uplink", name, "contracted_down", contracted.down, "bit/s"];
    yield ["uplink", name, "contracted_up", contracted.up, "bit/s"];
    yield ["uplink", name, "commit", contracted.commit, "bit/s"];
    yield ["uplink", name, "availability", link.percent, "%"];
  }
  for (const { name, down, up } of report.interfaces ?? []) {
    yield ["interface", name, "down", down, "B"];
    yield ["interface", name, "up", up, "B"];
  }
  yield* hours(report.cpu, "%");
  yield* hours(report.memory, "%");
  for (const one of report.temperatures) yield* hours(one, report.temperature_unit ?? "");
  for (const { name, latency, loss } of report.pings) {
    yield ["ping", name, "latency_mean", latency.mean, "ms"];
    yield ["ping", name, "latency_p95", latency.p95, "ms"];
    yield ["ping", name, "loss_mean", loss.mean, "%"];
    yield ["ping", name, "loss_p95", loss.p95, "%"];
  }
  for (const { name, count, duration } of report.alerts?.kinds ?? []) {
    yield ["alert", name, "count", count, ""];
    yield ["alert", name, "duration", duration, "s"];
  }
}

/**
 * @param {ReportHours | null} one
 * @param {string} unit
 * @returns {Generator<[string, string, string, Value, string]>}
 */
function* hours(one, unit) {
  if (!one) return;
  yield ["load", one.name, "mean", one.mean, unit];
  yield ["load", one.name, "worst_hour", one.worst, unit];
  yield ["load", one.name, "worst_hour_at", one.worst_at, ""];
}
