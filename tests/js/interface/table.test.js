/** The table of a router's interfaces. */

import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import "#tests/page.js";
import { InterfaceTable } from "#dashboard/interface/table.js";
import { home, state, text } from "#tests/made.js";

const PORTS = {
  ether1: ["on", 5],
  ether2: ["off", "unknown"],
  wan: ["on", 20],
  lte1: ["unknown", 7],
};
const NAMES = Object.keys(PORTS);
const INTERFACES = {
  router: "1",
  name: "edge",
  columns: ["Link", "In"],
  interfaces: NAMES.map((name) => ({
    key: `port:${name}`,
    name,
    cells: [`binary_sensor.${name}`, `sensor.${name}`],
  })),
};
const states = (ports = PORTS) =>
  Object.fromEntries(
    Object.entries(ports).flatMap(([name, [link, rate]]) => [
      [`binary_sensor.${name}`, state(link)],
      [`sensor.${name}`, state(rate, "Mbit/s")],
    ]),
  );

let table;
let opened;

beforeEach(() => {
  opened = [];
  table = new InterfaceTable(text, INTERFACES, {
    open: (key) => opened.push(key),
    address: (key) => `#${key}`,
  });
  table.update(home(states()));
  document.body.replaceChildren(table.element);
});

const rows = () => [...table.element.querySelectorAll("tr[data-interface]")];
const order = () => rows().map((row) => row.dataset.interface.slice("port:".length));
const press = (place) => table.element.querySelectorAll("thead button")[place].click();
const cells = (place) => [...rows()[place].children].map((cell) => cell.textContent);

it("shows states as Home Assistant writes them, a link by a sign too", () => {
  assert.deepEqual(cells(0), ["ether1", "on", "5 Mbit/s"]);
  assert.deepEqual(cells(1), ["ether2", "off", "—"]);
  const icons = [...table.element.querySelectorAll("td ha-icon")].map((icon) =>
    icon.getAttribute("icon"),
  );
  assert.deepEqual(icons, ["mdi:check-circle", "mdi:close-circle-outline", "mdi:check-circle"]);
  assert.deepEqual(
    rows().map((row) => row.classList.contains("down")),
    [false, true, false, false],
  );
});

it("stands in the router's order until a column is pressed, what has no value last", () => {
  assert.deepEqual(order(), NAMES);
  press(2);
  assert.deepEqual(order(), ["wan", "lte1", "ether1", "ether2"]);
  press(2);
  assert.deepEqual(order(), ["ether1", "lte1", "wan", "ether2"]);
  press(2);
  assert.deepEqual(order(), NAMES);
  press(0);
  assert.deepEqual(order(), NAMES.toReversed());
});

it("sorts links from those that are down", () => {
  press(1);
  assert.deepEqual(order(), ["ether2", "ether1", "wan", "lte1"]);
});

it("follows values, but not under a person's hand", () => {
  press(2);
  const more = home(states({ ...PORTS, ether1: ["on", 99] }));
  rows()[0].querySelector("a").focus();
  table.update(more);
  assert.equal(order()[0], "wan");
  document.activeElement.blur();
  table.update(more);
  assert.deepEqual([order()[0], cells(0)[2]], ["ether1", "99 Mbit/s"]);
});

it("shows those that are searched for, and says when there are none", () => {
  const field = table.element.querySelector("input");
  const find = (search) => {
    field.value = search;
    field.dispatchEvent(new Event("input"));
  };
  find("ETHER");
  assert.deepEqual(order(), ["ether1", "ether2"]);
  assert.equal(table.none.hidden, true);
  find("sfp");
  assert.deepEqual(order(), []);
  assert.equal(table.none.hidden, false);
});

it("opens an interface, but leaves a new tab to the browser", () => {
  const click = (properties) =>
    rows()[0].dispatchEvent(Object.assign(new Event("click", { cancelable: true }), properties));
  click({});
  click({ ctrlKey: true });
  click({ metaKey: true });
  assert.deepEqual(opened, ["port:ether1"]);
});
