/** Shares and bars of the metrics that the filters leave. */

import assert from "node:assert/strict";
import { it } from "node:test";
import "#tests/page.js";
import { barList, shares } from "#dashboard/table/shares.js";
import { home, row, text } from "#tests/made.js";

const rows = [
  row({ id: "sensor.a" }),
  row({ id: "sensor.b", instance: "ether2" }),
  row({ id: "sensor.c", router: "home", routerId: "2" }),
  row({ id: "sensor.cpu", unit: "%", adds: false, name: "CPU", metric: 2, metricName: "CPU" }),
];
const VALUES = { "sensor.a": 1, "sensor.b": 2, "sensor.c": 5, "sensor.cpu": 50 };

const charted = (state = {}, changes = {}) => ({
  text,
  hass: home(),
  state: { unit: "", group: "", figure: "mean", ...state },
  shown: rows,
  figuresOf: ({ id }) => {
    const value = VALUES[id];
    return { isRead: true, last: value, min: value, mean: value, max: value, p95: value };
  },
  ...changes,
});
const lines = (drawn) =>
  [...drawn.querySelectorAll("tbody tr")].map((line) =>
    [...line.children].map((cell) => cell.textContent).filter(Boolean),
  );
const idsOf = (needed) => needed.map(({ id }) => id);

it("shares the unit that most metrics have, the largest part first", () => {
  const { drawn, needed } = shares(charted());
  assert.deepEqual(lines(drawn), [
    ["1", "home · ether1", "5 Mbit/s", "62.5%"],
    ["2", "edge · ether2", "2 Mbit/s", "25%"],
    ["3", "edge · ether1", "1 Mbit/s", "12.5%"],
  ]);
  assert.equal(drawn.querySelector(".whole").textContent, "8");
  assert.deepEqual(idsOf(needed), ["sensor.a", "sensor.b", "sensor.c"]);
});

it("adds up what adds up over a group", () => {
  const { drawn } = shares(charted({ group: "router" }));
  assert.deepEqual(
    lines(drawn).map(([, name, value]) => [name, value]),
    [
      ["home", "5 Mbit/s"],
      ["edge", "3 Mbit/s"],
    ],
  );
});

it("has no shares of what does not add up, and says so", () => {
  const { drawn, needed } = shares(charted({ unit: "%" }));
  assert.equal(drawn.textContent, 'table.no_shares {"unit":"%"}');
  assert.deepEqual(needed, []);
});

it("reads nothing for the last states", () => {
  assert.deepEqual(shares(charted({ figure: "last" })).needed, []);
  assert.deepEqual(barList(charted({ figure: "last" })).needed, []);
});

it("draws bars from the largest; of a group what does not add up is a mean", () => {
  const { drawn } = barList(charted());
  assert.deepEqual(
    lines(drawn).map((line) => line.at(-1)),
    ["5 Mbit/s", "2 Mbit/s", "1 Mbit/s"],
  );
  const cpus = [rows[3], row({ ...rows[3], id: "sensor.b", instance: "cpu1" })];
  const grouped = barList(charted({ group: "router" }, { shown: cpus })).drawn;
  assert.equal(lines(grouped)[0].at(-1), "26 %");
});

it("has the least and the most of a group, but no percentile", () => {
  const shown = (figure) =>
    lines(barList(charted({ figure, group: "router" })).drawn)
      .at(-1)
      .at(-1);
  assert.equal(shown("min"), "1 Mbit/s");
  assert.equal(shown("max"), "2 Mbit/s");
  const { drawn } = barList(charted({ figure: "p95", group: "router" }));
  assert.equal(drawn.textContent, "table.no_group_p95");
});

it("says whether values are still read, or whether there are none", () => {
  const none = (isRead) => ({ figuresOf: () => ({ isRead, mean: Number.NaN }) });
  for (const draw of [shares, barList]) {
    assert.equal(draw(charted({}, none(false))).drawn.textContent, "table.reading");
    assert.equal(draw(charted({}, none(true))).drawn.textContent, "table.no_values");
  }
});

it("draws forty bars at most, and says how many more there are", () => {
  const many = Array.from({ length: 43 }, (_, place) =>
    row({ id: `s.${place}`, name: `${place}` }),
  );
  const figuresOf = () => ({ isRead: true, mean: 1 });
  const { drawn } = barList(charted({}, { shown: many, figuresOf }));
  assert.equal(lines(drawn).length, 40);
  assert.equal(drawn.querySelector(".note").textContent, 'table.others {"count":3}');
});
