/** The percentile beside what is paid for in any case. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { commitBar, reach } from "#dashboard/interface/commit.js";
import { ANSWERS, find, hass, show } from "#tests/cards.js";

const text = (key, values) => `${key} ${JSON.stringify(values)}`;
const percentile = (highest, commit) => ({ highest, commit, unit: "Mbit/s" });

it("draws both on one scale, of which the longer takes most", () => {
  assert.deepEqual(reach(20, 40), { bar: 47.5, line: 95 });
  assert.deepEqual(reach(80, 40), { bar: 95, line: 47.5 });
});

it("says what share of the commit is used", () => {
  const drawn = commitBar(hass(), text, percentile(20, 40));
  assert.equal(drawn.dataset.over, "false");
  assert.equal(drawn.querySelector(".reached").style.width, "47.5%");
  assert.equal(
    drawn.querySelector("figcaption").textContent,
    'interface.within_commit {"commit":"40.0 Mbit/s","share":"50 %","over":"-20.0 Mbit/s"}',
  );
});

it("says how much is above it", () => {
  const drawn = commitBar(hass(), text, percentile(50, 40));
  assert.equal(drawn.dataset.over, "true");
  assert.equal(
    drawn.querySelector("figcaption").textContent,
    'interface.over_commit {"commit":"40.0 Mbit/s","share":"125 %","over":"10.0 Mbit/s"}',
  );
});

it("is not there without a commit, or before there is a percentile", () => {
  for (const [highest, commit] of [
    [20, null],
    [20, undefined],
    [null, 40],
  ]) {
    assert.equal(commitBar(hass(), text, percentile(highest, commit)), null);
  }
});

it("stands in the month of an interface", async () => {
  const month = ANSWERS["mikrotik_monitoring/interface_month"];
  const shown = () => show("mikrotik-monitoring-interface", { interface: "port:ether1" });
  await shown();
  assert.equal(find(".commit"), null);
  month.percentile.commit = 2;
  await shown();
  assert.equal(find(".commit .line").style.cssText.includes("95%"), true);
  month.percentile.commit = undefined;
});
