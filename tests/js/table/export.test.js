/** The metrics table as text for spreadsheets and programs. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { csv, metricLines, periodLines, tsv } from "#dashboard/table/export.js";
import { lines, records } from "#tests/csv.js";
import { row, state } from "#tests/made.js";

const DAY = 86_400_000;
const NOW = 1_795_379_520_000;

it("what a reader gets back is what was written; no text is a formula", () => {
  const cells = ['a,"b"', "two\r\nlines", "=1+1", "@x", "+1", "-1", -1.5, 2, null, "Šķūnis"];
  const written = csv([cells]);
  assert.ok(written.endsWith("\r\n"));
  assert.deepEqual(lines(written), [
    ['a,"b"', "two\r\nlines", "'=1+1", "'@x", "'+1", "'-1", "-1.5", "2", "", "Šķūnis"],
  ]);
  assert.equal(tsv([["a\tb", "=x", 3]]), "a b\t'=x\t3");
});

it("a line per metric: names, state, range and raw figures, each in its column", () => {
  const states = {
    "sensor.a": state(12.5),
    "sensor.t": state("7.20", "", { last_changed: "2026-11-01T00:00:00Z" }),
  };
  const figures = { "sensor.a": { count: 288, min: 0, mean: 5.25, max: 20, p95: 18 } };
  const written = metricLines(
    [row(), row({ id: "sensor.t", kind: null, unit: "", name: "=Version" })],
    { start: NOW - DAY, end: NOW, step: "5minute" },
    (id) => states[id],
    (id) => figures[id],
  );
  const [rate, version] = records(csv(written));
  assert.deepEqual([rate.router, rate.interface, rate.unit], ["edge", "ether1", "Mbit/s"]);
  assert.deepEqual([rate.last, rate.min, rate.mean, rate.p95], ["12.5", "0", "5.25", "18"]);
  assert.deepEqual([rate.step, rate.rows, rate.change], ["5minute", "288", ""]);
  assert.equal(rate.to, "2026-11-22T20:32:00.000Z");
  assert.deepEqual([version.metric, version.last, version.mean], ["'=Version", "7.20", ""]);
});

it("a line per metric and period, in order of time", () => {
  const points = [
    { start: 2 * DAY, end: 3 * DAY, min: 1, mean: 2, max: 3 },
    { start: DAY, end: 2 * DAY, min: 0, mean: 1, max: 2, change: null },
  ];
  const read = new Map([["sensor.a", points]]);
  const [first, second] = records(csv(periodLines([row(), row({ id: "sensor.unread" })], read)));
  assert.deepEqual([first.from, first.mean, first.change], ["1970-01-02T00:00:00.000Z", "1", ""]);
  assert.deepEqual([second.to, second.max], ["1970-01-04T00:00:00.000Z", "3"]);
});
