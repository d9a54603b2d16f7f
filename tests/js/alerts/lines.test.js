/** Which alerts share a line, in which order, and what is written of each. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { arranged, clock, iconOf, moment, staleText, valueText } from "#dashboard/alerts/lines.js";
import { spanning } from "#dashboard/www/numbers.js";
import { ago, alert, hot, later, NOW, router } from "#tests/alerts/made.js";
import { home, text } from "#tests/made.js";

const hass = home();
const ids = (lines) => lines.map(({ id }) => id);

it("puts the worst first, then the oldest, and those of a kind into one line", () => {
  const port = (name, changes) => alert({ instance: `port:${name}`, label: name, ...changes });
  const { open, silent } = arranged({
    1: router({ alerts: [port("ether1"), port("ether2", { since: ago(9000) }), hot()] }),
    2: router({ alerts: [port("ether1", { since: ago(20_000) })] }),
  });
  assert.deepEqual(ids(open), ["1/temperature", "2/link_down", "1/link_down"]);
  const [, , ports] = open;
  assert.deepEqual(
    ports.alerts.map(({ label }) => label),
    ["ether2", "ether1"],
  );
  assert.equal(ports.since, ago(9000));
  assert.equal(ports.severity, "warning");
  assert.deepEqual(silent, []);
});

it("puts what is silent below the silence that lasts longest, also one of nothing", () => {
  const until = later(3600);
  const silence = (key, instance, end = until) => ({
    key,
    instance,
    name: key || null,
    until: end,
  });
  const { open, silent } = arranged({
    1: router({
      alerts: [
        hot({ silenced_until: until }),
        alert({ silenced_until: until }),
        alert({ instance: "port:ether6" }),
      ],
      silences: [
        silence("link_down", "port:ether5"),
        silence("temperature", ""),
        silence("cpu", "", later(60)),
      ],
    }),
    2: router({
      alerts: [alert({ silenced_until: later(9) })],
      silences: [silence("link_down", "", later(5)), silence("", "", later(9))],
    }),
  });
  assert.deepEqual(ids(open), ["1/link_down"]);
  assert.deepEqual(
    silent.map(({ id, lines }) => [id, ids(lines)]),
    [
      ["1/link_down:port:ether5", ["1/link_down:port:ether5/link_down"]],
      ["1/temperature:", ["1/temperature:/temperature"]],
      ["1/cpu:", []],
      ["2/:", ["2/:/link_down"]],
      ["2/link_down:", []],
    ],
  );
});

it("writes a value beside its limit, or beside what it was before", () => {
  assert.equal(
    valueText(hass, text, hot()),
    'alerts.value_limit {"value":"80.5 °C","bound":"75 °C"}',
  );
  const moved = hot({ value: "lte1", bound: "ether1", unit: null, is_before: true });
  assert.equal(
    valueText(hass, text, moved),
    'alerts.value_before {"value":"lte1","bound":"ether1"}',
  );
  assert.equal(valueText(hass, text, hot({ bound: null })), "80.5 °C");
  assert.equal(valueText(hass, text, hot({ unit: null, bound: null, value: 3 })), "3");
  assert.equal(valueText(hass, text, alert()), "");
  const old = hot({ value: "2026-01-02T12:00:00Z", is_time: true, bound: 30, bound_unit: "d" });
  const said = valueText(hass, text, old);
  assert.ok(said.includes("Jan 2, 2026"), said);
  assert.ok(said.includes("30 d"), said);
});

it("says when a value was last read only where that is long ago", () => {
  assert.equal(staleText(hass, text, hot(), NOW), "");
  const stale = staleText(hass, text, hot({ seen: ago(600) }), NOW);
  assert.equal(stale, 'alerts.last_seen {"duration":"10 min"}');
});

it("writes a time without its day where that is today", () => {
  const today = clock(hass, new Date(NOW).toISOString(), NOW);
  assert.match(today, /^\d+:\d+/u);
  assert.ok(clock(hass, ago(90_000), NOW).includes("2026"));
  assert.equal(moment(hass, "lately"), "lately");
});

it("writes how long something was on in two units", () => {
  assert.equal(spanning(hass, 6_660_000), "1 hr 51 min");
  assert.equal(spanning(hass, 3_600_000), "1 hr");
  assert.equal(spanning(hass, 45_000), "45 sec");
  assert.equal(spanning(hass, 0), "1 sec");
  assert.equal(spanning(hass, 93_600_000), "1 day 2 hr");
});

it("has an icon for each severity", () => {
  assert.notEqual(iconOf("critical"), iconOf("warning"));
  assert.equal(iconOf("unheard of"), iconOf("information"));
});
