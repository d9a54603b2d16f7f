/** The card of what was on: its rows, its pages, its filter, and what is not watched. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { past } from "#tests/alerts/made.js";
import { ANSWERS, find, findAll, pass, said, scene, show, times } from "#tests/cards.js";

const CARD = "mikrotik-monitoring-alert-history";
const ASKED = "mikrotik_monitoring/alert_history";
const answer = (changes = {}) => {
  ANSWERS[ASKED] = {
    days: 30,
    total: 1,
    routers: { 1: { name: "edge", path: "/edge" }, 2: { name: "core", path: null } },
    alerts: [past()],
    not_watched: [],
    ...changes,
  };
};
const cells = (row) => [...row.children].map(({ textContent }) => textContent);

it("has a row for each, with how long it was on", async () => {
  answer({ total: 2, alerts: [past(), past({ router: "2", label: "x", value: null })] });
  await show(CARD, {});
  const rows = findAll("tbody tr");
  assert.equal(rows.length, 2);
  const [what, router, , , duration, value] = cells(rows[0]);
  assert.equal(what, "alerts.severity.critical Temperature is high");
  assert.deepEqual([router, duration], ["edge", "1 hr 1 min"]);
  assert.ok(value.includes("80.5 °C"));
  assert.equal(rows[0].dataset.severity, "critical");
  assert.equal(cells(rows[1])[5], "");
  assert.equal(rows[1].querySelector("a"), null);
  assert.equal(find(".pages").hidden, true);
});

it("names no router on a router's own view, and says that there is nothing", async () => {
  answer({ total: 0, alerts: [] });
  await show(CARD, { router: "1", title: "What was" });
  assert.deepEqual(scene.asked.at(-1).routers, ["1"]);
  assert.equal(find("h2").textContent, "What was");
  assert.equal(find("table"), null);
  assert.equal(find("label").hidden, true);
  assert.equal(find(".message").textContent, 'alerts.history.none {"days":30}');
  answer({ alerts: [past()] });
  await pass(30_000);
  await pass(100);
  assert.equal(findAll("th").length, 5);
  assert.equal(find(".message").hidden, true);
});

it("turns its pages, and keeps the buttons that are pressed", async () => {
  answer({ total: 120 });
  await show(CARD, {});
  const [previous, next] = findAll(".pages button");
  assert.deepEqual([previous.disabled, next.disabled], [true, false]);
  next.click();
  await pass(100);
  assert.equal(scene.asked.at(-1).offset, 50);
  assert.ok(find(".pages span").textContent.includes('"from":"51"'));
  next.click();
  await pass(100);
  assert.deepEqual([previous.disabled, next.disabled], [false, true]);
  assert.equal(findAll(".pages button")[1], next);
  previous.click();
  await pass(100);
  assert.equal(scene.asked.at(-1).offset, 50);
});

it("filters by severity from the first page on, also where nothing is left", async () => {
  answer({ total: 120 });
  await show(CARD, {});
  find(".pages button:last-child").click();
  await pass(100);
  const select = find("select");
  select.value = "information";
  answer({ total: 0, alerts: [] });
  select.dispatchEvent(new Event("change"));
  await pass(100);
  const { severity, offset } = scene.asked.at(-1);
  assert.deepEqual([severity, offset], ["information", 0]);
  assert.equal(find("label").hidden, false);
});

it("folds what is not watched, with the reason", async () => {
  answer({ not_watched: [{ router: "2", name: "Clock", reason: "Left out" }] });
  await show(CARD, {});
  const fold = find("details[data-list=not_watched]");
  assert.equal(fold.open, false);
  assert.equal(fold.querySelector("summary").textContent, 'alerts.not_watched {"count":1}');
  assert.equal(fold.querySelector("li").textContent, "Clock · coreLeft out");
});

it("says that it was refused, and comes back", async () => {
  answer();
  scene.refused.add(ASKED);
  await show(CARD, {});
  assert.ok(said().includes("alerts.failed"));
  scene.refused.delete(ASKED);
  await pass(2500);
  await pass(100);
  assert.equal(findAll("tbody tr").length, 1);
  assert.ok(!said().includes("alerts.failed"));
  scene.card.remove();
  const before = times(ASKED);
  await pass(120_000);
  assert.equal(times(ASKED), before);
});
