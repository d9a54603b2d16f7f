/** The lines of the metrics table, and what is copied of them. */

import assert from "node:assert/strict";
import { it } from "node:test";
import "#tests/page.js";
import { grouped } from "#dashboard/table/data.js";
import { cellsOf, tsv } from "#dashboard/table/export.js";
import { labelsOf } from "#dashboard/table/labels.js";
import { columnsOf, headsOf, isNumber, Lines, periodTable } from "#dashboard/table/rows.js";
import { home, row, state } from "#tests/made.js";

const FIGURES = { isRead: true, last: 5, min: 1, mean: 2, max: 10, p95: 9 };

/** Make lines of some items; `figures` are those of all. */
function made(items, { columns = ["name", "last", "mean"], figures = FIGURES, ...parts } = {}) {
  const lines = new Lines({
    columns,
    bar: "",
    hass: home({ "sensor.a": state("5", "Mbit/s"), "sensor.t": state("7.20") }),
    figuresOf: () => figures,
    open: new Set(),
    toggle: assert.fail,
    inform: assert.fail,
    ...parts,
  });
  return { lines, rows: lines.rows(items.map((item) => ({ item, depth: 0 }))) };
}

const cells = (line) => [...line.children].map((cell) => cell.textContent);

it("shows the columns that are wanted, and the name always", () => {
  assert.deepEqual(columnsOf({ columns: ["mean", "router"] }, ""), ["router", "name", "mean"]);
  assert.deepEqual(columnsOf({}, "").length, 11);
  const grouping = columnsOf({}, "instance");
  assert.equal(grouping[0], "name");
  assert.equal(grouping.at(-1), "sum");
  assert.ok(!grouping.includes("router") && !grouping.includes("instance"));
  assert.ok(columnsOf({}, "router").includes("instance"));
});

it("has heads of numbers and of texts", () => {
  const [name, mean] = headsOf(["name", "mean"], { name: "Metric", mean: "Mean" }, { mean: "…" });
  assert.deepEqual([name.label, name.className, name.isNumber], ["Metric", "text name", false]);
  assert.deepEqual([mean.label, mean.about, mean.isNumber], ["Mean", "…", true]);
  assert.ok(isNumber("sum") && isNumber("last") && !isNumber("unit"));
});

it("writes figures once they are read, and states that are no numbers", () => {
  const version = row({ id: "sensor.t", kind: null, name: "Version", unit: "" });
  const none = { isRead: true, last: Number.NaN };
  const [waiting] = made([row()], { figures: { last: 5, isRead: false } }).rows;
  assert.deepEqual(cells(waiting).slice(1), ["5", "…"]);
  assert.deepEqual(cells(made([row()]).rows[0]).slice(1), ["5", "2"]);
  assert.deepEqual(cells(made([version], { figures: none }).rows[0]).slice(1), ["7.20", "—"]);
  assert.deepEqual(cells(made([row()], { figures: none }).rows[0]).slice(1), ["5 Mbit/s", "—"]);
});

it("shows the growth of a total as its mean, and says so", () => {
  const total = row({ kind: "change" });
  const [line] = made([total], { figures: { isRead: true, last: 5, change: 1.5 } }).rows;
  assert.deepEqual(cells(line).slice(1), ["5", "Δ 1.5"]);
});

it("writes the states of now into the cells of the last state", () => {
  let last = 5;
  const figuresOf = () => ({ ...FIGURES, last });
  const { lines, rows } = made([row()], { figuresOf });
  last = 6;
  lines.refresh(home());
  assert.deepEqual(cells(rows[0]).slice(1), ["6", "2"]);
});

it("draws bars on one scale per unit", () => {
  const largest = { ...FIGURES, mean: 4 };
  const items = [row(), row({ id: "sensor.b" }), row({ id: "sensor.c", unit: "%" })];
  const figuresOf = ({ id }) => (id === "sensor.b" ? largest : FIGURES);
  const { rows } = made(items, { figuresOf, bar: "mean" });
  const fills = rows.map((line) => line.lastElementChild.style.getPropertyValue("--fill"));
  assert.deepEqual(fills, ["50.0%", "100.0%", "100.0%"]);
});

it("opens a group by its name, and the details of a metric by its own", () => {
  const [toggled, informed] = [[], []];
  const parts = { toggle: (id) => toggled.push(id), inform: (id) => informed.push(id) };
  const [group] = grouped([row(), row({ id: "sensor.b", instance: "ether2" })], "router");
  const { rows } = made([group, row()], parts);
  for (const line of rows) line.querySelector("button").click();
  assert.deepEqual([toggled, informed], [["router:1"], ["sensor.a"]]);
  assert.equal(rows[0].querySelector("button").getAttribute("aria-expanded"), "false");
  assert.equal(rows[0].querySelector("button").textContent, "edge (2)");
  assert.deepEqual([rows[0].dataset.group, rows[1].dataset.entity], ["router:1", "sensor.a"]);
});

it("sums a group only where its metrics add up", () => {
  const two = [row(), row({ id: "sensor.b" })];
  const figures = { ...FIGURES, sum: 8 };
  const columns = ["name", "sum"];
  const shown = (rows) => cells(made(grouped(rows, "router"), { columns, figures }).rows[0])[1];
  assert.equal(shown(two), "8");
  assert.equal(shown(two.map((one) => ({ ...one, adds: false }))), "—");
  assert.equal(cells(made([row()], { columns, figures }).rows[0])[1], "");
});

it("is copied with raw numbers and the names alone", () => {
  const table = document.createElement("table");
  table.append(...made([row()], { figures: { ...FIGURES, mean: 1234.5678 } }).rows);
  assert.equal(tsv(cellsOf(table)), "RX\t5\t1234.5678");
});

it("writes a line per period, and leaves gaps open", () => {
  const table = periodTable({
    series: [row(), row({ id: "sensor.b" })],
    labels: ["RX", "TX"],
    lines: [{ start: 0, values: [1.5, Number.NaN] }],
    hass: home(),
    caption: "Metrics",
    period: "Hour",
    format: (start) => `at ${start}`,
  });
  assert.deepEqual(tsv(cellsOf(table)), "Hour\tRX Mbit/s\tTX Mbit/s\nat 0\t1.5\t—");
});

it("labels series by what tells them apart, and by all of it where nothing does", () => {
  const other = row({ instance: "ether2" });
  assert.deepEqual(labelsOf([row(), other]), ["ether1", "ether2"]);
  assert.deepEqual(labelsOf([row()]), ["edge · ether1 · RX"]);
  assert.deepEqual(labelsOf([{ category: "CPU" }, { category: "Memory" }]), ["CPU", "Memory"]);
});
