/** What the metrics table reckons. */

import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import {
  configured,
  filtered,
  flattened,
  grouped,
  periods,
  rowsOf,
  slices,
  sorted,
  unitsOf,
} from "#dashboard/table/data.js";
import { figure, figuresOf, percentile, together } from "#dashboard/table/figures.js";
import { spanOf } from "#dashboard/table/spans.js";
import { row } from "#tests/made.js";

const [MINUTES, HOUR, DAY] = [300_000, 3_600_000, 86_400_000];
// 22 November 2026, 20:32 in UTC.
const NOW = 1_795_379_520_000;
const STEPS = { "5minute": MINUTES, hour: HOUR, day: DAY };

const ids = (rows) => rows.map(({ id }) => id);
const numbers = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Compare some of an object's fields; a value that is not there is NaN. */
function has(object, expected) {
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(object[key], value, key);
}

it("a percentile is the nearest rank: a value that was there, 95 % of all not above it", () => {
  const cases = [
    [[], Number.NaN],
    [[7], 7],
    [numbers(1, 100), 95],
    [numbers(1, 100).toReversed(), 95],
    [numbers(1, 20), 19],
    [[1, null, 3], 3],
  ];
  for (const [values, expected] of cases) assert.deepEqual(percentile(values), expected);
});

it("gaps count for nothing in figures; a total has its growth, and no mean", () => {
  const rows = [
    { min: 1, mean: 2, max: 9, change: null },
    { min: 0.5, mean: 4, max: 5, change: null },
    { min: null, mean: null, max: null, change: null },
  ];
  assert.deepEqual(figuresOf(rows), {
    count: 3,
    min: 0.5,
    mean: 3,
    max: 9,
    p95: 4,
    change: Number.NaN,
  });
  assert.deepEqual(figuresOf([{ change: 2 }, { change: 0.5 }]), {
    count: 2,
    min: Number.NaN,
    mean: Number.NaN,
    max: Number.NaN,
    p95: Number.NaN,
    change: 2.5,
  });
  assert.deepEqual(figuresOf([]).max, Number.NaN);
});

it("a total shows its growth where others have their mean, and no extremes", () => {
  const figures = { last: 10, min: 1, mean: 2, max: 3, p95: 3, change: 4 };
  assert.equal(figure(figures, "mean", "mean"), 2);
  assert.equal(figure(figures, "mean", "change"), 4);
  assert.equal(figure(figures, "last", "change"), 10);
  assert.deepEqual(figure(figures, "max", "change"), Number.NaN);
  assert.deepEqual(figure(undefined, "max", "mean"), Number.NaN);
});

it("a group has the lowest, the mean of means, the highest and the sum, but no percentile", () => {
  const parts = [
    { last: 1, min: 1, mean: 2, max: 3, p95: 3 },
    { last: 3, min: 0, mean: 6, max: 9, p95: 8 },
  ];
  has(together(parts), { last: 2, min: 0, mean: 4, max: 9, p95: Number.NaN, sum: 8 });
  has(together(parts.slice(0, 1)), { p95: 3, sum: 2 });
});

it("a span has the finest rows that are kept and not too many, whole ones, none of the future", () => {
  process.env.TZ = "UTC";
  const cases = [
    [{ range: "hour" }, "5minute", NOW - HOUR, 13],
    [{ range: "day" }, "5minute", NOW - DAY, 289],
    [{ range: "week" }, "hour", NOW - 7 * DAY, 169],
    [{ range: "week", step: "5minute" }, "5minute", NOW - 7 * DAY, 2017],
    [{ range: "month", step: "5minute" }, "hour", NOW - 30 * DAY, 721],
    [{ range: "year" }, "day", NOW - 365 * DAY, 366],
    [{ range: "custom", from: NOW - 20 * DAY, to: NOW - 19 * DAY }, "hour", NOW - 20 * DAY, 25],
    [{ range: "custom", from: NOW - 2 * HOUR, to: NOW + DAY }, "5minute", NOW - 2 * HOUR, 25],
    [{ range: "custom", from: NOW + DAY }, "5minute", NOW - 1, 1],
  ];
  for (const [chosen, step, start, count] of cases) {
    const span = spanOf(chosen, NOW, 10);
    has(span, { step, count });
    assert.equal(span.start % STEPS[step], 0);
    assert.ok(span.end <= NOW);
    assert.ok(start - STEPS[step] < span.start && span.start <= start);
  }
});

it("a day begins at this device's midnight", () => {
  process.env.TZ = "Asia/Tokyo";
  const { start } = spanOf({ range: "year" }, NOW, 10);
  process.env.TZ = "UTC";
  assert.equal(new Date(start).toISOString(), "2025-11-22T15:00:00.000Z");
});

it("a filter finds every word; a whole name of an interface means that one alone", () => {
  const rows = [
    row({ id: "1", haystack: "edge ether1 rx" }),
    row({ id: "2", instance: "ether10", haystack: "edge ether10 rx" }),
    row({
      id: "3",
      instance: "",
      haystack: "edge cpu",
      unit: "%",
      tierKey: "short",
      routerId: "2",
    }),
  ];
  const found = (filters) => ids(filtered(rows, filters));
  assert.deepEqual(found({}), ["1", "2", "3"]);
  assert.deepEqual(found({ q: " RX  edge" }), ["1", "2"]);
  assert.deepEqual(found({ instance: "ETHER1" }), ["1"]);
  assert.deepEqual(found({ instance: "ether" }), ["1", "2"]);
  for (const filters of [{ unit: "%" }, { tier: "short" }, { router: "2" }]) {
    assert.deepEqual(found(filters), ["3"]);
  }
  assert.deepEqual(found({ q: "nothing" }), []);
});

it("a card shows some routers, by the id of entry or device, and some categories; else all", () => {
  const answer = {
    routers: [
      { id: "1", device: "one" },
      { id: "2", device: null },
    ],
  };
  const rows = [
    row({ id: "a" }),
    row({ id: "b", routerId: "2" }),
    row({ id: "c", categoryKey: "cpu" }),
  ];
  const left = (config) => ids(configured(rows, answer, config));
  assert.deepEqual(left({}), ["a", "b", "c"]);
  assert.deepEqual(left({ routers: [], categories: [] }), ["a", "b", "c"]);
  assert.deepEqual(left({ routers: ["one"] }), ["a", "c"]);
  assert.deepEqual(left({ routers: ["1"] }), ["a", "c"]);
  assert.deepEqual(left({ routers: ["2"] }), ["b"]);
  assert.deepEqual(left({ routers: ["1"], categories: ["cpu"] }), ["c"]);
  assert.deepEqual(left({ routers: ["gone"] }), []);
});

it("rows stand by router, interface as people count, and metric; a given name is kept", () => {
  const metric = { category: 0, tier: 0, figures: "mean", adds: true };
  const answer = {
    routers: [
      { id: "1", name: "edge" },
      { id: "2", name: "home" },
    ],
    categories: [{ key: "interface_traffic", name: "Interface traffic" }],
    tiers: [{ key: "realtime", name: "Realtime" }],
    metrics: [
      { name: "RX", ...metric },
      { name: "TX", ...metric },
    ],
    rows: [
      ["sensor.d", 1, 0, "ether1", ""],
      ["sensor.c", 0, 0, "ether10", ""],
      ["sensor.b", 0, 1, "ether2", "To the office"],
      ["sensor.a", 0, 0, "ether2", ""],
    ],
  };
  const units = { "sensor.a": "Mbit/s" };
  const rows = rowsOf(answer, (id) => units[id], "en");
  assert.deepEqual(ids(rows), ["sensor.a", "sensor.b", "sensor.c", "sensor.d"]);
  has(rows[0], { unit: "Mbit/s" });
  has(rows[3], { unit: "", router: "home" });
  has(rows[1], { name: "To the office", metricName: "TX" });
  assert.ok(rows[1].haystack.includes("to the office"));
});

it("numbers sort by size, names as people count, what has no value last in either direction", () => {
  const rows = [
    { id: "a", instance: "ether10", value: 2 },
    { id: "b", instance: "ether2", value: Number.NaN },
    { id: "c", instance: "Ether1", value: 10 },
  ];
  const order = (column, isDescending) =>
    ids(sorted(rows, column, isDescending, ({ value }) => value, "en")).join("");
  assert.equal(order("mean", false), "acb");
  assert.equal(order("mean", true), "cab");
  assert.equal(order("instance", false), "cba");
  assert.equal(order("", true), "abc");
});

const GROUPED = [
  row({ id: "1" }),
  row({ id: "2", instance: "ether2" }),
  row({ id: "3", metric: 2, metricName: "CPU", name: "CPU", unit: "%", instance: "", adds: false }),
  row({ id: "4", routerId: "2", router: "home" }),
];

it("a group has figures only where its metrics are alike; inside are groups by metric", () => {
  const [edge, home] = grouped(GROUPED, "router");
  has(edge, { router: "edge", uniform: false });
  assert.equal(edge.rows.length, 3);
  const [inner, cpu] = edge.children;
  has(inner, { name: "RX", uniform: true, unit: "Mbit/s", adds: true });
  assert.equal(cpu.id, "3");
  has(home, { router: "home", uniform: true, name: "RX" });
  assert.deepEqual(
    grouped(GROUPED, "instance").map((group) => [group.router, group.instance]),
    [
      ["edge", "ether1"],
      ["edge", "ether2"],
      ["edge", ""],
      ["home", "ether1"],
    ],
  );
});

it("groups by category stand in the catalogue's order", () => {
  const late = row({ id: "5", categoryKey: "system", category: "System", place: [12, 0, 0, 0, 0] });
  const found = grouped([late, ...GROUPED], "category").map(({ category }) => category);
  assert.deepEqual(found, ["Interface traffic", "System"]);
});

it("of an open group its parts stand below it", () => {
  const lines = flattened(grouped(GROUPED, "router"), new Set(["router:1"]), (items) => items);
  assert.deepEqual(
    lines.map(({ depth }) => depth),
    [0, 1, 1, 0],
  );
});

it("one line per period, newest first, one value per series; totals show their growth", () => {
  const series = [row({ id: "rate" }), row({ id: "total", kind: "change" })];
  const points = new Map([
    [
      "rate",
      [
        { start: DAY, mean: 1, max: 5 },
        { start: 2 * DAY, mean: 2, max: 6 },
      ],
    ],
    ["total", [{ start: 2 * DAY, change: 9 }]],
  ]);
  assert.deepEqual(periods(series, points, "max"), [
    { start: 2 * DAY, values: [6, 9] },
    { start: DAY, values: [5, Number.NaN] },
  ]);
  // A percentile of five minutes is their mean.
  assert.deepEqual(periods(series, points, "p95")[1].values[0], 1);
});

it("the ten largest parts, the last of them all others; shares come to one", () => {
  const items = numbers(0, 14).map((value) => ({ id: String(value), value }));
  const parts = slices([...items, { id: "x", value: Number.NaN }]);
  assert.deepEqual(ids(parts), ["14", "13", "12", "11", "10", "9", "8", "7", "6", null]);
  has(parts.at(-1), { count: 5, value: 15 });
  const whole = parts.reduce((sum, { share }) => sum + share, 0);
  assert.ok(Math.abs(whole - 1) < 1e-9);
  assert.deepEqual(slices([]), []);
});

it("units are offered by how often they occur; what is no number has none", () => {
  const rows = [row({ unit: "%" }), row(), row(), row({ unit: "x", kind: null })];
  assert.deepEqual(unitsOf(rows), ["Mbit/s", "%"]);
});
