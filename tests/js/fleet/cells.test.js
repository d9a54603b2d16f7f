/** What the fleet's cells say of a router, and how they are written. */

import assert from "node:assert/strict";
import { it } from "node:test";
import "#tests/page.js";
import { Cell, linkOf, reading, total } from "#dashboard/fleet/cells.js";
import { home, state, text } from "#tests/made.js";

const UP = "binary_sensor.up";
const WHY = "sensor.why";
const linked = (changes = {}) => ({
  id: "1",
  name: "edge",
  model: "RB5009",
  entities: { link: [UP, WHY] },
  ...changes,
});
const column = (format, changes = {}) => ({ key: "it", format, sum: true, units: {}, ...changes });
const of = (...ids) => linked({ entities: { link: [UP, WHY], it: ids } });

/** Read a column of states, named a, b, … in their order. */
function read(format, states, changes = {}) {
  const ids = states.map((_, place) => `sensor.${"abc"[place]}`);
  const hass = home(Object.fromEntries(ids.map((id, place) => [id, states[place]])));
  return reading(hass, column(format, changes), of(...ids));
}

it("a router is up, down since when and why, switched off, or not there yet", () => {
  const why = state("Login refused");
  assert.deepEqual(linkOf(home({ [UP]: state("on") }), linked()), { kind: "up" });
  assert.deepEqual(linkOf(home({ [UP]: state("off"), [WHY]: why }), linked()), {
    kind: "down",
    since: "2026-11-22T20:00:00Z",
    why: "Login refused",
  });
  const unknown = home({ [UP]: state("off"), [WHY]: state("unknown") });
  assert.equal(linkOf(unknown, linked()).why, "");
  assert.deepEqual(linkOf(home(), linked({ problem: "disabled" })), { kind: "disabled" });
  const retry = linkOf(home(), linked({ problem: "retry", reason: "No route" }));
  assert.deepEqual([retry.kind, retry.why], ["retry", "No route"]);
  assert.equal(linkOf(home(), linked()).kind, "starting");
});

it("a router that is not asked is off, by its switch, or by the list where it has none", () => {
  const off = "collection_off";
  const away = state("unavailable");
  const switched = (to) => home({ [UP]: away, "switch.it": state(to) });
  const row = linked({ collection: "switch.it" });
  assert.deepEqual(linkOf(switched("off"), row), { kind: off });
  assert.equal(linkOf(switched("on"), row).kind, "starting");
  assert.equal(linkOf(switched("on"), { ...row, problem: off }).kind, "starting");
  assert.equal(linkOf(switched("unavailable"), { ...row, problem: off }).kind, off);
  assert.equal(linkOf(home(), linked({ problem: off })).kind, off);
  assert.equal(linkOf(switched("off"), { ...row, problem: "disabled" }).kind, "disabled");
});

it("a router whose sensor of the link is disabled is up while anything has a value", () => {
  const row = linked({ entities: { cpu: ["sensor.cpu"] } });
  assert.equal(linkOf(home({ "sensor.cpu": state(7) }), row).kind, "up");
  assert.equal(linkOf(home({ "sensor.cpu": state("unavailable") }), row).kind, "down");
});

it("a grade says what costs most, and is worse the lower it is", () => {
  const levels = [100, 90, 89, 70, 69].map((value) => read("grade", [state(value)]).level);
  assert.deepEqual(levels, ["good", "good", "watch", "watch", "bad"]);
  assert.equal(read("grade", [state(80), state("CPU")]).note, "CPU");
  assert.equal(read("grade", [state(100), state("CPU")]).note, "");
  assert.equal(read("grade", [state("unknown")]).shown, "—");
});

it("a share is worse the higher it is", () => {
  const levels = [0, 74, 75, 90, 100].map((value) => read("share", [state(value, "%")]).level);
  assert.deepEqual(levels, ["good", "good", "watch", "bad", "bad"]);
  assert.equal(read("share", [state(7, "%")]).shown, "7 %");
});

it("a number is sorted and summed in one unit, and shown in its own", () => {
  const found = read("number", [state(2, "Mbit/s")], { units: { "Mbit/s": 1e6 } });
  assert.deepEqual(found, { value: 2e6, shown: "2 Mbit/s" });
  assert.deepEqual(read("number", [state(2, "?")]).value, 2);
});

it("a part says how many of how many, and whether some are missing", () => {
  assert.deepEqual(read("part", [state(3), state(4)]), {
    value: 3,
    whole: 4,
    shown: "3 / 4",
    isShort: true,
  });
  assert.equal(read("part", [state(4), state(4)]).isShort, false);
  assert.deepEqual(read("part", [state("unknown"), state(4)]), { value: Number.NaN, shown: "—" });
});

it("the highest of many is shown; what has no value is left out", () => {
  const states = [state("unknown", "°C"), state(41, "°C"), state(39, "°C")];
  assert.deepEqual(read("highest", states), { value: 41, shown: "41 °C" });
  assert.deepEqual(read("highest", states.slice(0, 1)), { value: Number.NaN, shown: "—" });
});

it("a count is written without its unit", () => {
  assert.deepEqual(read("count", [state(7, "users")]), { value: 7, shown: "7" });
});

it("a router without any of it has an empty cell", () => {
  const found = reading(home(), column("count"), linked());
  assert.deepEqual(found, { value: Number.NaN, shown: "", isAbsent: true });
});

it("sums come from the routers that have a value; where none has, there is no sum", () => {
  const hass = home({ "sensor.a": state(1, "Mbit/s"), "sensor.b": state(2, "Mbit/s") });
  const rows = [of("sensor.a"), of("sensor.b"), of("sensor.gone"), linked()];
  const units = { "Mbit/s": 1e6, "kbit/s": 1e3 };
  const sum = (format, hassNow = hass) => {
    const one = column(format, { units });
    const readings = new Map(rows.map((row) => [row, { it: reading(hassNow, one, row) }]));
    return total(hassNow, one, rows, readings);
  };
  assert.equal(sum("number"), "3.00 Mbit/s");
  assert.equal(sum("count"), "3");
  assert.equal(sum("count", home()), undefined);
});

it("sums of parts are parts", () => {
  const hass = home({ "sensor.a": state(3), "sensor.b": state(4), "sensor.c": state(5) });
  const rows = [of("sensor.a", "sensor.b"), of("sensor.c", "sensor.c")];
  const one = column("part");
  const readings = new Map(rows.map((row) => [row, { it: reading(hass, one, row) }]));
  assert.equal(total(hass, one, rows, readings), "8 / 9");
});

const textOf = (cell) => cell.element.querySelector(".text").textContent;

it("a cell says how long a router is away and why, until it is back", () => {
  const cell = new Cell(column("link"), "Link");
  const since = new Date(Date.now() - 7_200_000).toISOString();
  cell.write({ kind: "down", since, why: "Refused", value: 0, shown: "down" }, home(), text);
  const values = '{"state":"fleet.link.down","duration":"2 hours"}';
  assert.equal(textOf(cell), `fleet.lasting ${values}`);
  assert.equal(cell.element.title, "Refused");
  assert.equal(cell.element.querySelector(".note").textContent, "Refused");
  assert.equal(cell.element.dataset.kind, "down");
  assert.equal(cell.element.querySelector("ha-icon").icon, "mdi:alert-circle");
  cell.write({ kind: "up", value: 1, shown: "up" }, home(), text);
  assert.equal(textOf(cell), "fleet.link.up");
  assert.equal(cell.element.title, "");
  assert.equal(cell.element.querySelector("ha-icon").icon, "mdi:check-circle");
});

it("a bar is as long as its share, and away where there is none", () => {
  const cell = new Cell(column("share"), "CPU");
  const bar = cell.element.querySelector(".bar");
  cell.write({ value: 140, shown: "140 %", level: "bad" }, home(), text);
  assert.equal(bar.firstElementChild.style.width, "100%");
  assert.equal(cell.element.dataset.level, "bad");
  cell.write({ value: Number.NaN, shown: "—" }, home(), text);
  assert.equal(bar.hidden, true);
  assert.equal(new Cell(column("count"), "Users").element.querySelector(".bar"), null);
});

it("an empty cell is marked, and one whose part is short has a sign", () => {
  const cell = new Cell(column("part"), "BGP");
  cell.write({ value: Number.NaN, shown: "", isAbsent: true }, home(), text);
  assert.ok(cell.element.classList.contains("absent"));
  assert.equal(cell.element.querySelector("ha-icon").hidden, true);
  cell.write({ value: 1, whole: 2, shown: "1 / 2", isShort: true }, home(), text);
  assert.ok(!cell.element.classList.contains("absent"));
  assert.equal(cell.element.dataset.kind, "short");
  assert.equal(cell.element.querySelector("ha-icon").hidden, false);
});
