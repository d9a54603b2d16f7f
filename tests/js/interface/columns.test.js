/** Columns of what came in and went out, with their numbers. */

import assert from "node:assert/strict";
import { it } from "node:test";
import "#tests/page.js";
import { columns } from "#dashboard/interface/columns.js";
import { later } from "#dashboard/interface/month.js";

const LEGEND = { title: "Volume", names: ["In", "Out"], format: (value) => `${value ?? "—"} GB` };
const texts = (root, selector) =>
  [...root.querySelectorAll(selector)].map((found) => found.textContent);
const heights = (root, selector) =>
  [...root.querySelectorAll(selector)].map((found) => found.style.height);

it("stacks both parts on one scale; what is not known has no height", () => {
  const drawn = columns(
    [
      { label: "1", rx: 3, tx: 1 },
      { label: "2", rx: undefined, tx: 2, isChosen: true },
    ],
    LEGEND,
  );
  assert.deepEqual(heights(drawn, ".bar .in"), ["75%", "0%"]);
  assert.deepEqual(heights(drawn, ".bar .out"), ["25%", "50%"]);
  assert.deepEqual(texts(drawn, ".scale span"), ["4 GB", "2 GB", "0 GB"]);
  const [, chosen] = drawn.querySelectorAll(".column");
  assert.equal(chosen.className, "column chosen");
  assert.equal(chosen.title, "2: In — GB, Out 2 GB");
});

it("has its numbers in a table for those who do not see it, where that has a name", () => {
  const items = [{ label: "1", rx: 3, tx: 1 }];
  const drawn = columns(items, { ...LEGEND, more: "As a table" });
  assert.equal(drawn.querySelector("summary").textContent, "As a table");
  assert.deepEqual(texts(drawn, "tbody tr > *"), ["1", "3 GB", "1 GB"]);
  assert.equal(columns(items, LEGEND).querySelector("details"), null);
});

it("labels no more columns than have room", () => {
  const items = Array.from({ length: 31 }, (_, day) => ({ label: String(day + 1), rx: 1, tx: 1 }));
  const labels = texts(columns(items, LEGEND), ".column .label").filter(Boolean);
  assert.equal(labels.length, 16);
  assert.deepEqual(labels.slice(0, 2), ["1", "3"]);
});

it("draws a month without any volume", () => {
  assert.deepEqual(heights(columns([{ label: "1" }], LEGEND), ".bar .in"), ["0%"]);
});

it("goes from month to month over the turn of a year", () => {
  assert.equal(later("2026-01", -1), "2025-12");
  assert.equal(later("2026-12", 1), "2027-01");
  assert.equal(later("2026-05", 0), "2026-05");
});
