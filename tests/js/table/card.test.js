/** The card of all metrics: what is chosen, what is read for it, and what leaves it. */

import assert from "node:assert/strict";
import { it, mock } from "node:test";
import { ANSWERS, find, findAll, hass, pass, said, scene, show, times } from "#tests/cards.js";

const CARD = "mikrotik-monitoring-table";
const READ = "recorder/statistics_during_period";
const NAMES = ["a", "b", "c"];
const START = 1_795_379_400_000;
const point = (mean) => ({
  start: START - 300_000,
  end: START,
  min: 0,
  mean,
  max: 9,
  change: null,
});

ANSWERS["mikrotik_monitoring/metrics"] = {
  routers: [
    { id: "1", name: "edge", device: null },
    { id: "2", name: "home", device: null },
  ],
  categories: [{ key: "cpu", name: "CPU" }],
  tiers: [{ key: "realtime", name: "Realtime" }],
  metrics: [{ name: "Load", category: 0, tier: 0, figures: "mean", adds: true }],
  rows: [
    ["sensor.a", 0, 0, "ether1", ""],
    ["sensor.b", 0, 0, "ether2", ""],
    ["sensor.c", 1, 0, "ether1", ""],
  ],
  keep_days: 10,
};
ANSWERS[READ] = Object.fromEntries(
  NAMES.map((name, place) => [`sensor.${name}`, [point(place + 1)]]),
);

async function open(config) {
  await show(CARD, config);
  await pass(100);
}

const entities = () =>
  findAll("tr[data-entity]")
    .map((row) => row.dataset.entity.at(-1))
    .join("");
const stateNow = () => find("ha-card").dataset.state;
const field = (name) => find(`[data-field=${name}] :is(select, input)`);
const press = async (selector) => {
  find(selector).click();
  await pass(300);
  await pass(100);
};

async function choose(name, value, event = "change") {
  field(name).value = value;
  field(name).dispatchEvent(new Event(event));
  await pass(300);
  await pass(100);
}

it("shows all metrics with their figures of the last day, read at once", async () => {
  await open();
  assert.equal(entities(), "abc");
  assert.equal(stateNow(), "ready");
  assert.equal(times(READ), 1);
  assert.deepEqual(
    findAll("td[data-column=mean]").map((cell) => cell.dataset.value),
    ["1", "2", "3"],
  );
  assert.equal(find("ha-card").dataset.rows, "3");
  assert.equal(find("ha-card").dataset.points, "3");
});

it("narrows down by words and filters, keeps that in the address, and takes it all back", async () => {
  await open();
  await choose("q", "ether1 edge", "input");
  assert.equal(entities(), "a");
  assert.equal(location.hash, "#q=ether1+edge");
  await choose("q", "", "input");
  await choose("router", "2");
  assert.equal(entities(), "c");
  assert.equal(find(".count").textContent, "1");
  await press(".filters button");
  assert.equal(entities(), "abc");
  assert.equal(location.hash, "");
  assert.equal(times(READ), 1);
});

it("follows a link to another choice", async () => {
  await open();
  location.hash = "#router=2";
  window.dispatchEvent(new Event("hashchange"));
  await pass(100);
  assert.equal(entities(), "c");
});

it("sorts by a column, round, and back, with the focus on its name", async () => {
  await open();
  find("[data-sort=mean]").focus();
  await press("[data-sort=mean]");
  assert.equal(entities(), "cba");
  assert.equal(find("th[data-column=mean]").getAttribute("aria-sort"), "descending");
  assert.equal(scene.card.shadowRoot.activeElement.dataset.sort, "mean");
  await press("[data-sort=mean]");
  assert.equal(entities(), "abc");
  await press("[data-sort=mean]");
  assert.equal(location.hash, "");
  await press("[data-sort=instance]");
  assert.equal(entities(), "acb");
});

it("opens and closes a group, and keeps the focus on its name", async () => {
  await open();
  await choose("group", "router");
  assert.equal(entities(), "");
  const name = "[data-toggle='router:1']";
  find(name).focus();
  await press(name);
  assert.equal(entities(), "ab");
  assert.ok(scene.card.shadowRoot.activeElement === find(name));
  assert.equal(find(name).getAttribute("aria-expanded"), "true");
  assert.equal(find("tr[data-group] td[data-column=sum]").dataset.value, "3");
  await press(name);
  assert.equal(entities(), "");
});

it("has a line per hour, read anew in hours", async () => {
  await open();
  await choose("group", "hour");
  assert.equal(find(".periods tbody tr").dataset.start, String(START - 300_000));
  assert.equal(scene.asked.findLast(({ type }) => type === READ).period, "hour");
  assert.equal(findAll(".periods .series").length, 3);
});

it("draws bars and shares, and goes back to the table", async () => {
  await open();
  await press("[data-view=bars]");
  assert.equal(findAll("[data-chart=bars] tbody tr").length, 3);
  await press("[data-view=pie]");
  assert.ok(find("[data-chart=pie]"));
  assert.equal(find(".pages").hidden, true);
  await press("[data-view=table]");
  assert.equal(entities(), "abc");
});

it("writes the last states each second, without drawing anew", async () => {
  await open();
  const [cell] = findAll("td[data-column=last]");
  const now = hass();
  now.states["sensor.a"] = { ...now.states["sensor.a"], state: "8" };
  scene.card.hass = now;
  await pass(1000);
  assert.equal(cell.textContent, "8");
  assert.ok(find("td[data-column=last]") === cell);
});

it("asks before it reads very much, and reads nothing when told to leave it", async () => {
  const { rows } = ANSWERS["mikrotik_monitoring/metrics"];
  const many = Array.from({ length: 9000 }, (_, place) => [`sensor.x${place}`, 0, 0, "", ""]);
  ANSWERS["mikrotik_monitoring/metrics"].rows = many;
  location.hash = "#sort=mean";
  await open();
  assert.equal(times(READ), 0);
  assert.ok(find("[role=alert]").textContent.includes("table.much"));
  findAll("[role=alert] button")[1].click();
  await pass(100);
  assert.deepEqual([times(READ), stateNow()], [0, "stopped"]);
  ANSWERS["mikrotik_monitoring/metrics"].rows = rows;
});

it("stops a reading, and begins it anew with another choice", async () => {
  scene.refused.add(READ);
  await open();
  find(".status button").click();
  scene.refused.clear();
  await pass(600);
  assert.equal(stateNow(), "stopped");
  await press("[data-sort=max]");
  await pass(100);
  assert.equal(stateNow(), "ready");
});

it("moves on with the recorder's new rows", async () => {
  await open();
  await pass(300_000);
  await pass(100);
  await pass(100);
  assert.equal(times(READ), 2);
  assert.equal(stateNow(), "ready");
});

it("reads it all again on request", async () => {
  await open();
  await press("[data-action=refresh]");
  assert.equal(times("mikrotik_monitoring/metrics"), 2);
});

it("copies what stands there, and says whether that worked", async () => {
  await open();
  const written = [];
  const clipboard = { writeText: (text) => Promise.resolve(written.push(text)) };
  Object.defineProperty(globalThis.navigator, "clipboard", {
    value: clipboard,
    configurable: true,
  });
  await press("[data-action=copy]");
  const [heads, first] = written[0].split("\n").map((line) => line.split("\t"));
  assert.equal(heads[0], "table.column.router");
  assert.deepEqual(first.slice(0, 4), ["edge", "CPU", "ether1", "Load"]);
  assert.ok(said().includes("table.copied"));
});

it("saves all that fits as CSV", async () => {
  await open();
  const saved = [];
  mock.method(URL, "createObjectURL", (blob) => {
    saved.push(blob);
    return "blob:";
  });
  await press("[data-action=csv]");
  const text = await saved[0].text();
  assert.equal(text.split("\r\n").length, 5);
  assert.ok(text.includes("edge,CPU,ether1,Load,Realtime,sensor.a"));
  assert.ok(said().includes('table.saved {"count":"3"}'));
});

it("opens the details of a metric", async () => {
  await open();
  const opened = [];
  scene.card.addEventListener("hass-more-info", ({ detail }) => opened.push(detail.entityId));
  await press("tr[data-entity] .link");
  assert.deepEqual(opened, ["sensor.a"]);
});

it("is told by a router without statistics that there are none, and reads none", async () => {
  ANSWERS["mikrotik_monitoring/metrics"].keep_days = null;
  await open();
  assert.deepEqual([times(READ), stateNow()], [0, "ready"]);
  assert.ok(find(".note").textContent.includes("table.no_recorder"));
  ANSWERS["mikrotik_monitoring/metrics"].keep_days = 10;
});

it("goes from page to page", async () => {
  const { rows } = ANSWERS["mikrotik_monitoring/metrics"];
  const many = Array.from({ length: 30 }, (_, place) => [`sensor.x${place}`, 0, 0, "", ""]);
  ANSWERS["mikrotik_monitoring/metrics"].rows = many;
  location.hash = "#size=25";
  await open();
  assert.equal(findAll("tr[data-entity]").length, 25);
  const [, next] = findAll(".pages button");
  next.click();
  await pass(100);
  assert.equal(findAll("tr[data-entity]").length, 5);
  assert.equal(findAll(".pages button")[1].disabled, true);
  ANSWERS["mikrotik_monitoring/metrics"].rows = rows;
});
