/** What the modules are given, made for tests. */

/** Return a row of the metrics table. */
export const row = (changes = {}) => ({
  id: "sensor.a",
  router: "edge",
  routerId: "1",
  instance: "ether1",
  name: "RX",
  metric: 1,
  metricName: "RX",
  kind: "mean",
  adds: true,
  unit: "Mbit/s",
  category: "Interface traffic",
  categoryKey: "interface_traffic",
  tier: "Realtime",
  tierKey: "realtime",
  place: [0, 0, 0, 1, 0],
  haystack: "edge ether1 rx interface traffic sensor.a",
  ...changes,
});

/** Return a state; `unit` is what Home Assistant shows it in. */
export const state = (value, unit, changes = {}) => ({
  state: String(value),
  attributes: unit ? { unit_of_measurement: unit } : {},
  last_changed: "2026-11-22T20:00:00Z",
  ...changes,
});

/** Return Home Assistant as a page has it, with some states. */
export function home(states = {}, changes = {}) {
  return {
    states,
    entities: {},
    locale: { language: "en", number_format: "language" },
    formatEntityState(shown, value = shown.state) {
      const unit = shown.attributes.unit_of_measurement;
      return unit ? `${value} ${unit}` : value;
    },
    formatEntityStateToParts(shown, value = shown.state) {
      return [
        { type: "value", value },
        { type: "unit", value: shown.attributes.unit_of_measurement ?? "" },
      ];
    },
    loadBackendTranslation: () => Promise.resolve(() => ""),
    callWS: () => Promise.reject(new Error("Nothing was to be asked")),
    ...changes,
  };
}

/** Return a text as its key and values, so that tests see which one is shown. */
export const text = (key, values) => (values ? `${key} ${JSON.stringify(values)}` : key);
