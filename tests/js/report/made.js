/** A report, made for tests. */

export const REPORT = {
  name: "Attic",
  start: "2026-10-25T00:00:00+03:00",
  end: "2026-10-26T00:00:00+02:00",
  generated: "2026-10-26T11:30:00+02:00",
  error: null,
  availability: { percent: 99.5, observed: 98, downtime: 432, outages: 2, is_exact: true },
  uplinks: [
    {
      name: "ether1 · Uplink",
      down: 1.5e12,
      up: null,
      percentile: { down: 92e6, up: null, highest: 92e6, is_billable: true },
      contracted: { down: 100e6, up: null, commit: 40e6 },
      availability: { percent: 100, observed: 98, downtime: 0 },
    },
  ],
  interfaces: [
    { name: "ether1 · Uplink", down: 1.5e9, up: 0.5e9 },
    { name: "ether2", down: 0.5e9, up: null },
  ],
  cpu: { name: "CPU", mean: 12, worst: 80, worst_at: "2026-10-25T23:00:00+02:00" },
  memory: null,
  temperatures: [{ name: "Board", mean: 40, worst: 50, worst_at: "2026-10-25T15:00:00+02:00" }],
  temperature_unit: "°C",
  pings: [{ name: "Gateway", latency: { mean: 12, p95: 15 }, loss: { mean: 0.25, p95: null } }],
  reboots: 1,
  version: { begin: "7.20", end: "7.21", now: "7.21" },
  alerts: {
    is_complete: true,
    kinds: [{ name: "Link down", severity: "warning", count: 3, duration: 3600 }],
  },
};
