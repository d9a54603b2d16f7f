/** Numbers as the person who reads them has them elsewhere in Home Assistant. */

import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";
import {
  bare,
  lasting,
  like,
  monthName,
  percent,
  precise,
  scaled,
  share,
  shortMonth,
  size,
  whole,
  written,
} from "#dashboard/www/numbers.js";
import { home, state } from "#tests/made.js";

const plain = (text) => text.replaceAll(/\s/gu, " ").replaceAll("’", "'");
const inFormat = (number_format, language = "en") =>
  home({}, { locale: { language, number_format } });

it("writes a size with three digits that can be read, and its unit", () => {
  const hass = home();
  const cases = [
    [0, "0 GB"],
    [1.234, "1.23 GB"],
    [12.34, "12.3 GB"],
    [-123.4, "-123 GB"],
    [12_345.6, "12,346 GB"],
    [Number.NaN, "—"],
    [null, "—"],
    [undefined, "—"],
  ];
  for (const [value, expected] of cases) assert.equal(size(hass, value, "GB"), expected);
  assert.equal(size(hass, 5), "5.00");
});

it("never rounds a share up", () => {
  const hass = home();
  assert.equal(share(hass, 99.9996), "99.999 %");
  assert.equal(share(hass, 100), "100 %");
  assert.equal(share(hass, 0.29, 1), "0.2 %");
  assert.equal(share(hass, 0.3, 1), "0.3 %");
  assert.equal(share(hass, undefined), "—");
  assert.equal(percent(hass, 0.1234), "12.3%");
});

it("follows the number format that a person chose, not the language", () => {
  const cases = [
    ["language", "en", "1,234,567"],
    ["language", "de", "1.234.567"],
    ["comma_decimal", "de", "1,234,567"],
    ["decimal_comma", "en", "1.234.567"],
    ["space_comma", "en", "1 234 567"],
    ["quote_decimal", "en", "1'234'567"],
    ["none", "en", "1234567"],
  ];
  for (const [format, language, expected] of cases) {
    assert.equal(plain(whole(inFormat(format, language), 1_234_567)), expected, format);
  }
  assert.equal(size(inFormat("decimal_comma"), 1.5, "MB"), "1,50 MB");
});

it("writes a value as precisely as the entity's states, else with what can be read", () => {
  const hass = home({}, { entities: { "sensor.a": { display_precision: 1 } } });
  assert.equal(precise(hass, 12.3456, "sensor.a"), "12.3");
  assert.equal(precise(hass, 12, "sensor.a"), "12.0");
  assert.equal(precise(hass, 0.0123, "sensor.a"), "0.012");
  assert.equal(precise(hass, 12.3456, "sensor.b"), "12.35");
  assert.equal(precise(hass, 123.456, "sensor.b"), "123.5");
  assert.equal(precise(hass, 1234.56, "sensor.b"), "1,235");
  assert.equal(precise(hass, 0, "sensor.b"), "0");
});

it("writes states as Home Assistant does, with their unit or without", () => {
  const cpu = state(7, "%");
  const hass = home({ "sensor.cpu": cpu });
  assert.equal(written(hass, "sensor.cpu"), "7 %");
  assert.equal(written(hass, "sensor.gone"), "—");
  assert.equal(like(hass, cpu, 8), "8 %");
  assert.equal(like(hass, cpu, Number.NaN), "—");
  assert.equal(like(hass, undefined, 8), "—");
  assert.equal(bare(hass, cpu, 1234), "1234");
  assert.equal(bare(hass, undefined, 1), "—");
  assert.equal(bare({ ...hass, formatEntityStateToParts: undefined }, cpu, 1234), "1,234");
});

it("writes a sum in the largest unit of its own kind", () => {
  const hass = home();
  const units = {
    "bit/s": 1,
    "kbit/s": 1e3,
    "Mbit/s": 1e6,
    "Gbit/s": 1e9,
    "B/s": 8,
    "MiB/s": 8.4e6,
  };
  const rate = state(1, "Mbit/s");
  assert.equal(scaled(hass, rate, 2.5e9, units), "2.50 Gbit/s");
  assert.equal(scaled(hass, rate, 2.5e6, units), "2.50 Mbit/s");
  assert.equal(scaled(hass, rate, 0, units), "0.00 bit/s");
  assert.equal(scaled(hass, state(1, "MiB/s"), 8.4e6, units), "1.00 MiB/s");
  assert.equal(scaled(hass, state(1, "parsecs"), 3, units), "3.00 parsecs");
});

it("writes how long something lasts in its largest unit", () => {
  const now = Date.parse("2026-11-22T20:00:00Z");
  const since = (seconds) => new Date(now - seconds * 1000).toISOString();
  const shown = (seconds) => lasting(home(), since(seconds), now);
  assert.deepEqual([0, 59, 60, 3599, 3600, 86_399, 2 * 86_400].map(shown), [
    "1 sec",
    "59 sec",
    "1 min",
    "59 min",
    "1 hour",
    "23 hours",
    "2 days",
  ]);
});

it("names months in the page's language, whatever the time zone", () => {
  process.env.TZ = "America/Los_Angeles";
  assert.equal(monthName(home(), "2026-10"), "October 2026");
  assert.equal(shortMonth(inFormat("language", "de"), "2026-10"), "Okt");
  process.env.TZ = "UTC";
});
