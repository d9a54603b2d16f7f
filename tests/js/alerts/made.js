/** Alerts, made for tests: times are before the clock of the cards' tests. */

export const NOW = 1_795_379_520_000;

/** Return a time so many seconds before now. */
export const ago = (seconds) => new Date(NOW - seconds * 1000).toISOString();

export const later = (seconds) => ago(-seconds);

export const alert = (changes = {}) => ({
  key: "link_down",
  instance: "port:ether5",
  name: "Link down",
  label: "ether5",
  severity: "warning",
  advice: "Check the cable",
  value: null,
  bound: null,
  unit: null,
  bound_unit: null,
  since: ago(3600),
  seen: ago(5),
  stale_after: 150,
  flapping: false,
  silenced_until: null,
  ...changes,
});

export const hot = (changes = {}) =>
  alert({
    key: "temperature",
    instance: "",
    name: "Temperature is high",
    label: "",
    severity: "critical",
    advice: "Check fans",
    value: 80.5,
    bound: 75,
    unit: "°C",
    bound_unit: "°C",
    ...changes,
  });

export const router = (changes = {}) => ({
  name: "edge",
  path: "/mikrotik-monitoring/edge-1",
  device: "device-1",
  may_silence: true,
  alerts: [],
  silences: [],
  ...changes,
});

export const past = (changes = {}) => {
  const { advice, seen, ...rest } = hot({ since: ago(7200) });
  return { ...rest, router: "1", until: ago(3500), ...changes };
};
