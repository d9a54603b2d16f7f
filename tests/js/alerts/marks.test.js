/** The strip above a graph: seen where there was something, over the graph's range. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { ago, alert, later, NOW } from "#tests/alerts/made.js";
import { ANSWERS, find, findAll, hass, pass, scene, show, times } from "#tests/cards.js";
import { state } from "#tests/made.js";

const { placed } = await import("#dashboard/alerts/marks.js");
const CARD = "mikrotik-monitoring-alert-marks";
const ASKED = "mikrotik_monitoring/alert_marks";
const CONFIG = { router: "1", alerts: ["cpu"], hours: 1, entity: "sensor.alerts" };
const mark = (changes = {}) => ({
  name: "CPU usage is high",
  label: "",
  severity: "warning",
  since: ago(1800),
  until: ago(900),
  ...changes,
});
const answer = (marks, since = ago(3600)) => {
  ANSWERS[ASKED] = { marks, known_since: since };
};

it("is not seen where nothing was", async () => {
  answer([mark({ since: ago(9000), until: ago(8000) })]);
  await show(CARD, CONFIG);
  assert.equal(times(ASKED), 1);
  assert.equal(scene.card.hidden, true);
  assert.equal(scene.card.getCardSize(), 1);
  const { type, ...asked } = scene.asked.at(-1);
  assert.deepEqual([type, asked], [ASKED, { router: "1", alerts: ["cpu"], hours: 1 }]);
});

it("draws what was on where it was on, and says it in words", async () => {
  answer([mark(), mark({ severity: "critical", label: "core", since: ago(600), until: null })]);
  await show(CARD, { ...CONFIG, instance: "core" });
  assert.equal(scene.card.hidden, false);
  assert.equal(scene.asked.at(-1).instance, "core");
  const drawn = findAll(".track span").map(({ style, dataset }) => [
    Math.round(Number.parseFloat(style.width)),
    dataset.severity,
  ]);
  assert.deepEqual(drawn, [
    [25, "warning"],
    [17, "critical"],
  ]);
  assert.equal(find(".what").dataset.severity, "critical");
  assert.ok(find(".what").textContent.includes('"severity":"alerts.severity.warning","count":1'));
  const [newest, oldest] = findAll("li").map(({ textContent }) => textContent);
  assert.ok(
    newest.startsWith("alerts.severity.critical: CPU usage is high · core, alerts.marks.still"),
  );
  assert.ok(oldest.includes("alerts.marks.lasted"));
});

it("shows since when alerts are remembered", async () => {
  answer([mark()], ago(1900));
  await show(CARD, CONFIG);
  assert.equal(findAll(".track .unknown").length, 1);
  assert.ok(find("li.note").textContent.includes("alerts.marks.unknown"));
});

it("asks again with the number of alerts, and as time goes by", async () => {
  answer([]);
  await show(CARD, CONFIG);
  answer([mark({ until: null })]);
  const states = { "sensor.alerts": state(1, undefined, { last_changed: later(1) }) };
  scene.card.hass = hass({ states });
  await pass(100);
  await pass(100);
  assert.equal(scene.card.hidden, false);
  const before = times(ASKED);
  scene.refused.add(ASKED);
  await pass(30_100);
  await pass(100);
  assert.equal(times(ASKED), before + 1);
  assert.equal(scene.card.hidden, false);
  scene.refused.delete(ASKED);
  answer([]);
  await pass(30_100);
  await pass(100);
  assert.equal(scene.card.hidden, true);
  scene.card.remove();
  const last = times(ASKED);
  await pass(60_000);
  assert.equal(times(ASKED), last);
});

it("places marks in their range, side by side where they overlap", () => {
  const range = { start: NOW - 1_000_000, end: NOW };
  const on = (since, until) => ({ ...alert(), since: ago(since), until: until && ago(until) });
  const places = placed(
    [on(5000, 4000), on(1500, 500), on(750, 250), on(400, 100), on(50, null)],
    range,
  );
  assert.deepEqual(
    places.map(({ left, width, lane }) => [left, width, lane]),
    [
      [0, 50, 0],
      [25, 50, 1],
      [60, 30, 0],
      [95, 5, 0],
    ],
  );
});
