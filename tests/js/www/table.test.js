/** The table that all cards have: its sorting, its search, and what it leaves alone. */

import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import "#tests/page.js";
import { compared, matches, SortableTable, searchField, turned } from "#dashboard/www/table.js";

const INITIAL = { by: "name", isDescending: false };

const rowOf = (key) => {
  const row = document.createElement("tr");
  row.dataset.key = key;
  const link = document.createElement("a");
  link.href = "#";
  row.append(link);
  return row;
};

let pressed = [];
let table;

beforeEach(() => {
  pressed = [];
  table = new SortableTable({
    heads: [
      { key: "name", label: "Name" },
      { key: "cpu", label: "CPU", about: "Load", isNumber: true, className: "wide" },
    ],
    caption: "Routers",
    sort: (by) => pressed.push(by),
    properties: { class: "fleet" },
  });
  document.body.replaceChildren(table.element);
});

const order = () => [...table.body.children].map((row) => row.dataset.key).join("");

it("turns a column round at a second press, and goes back at a third", () => {
  const numbers = turned(INITIAL, INITIAL, "cpu", true);
  assert.deepEqual(numbers, { by: "cpu", isDescending: true });
  const turnedRound = turned(numbers, INITIAL, "cpu", true);
  assert.deepEqual(turnedRound, { by: "cpu", isDescending: false });
  assert.deepEqual(turned(turnedRound, INITIAL, "cpu", true), INITIAL);
  assert.deepEqual(turned(INITIAL, INITIAL, "name", false), { by: "name", isDescending: true });
  assert.deepEqual(turned(numbers, INITIAL, "link", false), { by: "link", isDescending: false });
});

it("puts what has no value last in either direction", () => {
  const values = [2, Number.NaN, undefined, 10, Number.POSITIVE_INFINITY, 0];
  const sorted = (isDescending) =>
    values.toSorted((one, other) => compared(one ?? Number.NaN, other ?? Number.NaN, isDescending));
  assert.deepEqual(sorted(false).slice(0, 3), [0, 2, 10]);
  assert.deepEqual(sorted(true).slice(0, 3), [10, 2, 0]);
  assert.equal(compared(undefined, Number.NaN, true), 0);
});

it("finds all words of a search in whatever order and case", () => {
  assert.ok(matches("Edge RB5009", " rb50  EDGE"));
  assert.ok(matches("Edge", ""));
  assert.ok(!matches("Edge RB5009", "edge hap"));
});

it("says by which column it is sorted, to eyes and to readers of the screen", () => {
  const heads = () =>
    [...table.element.querySelectorAll("th")].map((head) => [
      head.getAttribute("aria-sort"),
      head.textContent,
    ]);
  table.mark({ by: "cpu", isDescending: true });
  assert.deepEqual(heads(), [
    [null, "Name"],
    ["descending", "CPU ▼"],
  ]);
  table.mark({ by: "name", isDescending: false });
  assert.deepEqual(heads(), [
    ["ascending", "Name ▲"],
    [null, "CPU"],
  ]);
});

it("names each column on a button that sorts by it", () => {
  const [, cpu] = table.element.querySelectorAll("thead button");
  assert.equal(cpu.title, "Load");
  assert.equal(cpu.closest("th").className, "number wide");
  assert.equal(cpu.closest("th").dataset.column, "cpu");
  cpu.click();
  assert.deepEqual(pressed, ["cpu"]);
  assert.equal(table.element.className, "fleet");
});

it("orders its rows in place, and leaves them alone where they stand so already", () => {
  const rows = ["a", "b", "c"].map(rowOf);
  table.arrange(rows);
  assert.equal(order(), "abc");
  let changes = 0;
  const { replaceChildren } = table.body;
  table.body.replaceChildren = (...children) => {
    changes += 1;
    replaceChildren.apply(table.body, children);
  };
  table.arrange(rows);
  assert.equal(changes, 0);
  table.arrange([rows[2], rows[0]]);
  assert.equal(order(), "ca");
  assert.equal(changes, 1);
});

it("keeps the focus of a row that moves, and of one that is made anew", () => {
  const [first, second] = ["a", "b"].map(rowOf);
  table.arrange([first, second]);
  first.querySelector("a").focus();
  table.arrange([second, first]);
  assert.ok(document.activeElement === first.querySelector("a"));
  const again = rowOf("a");
  table.arrange([again, second]);
  assert.ok(document.activeElement === again.querySelector("a"));
  table.arrange([second]);
  assert.ok(document.activeElement !== second.querySelector("a"));
});

it("is held while a person is in a row", () => {
  const [row] = ["a"].map(rowOf);
  table.arrange([row]);
  assert.equal(table.isHeld, false);
  row.querySelector("a").focus();
  assert.equal(table.isHeld, true);
});

it("hands on what is typed into its search", () => {
  const searched = [];
  const field = searchField("Search routers", (search) => searched.push(search));
  field.value = "edge";
  field.dispatchEvent(new Event("input"));
  assert.deepEqual(searched, ["edge"]);
  assert.equal(field.getAttribute("aria-label"), "Search routers");
});
