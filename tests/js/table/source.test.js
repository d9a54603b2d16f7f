/** The recorder's statistics: in chunks, kept, and dropped when they are not needed. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { StatisticsSource } from "#dashboard/table/source.js";

const SPAN = { start: 0, end: 86_400_000, step: "5minute", count: 288, key: "day" };
const ids = Array.from({ length: 120 }, (_, place) => `sensor.${place}`);

const recorder = () => {
  const asked = [];
  const callWS = (message) => {
    asked.push(message);
    return Promise.resolve(
      Object.fromEntries(message.statistic_ids.map((id) => [id, [{ start: 0, mean: 4 }]])),
    );
  };
  return { asked, hass: { callWS } };
};

it("reads in chunks of what both sides can bear, and says how far it is", async () => {
  const { asked, hass } = recorder();
  const source = new StatisticsSource();
  const progress = [];
  assert.equal(await source.read(hass, SPAN, ids, (...now) => progress.push(now)), true);
  assert.deepEqual(
    asked.map((message) => message.statistic_ids.length),
    [52, 52, 16],
  );
  assert.deepEqual(progress, [
    [52, 120],
    [104, 120],
    [120, 120],
  ]);
  assert.equal(source.points, 120);
  assert.equal(source.figures("sensor.7").mean, 4);
  assert.equal(asked[0].end_time, "1970-01-02T00:00:00.000Z");
  assert.deepEqual(source.missing(ids), []);
  assert.deepEqual(source.missing(ids, true).length, 120);
});

it("ends where another choice was made, and keeps nothing of an answer that comes late", async () => {
  const { asked, hass } = recorder();
  const source = new StatisticsSource();
  const isDone = await source.read(hass, SPAN, ids, () => source.cancel());
  assert.equal(isDone, false);
  assert.equal(asked.length, 2);
  assert.equal(source.missing(ids).length, 120 - 52);
});

it("drops another span's figures, but shows those of one that has merely moved on", async () => {
  const { hass } = recorder();
  const source = new StatisticsSource();
  await source.read(hass, SPAN, ids.slice(0, 1), () => undefined, true);
  assert.equal(source.rows.get("sensor.0").length, 1);
  source.span({ ...SPAN, key: "moved" }, true);
  assert.equal(source.figures("sensor.0").mean, 4);
  assert.deepEqual(source.missing(["sensor.0"]), ["sensor.0"]);
  source.span({ ...SPAN, key: "week" });
  assert.equal(source.figures("sensor.0"), undefined);
});

it("keeps what was read before a refusal, so that a second try reads the rest", async () => {
  const { asked, hass } = recorder();
  const source = new StatisticsSource();
  let isRefused = true;
  const refusing = {
    callWS: (message) =>
      asked.length === 1 && isRefused ? Promise.reject(new Error("No")) : hass.callWS(message),
  };
  await assert.rejects(
    source.read(refusing, SPAN, ids, () => undefined),
    /No/u,
  );
  const missing = source.missing(ids);
  assert.equal(missing.length, 120 - 52);
  isRefused = false;
  assert.equal(await source.read(refusing, SPAN, missing, () => undefined), true);
  assert.deepEqual(source.missing(ids), []);
});
