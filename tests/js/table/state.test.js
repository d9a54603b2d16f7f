/** What a person chose, in the address. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, it } from "node:test";
import "#tests/page.js";
import { claim, defaults, readState, release, writeState } from "#dashboard/table/state.js";

const card = {};

beforeEach(() => {
  location.hash = "";
  claim(card);
});

afterEach(() => release(card));

const read = (hash, config = {}) => {
  location.hash = hash;
  return readState(card, config);
};

it("begins with a day of all metrics, or with the range that the card is configured for", () => {
  assert.equal(defaults({}).range, "day");
  assert.equal(defaults({ range: "week" }).range, "week");
  assert.equal(defaults({ range: "century" }).range, "day");
});

it("comes back from the address as it was written", () => {
  const chosen = {
    ...defaults({}),
    q: "ether1 rx",
    range: "week",
    desc: true,
    sort: "max",
    page: 2,
  };
  writeState(card, {}, chosen);
  assert.equal(location.hash, "#q=ether1+rx&range=week&sort=max&desc=1&page=2");
  assert.deepEqual(readState(card, {}), chosen);
  writeState(card, {}, defaults({}));
  assert.equal(location.hash, "");
});

it("passes over what makes no sense in an address", () => {
  const found = read("#range=century&view=cube&page=-1&size=7&from=x&toString=1&desc=yes&router=a");
  assert.deepEqual(found, { ...defaults({}), router: "a" });
  assert.equal(read("#size=25&page=1.7").page, 1);
});

it("is the first table's alone", () => {
  const second = {};
  claim(second);
  location.hash = "#range=week";
  assert.equal(readState(second, {}).range, "day");
  writeState(second, {}, { ...defaults({}), range: "year" });
  assert.equal(location.hash, "#range=week");
  release(second);
  assert.equal(readState(card, {}).range, "week");
});
