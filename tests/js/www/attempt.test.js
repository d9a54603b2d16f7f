/** What is tried until it works. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, it, mock } from "node:test";
import { Attempt, reasonOf } from "#dashboard/www/attempt.js";

let tries;
let failures;
let isRefused;
let attempt;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  [tries, failures, isRefused] = [0, [], true];
  attempt = new Attempt(
    () => {
      tries += 1;
      return isRefused ? Promise.reject(new Error(`No ${tries}`)) : Promise.resolve();
    },
    (error) => failures.push(error.message),
  );
});

afterEach(() => mock.timers.reset());

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function pass(milliseconds) {
  mock.timers.tick(milliseconds);
  await settled();
}

it("is tried again at growing pauses, says why each time, and ends when it works", async () => {
  await attempt.start();
  const pauses = [];
  for (let wait = 0; wait < 182_000; wait += 1000) {
    const before = tries;
    await pass(1000);
    if (tries > before) pauses.push(wait + 1000 - pauses.reduce((sum, one) => sum + one, 0));
  }
  assert.deepEqual(pauses, [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  assert.equal(failures.length, 8);
  assert.equal(failures[0], "No 1");
  isRefused = false;
  await pass(60_000);
  assert.equal(tries, 9);
  await pass(600_000);
  assert.equal(tries, 9);
});

it("begins with short pauses again once it has worked", async () => {
  await attempt.start();
  isRefused = false;
  await pass(2000);
  isRefused = true;
  await attempt.start();
  assert.equal(tries, 3);
  await pass(2000);
  assert.equal(tries, 4);
});

it("is tried at once when the connection is back, but only what failed", async () => {
  await attempt.start();
  isRefused = false;
  await attempt.again();
  assert.equal(tries, 2);
  await attempt.again();
  await pass(600_000);
  assert.equal(tries, 2);
});

it("rests while the card is away, and goes on when it is back", async () => {
  await attempt.start();
  attempt.stop();
  await pass(600_000);
  assert.equal(tries, 1);
  isRefused = false;
  await attempt.again();
  assert.equal(tries, 2);
});

it("goes on with what was stopped under way, and makes its answer void", async () => {
  const answers = [];
  const waiting = [];
  const slow = new Attempt(async (isLatest) => {
    await new Promise((resolve) => waiting.push(resolve));
    answers.push(isLatest());
  }, assert.fail);
  const first = slow.start();
  slow.stop();
  const second = slow.again();
  for (const resolve of waiting) resolve();
  await Promise.all([first, second]);
  assert.deepEqual(answers, [false, true]);
});

it("is no more once it is dropped", async () => {
  await attempt.start();
  attempt.drop();
  await attempt.again();
  await pass(600_000);
  assert.equal(tries, 1);
});

it("has words for a lost connection, which has none of its own", () => {
  const hass = { localize: (key) => key };
  assert.equal(reasonOf({ code: "unknown_error", message: "Broken" }, hass), "Broken");
  for (const error of [3, undefined, null, {}]) {
    assert.equal(reasonOf(error, hass), "ui.notification_toast.connection_lost");
  }
});
