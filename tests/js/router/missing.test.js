/** The dialog of what is missing: what it lists, how it is searched, and what it says of each. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { ANSWERS, find, findAll, pass, show, times } from "#tests/cards.js";

const { emphasised, found } = await import("#dashboard/router/missing.js");
const CARD = "mikrotik-monitoring-missing";
const ASKED = "mikrotik_monitoring/missing";
const metric = (key, status, changes = {}) => ({
  key,
  name: key.toUpperCase(),
  status,
  count: 0,
  words: "",
  at: null,
  ...changes,
});
const HEADINGS = [
  {
    heading: "System",
    metrics: [metric("cpu", "shown", { count: 1 }), metric("fan", "not_on_hardware")],
  },
  {
    heading: "Queues",
    metrics: [
      metric("queue", "not_permitted", { words: "/user group add" }),
      metric("drops", "refused", { words: "no", at: "2026-11-03T12:00:00+00:00" }),
    ],
  },
];

HTMLElement.prototype.showModal ??= function showModal() {
  this.setAttribute("open", "");
};
HTMLElement.prototype.close ??= function close() {
  this.removeAttribute("open");
};

const listed = () => findAll("li").map(({ dataset }) => dataset.metric);

async function open(answer) {
  ANSWERS[ASKED] = answer;
  await show(CARD, { router: "1" });
  await pass(100);
  find("ha-card > button").click();
  await pass(100);
}

it("finds by all words, and what is missing at first", () => {
  const keys = (words, status) =>
    found(HEADINGS, words, status).flatMap(({ metrics }) => metrics.map(({ key }) => key));
  assert.deepEqual(keys("", ""), ["fan", "queue", "drops"]);
  assert.deepEqual(keys("", "all"), ["cpu", "fan", "queue", "drops"]);
  assert.deepEqual(keys("", "shown"), ["cpu"]);
  assert.deepEqual(keys("queues  DR", ""), ["drops"]);
  assert.deepEqual(keys("queues fan", "all"), []);
});

it("sets names of menus apart", () => {
  const [before, menu, between, step, after] = emphasised(
    "Left out. *Configure*, *Detail* has it.",
  );
  assert.deepEqual([before, between, after], ["Left out. ", ", ", " has it."]);
  assert.deepEqual([menu.textContent, step.textContent], ["Configure", "Detail"]);
  assert.deepEqual(emphasised("Shown: 3"), ["Shown: 3"]);
});

it("asks nothing before it is opened, and says why of each", async () => {
  ANSWERS[ASKED] = HEADINGS;
  await show(CARD, { router: "1" });
  await pass(100);
  assert.equal(times(ASKED), 0);
  find("ha-card > button").click();
  await pass(100);
  assert.equal(times(ASKED), 1);
  assert.ok(find("dialog").hasAttribute("open"));
  assert.deepEqual(listed(), ["fan", "queue", "drops"]);
  assert.equal(find("[data-metric=queue] code").textContent, "/user group add");
  assert.equal(find("[data-metric=drops] code"), null);
  assert.ok(find("[data-metric=drops] .why").textContent.startsWith("missing.why.refused"));
  find("header button").click();
  assert.ok(!find("dialog").hasAttribute("open"));
});

it("lists those of a kind, and says that none fits", async () => {
  await open(HEADINGS);
  const kinds = findAll("option").map(({ value }) => value);
  assert.deepEqual(kinds, ["", "all", "shown", "not_on_hardware", "not_permitted", "refused"]);
  find("select").value = "shown";
  find("select").dispatchEvent(new Event("change"));
  assert.deepEqual(listed(), ["cpu"]);
  find("input").value = "nothing of the kind";
  find("input").dispatchEvent(new Event("input"));
  assert.equal(find(".said").textContent, "missing.nothing");
});

it("is left by a key, also from a field with words, and by no other", async () => {
  await open(HEADINGS);
  const press = (key) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    find("input").dispatchEvent(event);
    return event.defaultPrevented;
  };
  find("input").value = "ups";
  assert.ok(!press("p"));
  assert.ok(find("dialog").hasAttribute("open"));
  assert.ok(press("Escape"));
  assert.ok(!find("dialog").hasAttribute("open"));
  assert.equal(find("input").value, "ups");
});

it("says that nobody answered", async () => {
  await open(new Error("not allowed"));
  assert.ok(find(".said").textContent.startsWith("missing.failed"));
});
