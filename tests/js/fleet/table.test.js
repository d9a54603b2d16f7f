/** The fleet's table: those in trouble first, what is searched for, and the order a person chose. */

import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import "#tests/page.js";
import { FleetTable } from "#dashboard/fleet/table.js";
import { home, text } from "#tests/made.js";

const COLUMNS = [
  { key: "link", format: "link", sum: false, units: {} },
  { key: "health", format: "grade", sum: false, units: {} },
  { key: "cpu", format: "share", sum: false, units: {} },
];
const ROUTERS = {
  fine: ["up", 100, 5],
  ill: ["up", 60, Number.NaN],
  away: ["down", Number.NaN, Number.NaN],
  off: ["disabled", Number.NaN, Number.NaN],
  new: ["up", Number.NaN, 50],
};
const rows = Object.keys(ROUTERS).map((name) => ({
  id: name,
  name,
  model: name === "ill" ? "hAP" : "RB5009",
  path: name === "off" ? null : `/${name}`,
  entities: {},
}));
const number = (value) => ({ value, shown: String(value) });
const readings = (routers = rows) =>
  new Map(
    routers.map((row) => {
      const [kind, health, cpu] = ROUTERS[row.name];
      const link = { kind, value: 0, shown: kind };
      return [row, { link, health: number(health), cpu: number(cpu) }];
    }),
  );

let table;

beforeEach(() => {
  table = new FleetTable(text, () => home());
  table.show(COLUMNS, rows);
  table.write(readings());
  document.body.replaceChildren(table.tools, table.element);
});

const lines = () => [...table.element.querySelectorAll("[data-router]")];
const order = () => lines().map((line) => line.dataset.router);
const press = (key) => table.element.querySelector(`[data-sort=${key}]`).click();
const find = (search) => {
  const field = table.tools.querySelector("input");
  field.value = search;
  field.dispatchEvent(new Event("input"));
};

it("puts those first that are in trouble, those last that are switched off", () => {
  assert.deepEqual(order(), ["away", "ill", "fine", "new", "off"]);
  press("link");
  assert.deepEqual(order(), ["off", "new", "fine", "ill", "away"]);
  press("link");
  assert.deepEqual(order(), ["away", "ill", "fine", "new", "off"]);
});

it("has what its owner lets rest after all that is asked, and before what is disabled", () => {
  const resting = { ...rows[0], id: "resting", name: "resting" };
  table.show(COLUMNS, [resting, ...rows]);
  const link = { kind: "collection_off", value: 0, shown: "" };
  const none = number(Number.NaN);
  table.write(new Map([...readings(), [resting, { link, health: none, cpu: none }]]));
  assert.deepEqual(order(), ["away", "ill", "fine", "new", "resting", "off"]);
});

it("sorts numbers from the largest, names from the first, and then the other way", () => {
  press("cpu");
  assert.deepEqual(order().slice(0, 2), ["new", "fine"]);
  press("cpu");
  assert.deepEqual(order().slice(0, 2), ["fine", "new"]);
  press("name");
  assert.deepEqual(order(), ["away", "fine", "ill", "new", "off"]);
  assert.equal(table.tools.querySelector("select").value, "name");
});

it("is sorted by a list too, where there is no head to press", () => {
  const select = table.tools.querySelector("select");
  select.value = "cpu";
  select.dispatchEvent(new Event("change"));
  assert.deepEqual(order().slice(0, 2), ["new", "fine"]);
  assert.equal(
    table.element.querySelector("th[data-column=cpu]").getAttribute("aria-sort"),
    "descending",
  );
});

it("shows what is searched for, by name or model, and says how many these are", () => {
  find("hap");
  assert.deepEqual(order(), ["ill"]);
  assert.equal(table.found.textContent, 'fleet.found {"shown":1,"all":5}');
  find("");
  assert.equal(order().length, 5);
  assert.equal(table.found.textContent, "");
});

it("keeps its order while a person is in a row", () => {
  lines()[1].querySelector("a").focus();
  ROUTERS.fine[1] = 10;
  table.write(readings());
  assert.deepEqual(order().slice(0, 2), ["away", "ill"]);
  document.activeElement.blur();
  table.write(readings());
  assert.deepEqual(order().slice(0, 2), ["away", "fine"]);
  ROUTERS.fine[1] = 100;
});

it("keeps what a person chose when there are other routers", () => {
  find("rb");
  press("cpu");
  const more = Array.from({ length: 9 }, (_, place) => ({ ...rows[0], id: `more${place}` }));
  table.show(COLUMNS, [...rows, ...more]);
  table.write(readings([...rows, ...more]));
  assert.deepEqual(order().slice(0, 2), ["new", "fine"]);
  assert.equal(table.tools.querySelector("input").value, "rb");
  assert.ok(!order().includes("ill"));
});

it("searches nothing where there are few routers, and no field to see it by", () => {
  find("rb");
  table.show(COLUMNS, rows);
  table.write(readings());
  assert.equal(table.tools.querySelector("input").hidden, true);
  assert.equal(order().length, 5);
});

it("opens a router wherever its row is pressed, but not one that is switched off", () => {
  const opened = [];
  window.addEventListener("location-changed", () => opened.push(location.pathname));
  const cell = (id) => table.element.querySelector(`[data-router=${id}] td`);
  cell("fine").click();
  cell("off").click();
  assert.deepEqual(opened, ["/fine"]);
});
