/** No card ends with one refusal: it says what is wrong, and comes back. */

import assert from "node:assert/strict";
import { after, afterEach, beforeEach, it, mock } from "node:test";
import { home, state } from "#tests/made.js";
import { page } from "#tests/page.js";

// The cards define themselves on the page that is there by now.
await import("#dashboard/fleet/card.js");
await import("#dashboard/interface/card.js");
await import("#dashboard/table/card.js");
await import("#dashboard/www/strategy.js");

const LOST = "Connection lost";
const COLUMNS = [{ key: "link", format: "link", sum: false, units: {} }];
const FLEET = {
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
const ANSWERS = {
  "mikrotik_monitoring/fleet": FLEET,
  "mikrotik_monitoring/interfaces": INTERFACES,
  "mikrotik_monitoring/interface": { ranges: [{ key: "day", cards: [{}] }] },
  "mikrotik_monitoring/interface_month": MONTH,
  "mikrotik_monitoring/metrics": METRICS,
  "mikrotik_monitoring/strategy_fields": [{ name: "routers", label: "Routers", selector: {} }],
  "recorder/statistics_during_period": { "sensor.a": [POINT] },
};

/** What is refused now, and what was asked so far. */
let refused;
let asked;
// Texts are kept by language: each test has one of its own.
let languages = 0;
let card;

const hass = (changes = {}) =>
  home(
    { "binary_sensor.up": state("on"), "sensor.a": state(7, "%") },
    {
      locale: { language: `en-x-n${languages}`, number_format: "language" },
      connected: true,
      localize: (key) => (key === "ui.notification_toast.connection_lost" ? LOST : key),
      loadBackendTranslation: () => answer("texts", (key) => key.split(".dashboard.")[1]),
      callWS: ({ type }) => answer(type, ANSWERS[type]),
      ...changes,
    },
  );

function answer(type, value) {
  asked.push(type);
  return refused.has(type)
    ? Promise.reject({ code: "failed", message: "No" })
    : Promise.resolve(value);
}

const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

async function pass(milliseconds) {
  await settled();
  mock.timers.tick(milliseconds);
  await settled();
}

beforeEach(() => {
  languages += 1;
  [refused, asked] = [new Set(), []];
  // Each page's frames and the cards' pauses follow this clock.
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_795_379_520_000 });
  globalThis.requestAnimationFrame = (draw) => setTimeout(draw, 16);
  page.loadCardHelpers = () => {
    asked.push("helpers");
    if (refused.has("helpers")) return Promise.reject(new Error("No"));
    return Promise.resolve({ createCardElement: () => document.createElement("stock-card") });
  };
});

afterEach(() => {
  card?.remove();
  mock.timers.reset();
});

after(() => page.happyDOM.close());

async function show(type, config = {}) {
  card = document.createElement(type);
  card.setConfig(config);
  card.hass = hass();
  document.body.append(card);
  await pass(100);
  await pass(100);
}

const find = (selector) => card.shadowRoot.querySelector(selector);
const said = () => card.shadowRoot.lastElementChild?.textContent ?? "";

/** Refuse something until the card says so, then let it be: `isThere` says when the card is back. */
async function comesBack({ type, config, refuses, says, isThere }) {
  refused.add(refuses);
  await show(type, config);
  assert.equal(Boolean(isThere()), false);
  assert.ok(says(), said());
  refused.delete(refuses);
  await pass(2500);
  await pass(100);
  assert.ok(isThere(), said());
  assert.ok(!says(), said());
}

const INTERFACE = { router: "1", interface: "port:ether1" };
const CASES = {
  "a card without its texts": {
    type: "mikrotik-monitoring-fleet",
    refuses: "texts",
    says: () => said().includes("state.default.unavailable: No"),
    isThere: () => find("[data-router='1']"),
  },
  "the fleet": {
    type: "mikrotik-monitoring-fleet",
    refuses: "mikrotik_monitoring/fleet",
    says: () => said().includes("fleet.refused"),
    isThere: () => find("[data-router='1']"),
  },
  "the table of interfaces": {
    type: "mikrotik-monitoring-interface",
    refuses: "mikrotik_monitoring/interfaces",
    says: () => said().includes("interface.failed"),
    isThere: () => find("[data-interface='port:ether1']"),
  },
  "the charts of an interface": {
    type: "mikrotik-monitoring-interface",
    config: INTERFACE,
    refuses: "mikrotik_monitoring/interface",
    says: () => find(".charts").textContent.includes("interface.failed"),
    isThere: () => find("stock-card"),
  },
  "Home Assistant's own cards": {
    type: "mikrotik-monitoring-interface",
    config: INTERFACE,
    refuses: "helpers",
    says: () => find(".charts").textContent.includes("interface.failed"),
    isThere: () => find("stock-card"),
  },
  "the month of an interface": {
    type: "mikrotik-monitoring-interface",
    config: INTERFACE,
    refuses: "mikrotik_monitoring/interface_month",
    says: () => find(".month").textContent.includes("interface.failed"),
    isThere: () => find("[data-month='2026-10']"),
  },
  "the metrics": {
    type: "mikrotik-monitoring-table",
    refuses: "mikrotik_monitoring/metrics",
    says: () => said().includes("table.failed"),
    isThere: () => find("tr[data-entity='sensor.a']"),
  },
  "the figures of metrics": {
    type: "mikrotik-monitoring-table",
    refuses: "recorder/statistics_during_period",
    says: () => said().includes("table.failed"),
    isThere: () => find("ha-card[data-state=ready] td[data-column=mean][data-value='2']"),
  },
};

for (const [name, refusal] of Object.entries(CASES)) {
  it(`${name}: gone, then back`, () => comesBack(refusal));
}

it("a refused card asks less and less often, and at once when the connection is back", async () => {
  refused.add("mikrotik_monitoring/fleet");
  await show("mikrotik-monitoring-fleet");
  const times = () => asked.filter((type) => type.endsWith("/fleet")).length;
  await pass(2000);
  assert.equal(times(), 2);
  await pass(3000);
  assert.equal(times(), 2);
  card.hass = hass({ connected: false });
  await pass(10);
  assert.equal(times(), 2);
  card.hass = hass();
  await pass(10);
  assert.equal(times(), 3);
});

it("a card that left the page asks no more, and goes on when it is back", async () => {
  refused.add("mikrotik_monitoring/fleet");
  await show("mikrotik-monitoring-fleet");
  card.remove();
  const before = asked.length;
  await pass(600_000);
  assert.equal(asked.length, before);
  refused.clear();
  document.body.append(card);
  await pass(1100);
  await pass(1100);
  assert.ok(find("[data-router='1']"), said());
});

it("an interface that is left is asked for no more", async () => {
  refused.add("mikrotik_monitoring/interface_month");
  await show("mikrotik-monitoring-interface", { router: "1" });
  card.choose({ interface: "port:ether1" });
  await pass(100);
  card.choose({ interface: undefined });
  const before = asked.length;
  await pass(600_000);
  assert.equal(asked.length, before);
  assert.ok(find("[data-interface]"));
});

it("a dashboard that was copied from 0.1.0 is drawn", async () => {
  const columns = [{ key: "link", look: "link", sum: false, units: {} }];
  await show("mikrotik-monitoring-fleet", { columns, rows: FLEET.rows });
  assert.equal(find("[data-router='1'] td[data-column=link] .text").textContent, "fleet.link.up");
});

it("the strategy's form comes back", async () => {
  refused.add("mikrotik_monitoring/strategy_fields");
  card = document.createElement("mikrotik-monitoring-strategy-editor");
  card.setConfig({ type: "x" });
  card.hass = hass();
  document.body.append(card);
  await pass(100);
  assert.equal(card.textContent, "state.default.unavailable: No");
  refused.clear();
  await pass(2000);
  assert.equal(card.textContent, "");
  const form = card.querySelector("ha-form");
  assert.deepEqual(form.schema, [{ name: "routers", selector: {} }]);
  assert.equal(form.computeLabel({ name: "routers" }), "Routers");
  const chosen = [];
  card.addEventListener("config-changed", ({ detail }) => chosen.push(detail.config));
  const value = { routers: [], hours: 2, title: "" };
  form.dispatchEvent(new CustomEvent("value-changed", { detail: { value } }));
  assert.deepEqual(chosen, [{ type: "x", hours: 2 }]);
});
