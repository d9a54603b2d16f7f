/** No card ends with one refusal: it says what is wrong, and comes back. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { FLEET, find, hass, pass, said, scene, show, times } from "#tests/cards.js";

/** Refuse something until the card says so, then let it be: `isThere` says when the card is back. */
async function comesBack({ type, config, refuses, says, isThere }) {
  scene.refused.add(refuses);
  await show(type, config);
  assert.equal(Boolean(isThere()), false);
  assert.ok(says(), said());
  scene.refused.delete(refuses);
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
  "the report of a router": {
    type: "mikrotik-monitoring-report",
    refuses: "mikrotik_monitoring/report",
    says: () => said().includes("report.failed"),
    isThere: () => find(".sheet h2"),
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
  scene.refused.add("mikrotik_monitoring/fleet");
  await show("mikrotik-monitoring-fleet");
  const fleets = () => times("mikrotik_monitoring/fleet");
  await pass(2000);
  assert.equal(fleets(), 2);
  await pass(3000);
  assert.equal(fleets(), 2);
  scene.card.hass = hass({ connected: false });
  await pass(10);
  assert.equal(fleets(), 2);
  scene.card.hass = hass();
  await pass(10);
  assert.equal(fleets(), 3);
});

it("a card that left the page asks no more, and goes on when it is back", async () => {
  scene.refused.add("mikrotik_monitoring/fleet");
  await show("mikrotik-monitoring-fleet");
  scene.card.remove();
  const before = scene.asked.length;
  await pass(600_000);
  assert.equal(scene.asked.length, before);
  scene.refused.clear();
  document.body.append(scene.card);
  await pass(1100);
  await pass(1100);
  assert.ok(find("[data-router='1']"), said());
});

it("an interface that is left is asked for no more", async () => {
  scene.refused.add("mikrotik_monitoring/interface_month");
  await show("mikrotik-monitoring-interface", { router: "1" });
  scene.card.choose({ interface: "port:ether1" });
  await pass(100);
  scene.card.choose({ interface: undefined });
  const before = scene.asked.length;
  await pass(600_000);
  assert.equal(scene.asked.length, before);
  assert.ok(find("[data-interface]"));
});

it("a dashboard that was copied from 0.1.0 is drawn", async () => {
  const columns = [{ key: "link", look: "link", sum: false, units: {} }];
  await show("mikrotik-monitoring-fleet", { columns, rows: FLEET.rows });
  assert.equal(find("[data-router='1'] td[data-column=link] .text").textContent, "fleet.link.up");
});

it("the strategy's form comes back", async () => {
  scene.refused.add("mikrotik_monitoring/strategy_fields");
  const card = document.createElement("mikrotik-monitoring-strategy-editor");
  card.setConfig({ type: "x" });
  card.hass = hass();
  document.body.append(card);
  scene.card = card;
  await pass(100);
  assert.equal(card.textContent, "state.default.unavailable: No");
  scene.refused.clear();
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
