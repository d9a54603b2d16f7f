/** The card of a router's security: what it lists, folds away, copies and says of the whole. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { ANSWERS, find, findAll, hass, pass, said, scene, show, times } from "#tests/cards.js";
import { state } from "#tests/made.js";

const CARD = "mikrotik-monitoring-security";
const ASKED = "mikrotik_monitoring/security";
const CONFIG = { router: "1", entity: "sensor.score" };
const TELNET = {
  key: "service_telnet",
  severity: "high",
  command: "/ip service disable telnet",
  accepted: null,
};
const CLOUD = {
  key: "cloud_name",
  severity: "info",
  command: "/ip cloud set ddns-enabled=no",
  accepted: { note: "The name is printed\non the door", at: "2026-11-20" },
};
const answer = (changes = {}) => {
  ANSWERS[ASKED] = {
    is_read: true,
    findings: [TELNET, CLOUD],
    not_checked: ["user_admin"],
    ...changes,
  };
};
const scored = (value) =>
  hass({ states: { "sensor.score": state(value, "points") }, localize: (key) => key });
const titles = (selector) => findAll(`${selector} .title`).map(({ textContent }) => textContent);

async function open(changes) {
  answer(changes);
  await show(CARD, CONFIG);
  await pass(100);
}

it("lists what is found with its command, and folds what is accepted or not checked", async () => {
  await open();
  assert.deepEqual(titles("ha-card > ul"), ["security.checks.service_telnet.title"]);
  const finding = find("[data-check=service_telnet]");
  assert.equal(finding.dataset.severity, "high");
  assert.equal(finding.querySelector("code").textContent, TELNET.command);
  assert.ok(finding.textContent.includes("security.checks.service_telnet.why"));
  const accepted = find("[data-list=accepted]");
  assert.equal(accepted.open, false);
  assert.equal(accepted.querySelector("code"), null);
  assert.equal(accepted.querySelector(".note").textContent, CLOUD.accepted.note);
  assert.ok(accepted.textContent.includes("security.accepted_at"));
  const unsaid = find("[data-list=not_checked]");
  assert.ok(unsaid.textContent.includes("security.checks.user_admin.title"));
  assert.ok(unsaid.textContent.includes("security.not_checked_why"));
  assert.equal(find(".message").hidden, true);
});

it("says that nothing is found, and folds nothing that is empty", async () => {
  await open({ findings: [CLOUD], not_checked: [] });
  assert.equal(find(".message").textContent, "security.nothing");
  assert.equal(find("[data-list=not_checked]"), null);
  assert.equal(find("ha-card > ul").children.length, 0);
});

it("says that the router has not been checked", async () => {
  await open({ is_read: false, findings: [], not_checked: [] });
  assert.equal(find(".message").textContent, "security.unread");
});

it("shows a date that is none as it is, and no note where there is none", async () => {
  await open({ findings: [{ ...CLOUD, accepted: { note: "", at: "lately" } }] });
  assert.ok(find("[data-list=accepted]").textContent.includes("lately"));
  assert.equal(find(".note"), null);
});

it("asks again when the score changes, and when it is set up anew", async () => {
  await open();
  assert.equal(times(ASKED), 1);
  answer({ findings: [] });
  scene.card.hass = scored(90);
  await pass(100);
  await pass(100);
  assert.equal(times(ASKED), 2);
  assert.equal(find("[data-check]"), null);
  scene.card.hass = scored(90);
  await pass(100);
  assert.equal(times(ASKED), 2);
  scene.card.setConfig({ ...CONFIG });
  await pass(100);
  assert.equal(times(ASKED), 3);
});

it("copies a command and says so for a moment", async () => {
  const written = [];
  const clipboard = { writeText: (text) => Promise.resolve(written.push(text)) };
  Object.defineProperty(globalThis.navigator, "clipboard", {
    value: clipboard,
    configurable: true,
  });
  await open();
  find("[data-check=service_telnet] button").click();
  await pass(10);
  assert.deepEqual(written, [TELNET.command]);
  assert.equal(find(".message").textContent, "security.copied");
  clipboard.writeText = () => Promise.reject(new Error("No"));
  document.execCommand = () => false;
  find("[data-check=service_telnet] button").click();
  await pass(10);
  assert.equal(find(".message").textContent, "security.not_copied");
  await pass(3100);
  assert.equal(find(".message").hidden, true);
});

it("says why it was refused, and comes back", async () => {
  answer();
  scene.refused.add(ASKED);
  await show(CARD, CONFIG);
  assert.ok(said().includes("security.failed"));
  scene.refused.delete(ASKED);
  await pass(2500);
  await pass(100);
  assert.ok(find("[data-check=service_telnet]"));
  assert.equal(find(".message").hidden, true);
});
