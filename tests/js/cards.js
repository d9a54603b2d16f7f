/** Cards on a page without a browser: a Home Assistant that may refuse, and a clock that a test moves. */

import { after, afterEach, beforeEach, mock } from "node:test";
import { home, state } from "#tests/made.js";
import { page } from "#tests/page.js";
import { REPORT } from "#tests/report/made.js";

// The cards define themselves on the page that is there by now.
await import("#dashboard/www/main.js");

const LOST = "Connection lost";
const COLUMNS = [{ key: "link", format: "link", sum: false, units: {} }];
export const FLEET = {
  columns: COLUMNS,
  rows: [{ id: "1", name: "edge", model: "", entities: { link: ["binary_sensor.up", null] } }],
};
const INTERFACES = {
  router: "1",
  name: "edge",
  columns: ["In"],
  interfaces: [{ key: "port:ether1", name: "ether1", cells: ["sensor.a"] }],
};
const MONTH = {
  month: "2026-10",
  is_current: false,
  is_kept: true,
  kept_days: 40,
  wanted_days: 40,
  unit: "GB",
  percentile: { highest: 1, unit: "Mbit/s", is_billable: true, coverage: 1, hours: 1, period: "" },
  days: [{ day: 1, rx: 1, tx: 2 }],
  months: [{ month: "2026-10", rx: 1, tx: 2 }],
};
const METRICS = {
  routers: [{ id: "1", name: "edge", device: null }],
  categories: [{ key: "cpu", name: "CPU" }],
  tiers: [{ key: "realtime", name: "Realtime" }],
  metrics: [{ name: "Load", category: 0, tier: 0, figures: "mean", adds: false }],
  rows: [["sensor.a", 0, 0, "", ""]],
  keep_days: 10,
};
const POINT = { start: 0, end: 300_000, min: 1, mean: 2, max: 3, change: null };
export const ANSWERS = {
  "mikrotik_monitoring/alert_history": {
    days: 30,
    total: 0,
    routers: {},
    alerts: [],
    not_watched: [],
  },
  "mikrotik_monitoring/fleet": FLEET,
  "mikrotik_monitoring/interfaces": INTERFACES,
  "mikrotik_monitoring/interface": { ranges: [{ key: "day", cards: [{}] }] },
  "mikrotik_monitoring/interface_month": MONTH,
  "mikrotik_monitoring/metrics": METRICS,
  "mikrotik_monitoring/report_routers": [{ id: "1", device: null, name: "edge" }],
  "mikrotik_monitoring/report": REPORT,
  "mikrotik_monitoring/strategy_fields": [{ name: "routers", label: "Routers", selector: {} }],
  "recorder/statistics_during_period": { "sensor.a": [POINT] },
};

/** What is refused now, what was asked so far, who listens, and the card that is shown. */
export const scene = { refused: new Set(), asked: [], listeners: new Set(), card: undefined };

// Texts are kept by language: each test has one of its own.
let languages = 0;

/** Return Home Assistant as it is now. */
export const hass = (changes = {}) =>
  home(
    {
      "binary_sensor.up": state("on"),
      "sensor.a": state(7, "%"),
      "sensor.b": state(8, "%"),
      "sensor.c": state(9, "%"),
    },
    {
      locale: { language: `en-x-n${languages}`, number_format: "language" },
      connected: true,
      localize: (key) => (key === "ui.notification_toast.connection_lost" ? LOST : key),
      loadBackendTranslation: () => answer("texts", withValues),
      callWS: (message) => answer(message.type, ANSWERS[message.type], message),
      connection: { subscribeMessage },
      ...changes,
    },
  );

const withValues = (key, values) =>
  [key.split(".dashboard.")[1], values && JSON.stringify(values)].filter(Boolean).join(" ");

function answer(type, value, message) {
  scene.asked.push(message ?? { type });
  const isRefused = scene.refused.has(type);
  return isRefused ? Promise.reject({ code: "failed", message: "No" }) : Promise.resolve(value);
}

/** Listen until the returned function is called, as on Home Assistant's connection. */
async function subscribeMessage(listener, message, options) {
  await answer(message.type, undefined, { ...message, options });
  scene.listeners.add(listener);
  return () => {
    scene.listeners.delete(listener);
    return scene.refused.has("unsubscribe_events") ? Promise.reject(new Error("Lost")) : null;
  };
}

/** Tell something to all that listen. */
export async function tell(event) {
  for (const listener of scene.listeners) listener(event);
  await pass(100);
}

/** Return how often something was asked. */
export const times = (type) => scene.asked.filter((message) => message.type === type).length;

async function settled() {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Let time pass, and all that it sets off. */
export async function pass(milliseconds) {
  await settled();
  mock.timers.tick(milliseconds);
  await settled();
}

/** Put a card on the page, and wait until it is drawn. */
export async function show(type, config = {}) {
  const card = document.createElement(type);
  scene.card = card;
  card.setConfig(config);
  card.hass = hass();
  document.body.append(card);
  await pass(100);
  await pass(100);
}

export const find = (selector) => scene.card.shadowRoot.querySelector(selector);
export const findAll = (selector) => [...scene.card.shadowRoot.querySelectorAll(selector)];
export const said = () => scene.card.shadowRoot.lastElementChild?.textContent ?? "";

beforeEach(() => {
  languages += 1;
  scene.refused = new Set();
  scene.asked = [];
  scene.listeners = new Set();
  location.hash = "";
  // Each page's frames and the cards' pauses follow this clock.
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_795_379_520_000 });
  globalThis.requestAnimationFrame = (draw) => setTimeout(draw, 16);
  page.loadCardHelpers = () =>
    answer("helpers", { createCardElement: () => document.createElement("stock-card") });
});

afterEach(() => {
  scene.card?.remove();
  mock.timers.reset();
});

after(() => page.happyDOM.close());
