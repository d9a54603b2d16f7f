/** The card of alerts: what it lists, how it silences, and that it comes back. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { ago, alert, hot, later, router } from "#tests/alerts/made.js";
import {
  ANSWERS,
  find,
  findAll,
  hass,
  pass,
  said,
  scene,
  show,
  tell,
  times,
} from "#tests/cards.js";

const CARD = "mikrotik-monitoring-alerts";
const ASKED = "mikrotik_monitoring/alerts";
ANSWERS.call_service = null;

const whole = (routers) => tell({ is_whole: true, routers });
const change = (routers) => tell({ is_whole: false, routers });
const line = (id) => find(`[data-alert="${id}"]`);
const titles = (selector = ".alerts") =>
  findAll(`ha-card > ${selector} > li > .body > .head > .title`).map((one) => one.textContent);

async function open(config, routers) {
  await show(CARD, config);
  await whole(routers);
}

it("says on the fleet that there is nothing, and is not seen on a router", async () => {
  await open({}, {});
  assert.equal(find(".message").textContent, "alerts.none");
  assert.equal(scene.card.hidden, false);
  scene.card.remove();
  await open({ router: "1" }, {});
  assert.equal(scene.card.hidden, true);
  assert.equal(scene.card.connectedWhileHidden, true);
  let seen;
  scene.card.addEventListener("card-visibility-changed", ({ detail }) => {
    seen = detail.value;
  });
  await change({ 1: router({ alerts: [hot()] }) });
  assert.equal(seen, true);
  assert.equal(scene.card.hidden, false);
  await change({ 1: null });
  assert.equal(seen, false);
});

it("asks of the routers that it is set up for", async () => {
  await show(CARD, { routers: ["1"], base_path: "/my-board" });
  const [asked] = scene.asked.filter(({ type }) => type === ASKED);
  assert.deepEqual(asked, {
    type: ASKED,
    routers: ["1"],
    base_path: "/my-board",
    options: { resubscribe: false },
  });
  scene.card.setConfig({ router: "2", title: "At home" });
  await pass(100);
  assert.deepEqual(scene.asked.at(-1).routers, ["2"]);
  assert.equal(scene.listeners.size, 1);
  assert.equal(find("h1").textContent, "At home");
});

it("lists the worst first with value, time, advice and the way to the router", async () => {
  await open({}, { 1: router({ alerts: [alert({ flapping: true }), hot({ seen: ago(900) })] }) });
  assert.deepEqual(titles(), ["Temperature is high", "Link down · ether5"]);
  const worst = line("temperature:");
  assert.equal(worst.dataset.severity, "critical");
  assert.equal(worst.querySelector(".badge").textContent, "alerts.severity.critical");
  assert.ok(worst.querySelector(".value").textContent.includes("80.5 °C"));
  assert.ok(worst.querySelector(".stale").textContent.includes("15 min"));
  assert.equal(worst.querySelector(".advice").textContent, "Check fans");
  const link = line("link_down:port:ether5");
  assert.equal(link.querySelector(".value").hidden, true);
  assert.equal(link.querySelector(".stale").hidden, true);
  assert.ok(link.textContent.includes("alerts.flapping"));
  link.querySelector(".router a").click();
  assert.equal(location.pathname, "/mikrotik-monitoring/edge-1");
});

it("counts on, and changes a value without making the line anew", async () => {
  await open({ router: "1" }, { 1: router({ alerts: [hot()] }) });
  const before = line("temperature:");
  assert.ok(before.textContent.includes("1 hour"));
  assert.equal(before.querySelector(".router").textContent, "");
  await change({ 1: router({ alerts: [hot({ value: 90 })] }) });
  await pass(3_600_000);
  await pass(100);
  assert.equal(line("temperature:"), before);
  assert.ok(before.textContent.includes("2 hours"));
  assert.ok(before.querySelector(".value").textContent.includes("90 °C"));
  await change({ 1: router({ alerts: [alert()], path: null, may_silence: false }) });
  assert.equal(line("temperature:"), null);
  assert.equal(findAll("button").length, 0);
});

it("unfolds several of a kind, each with its own name and silence", async () => {
  const ports = ["ether1", "ether2"].map((label) => alert({ label, instance: `port:${label}` }));
  await open({}, { 1: router({ alerts: ports, path: null }) });
  assert.deepEqual(titles(), ['alerts.several {"name":"Link down","count":2}']);
  const several = line("link_down");
  assert.equal(several.querySelector("details").hidden, false);
  assert.equal(several.querySelector(".router").textContent, "edge");
  const members = [...several.querySelectorAll("li")];
  assert.deepEqual(
    members.map((one) => one.querySelector(".title").textContent),
    ["ether1", "ether2"],
  );
  assert.ok(members.every((one) => one.querySelector(".advice").hidden));
  const scopes = [...several.querySelectorAll(":scope > .silence [name=scope] option")];
  assert.deepEqual(
    scopes.map(({ value }) => value),
    ["kind", "router"],
  );
  const last = members.at(-1);
  await change({ 1: router({ alerts: [ports[1], hot(), ports[0], alert()], path: null }) });
  assert.equal(several.querySelectorAll("li").length, 3);
  assert.ok(last.isConnected);
});

/** Choose a silence in a line's form, and send it. */
async function silence(element, { scope, duration }) {
  element.querySelector(".silence > button").click();
  const form = element.querySelector("form");
  assert.equal(form.hidden, false);
  form.querySelector("[name=scope]").value = scope;
  form.querySelector("[name=duration]").value = duration;
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  await pass(100);
  return form;
}

const LINK = { alert: "link_down" };
const CHOICES = [
  [
    { scope: "one", duration: "hour" },
    { ...LINK, instance: "port:ether5", duration: { hours: 1 } },
  ],
  [
    { scope: "kind", duration: "eight_hours" },
    { ...LINK, duration: { hours: 8 } },
  ],
  [{ scope: "router", duration: "week" }, { duration: { hours: 168 } }],
];
for (const [chosen, data] of CHOICES) {
  it(`silences ${chosen.scope} for ${chosen.duration}`, async () => {
    await open({}, { 1: router({ alerts: [alert()] }) });
    const form = await silence(line("link_down:port:ether5"), chosen);
    assert.deepEqual(scene.asked.at(-1), {
      type: "call_service",
      domain: "mikrotik_monitoring",
      service: "silence",
      target: { device_id: "device-1" },
      service_data: data,
    });
    assert.equal(form.hidden, true);
  });
}

it("says why a silence was refused, and keeps what was chosen", async () => {
  scene.refused.add("call_service");
  await open({}, { 1: router({ alerts: [alert()] }) });
  const form = await silence(line("link_down:port:ether5"), { scope: "one", duration: "day" });
  assert.equal(form.hidden, false);
  assert.equal(form.querySelector(".refused").textContent, 'alerts.refused {"reason":"No"}');
  const button = find(".silence > button");
  assert.equal(button.getAttribute("aria-expanded"), "true");
  const press = (key) => {
    const event = new Event("keydown", { bubbles: true });
    event.key = key;
    form.dispatchEvent(event);
  };
  press("a");
  assert.equal(form.hidden, false);
  press("Escape");
  assert.equal(form.hidden, true);
  button.click();
  form.querySelector("button[type=button]").click();
  assert.equal(button.getAttribute("aria-expanded"), "false");
});

it("folds what is silent below its silence, and ends it", async () => {
  const until = later(3600);
  const hush = (key, instance, name) => ({ key, instance, name, until });
  await open(
    {},
    {
      1: router({
        alerts: [alert({ silenced_until: until })],
        silences: [hush("link_down", "port:ether5", "Link down"), hush("cpu", "", "CPU")],
      }),
      2: router({ silences: [hush("", "", null)], may_silence: false }),
    },
  );
  assert.equal(find(".message").hidden, true);
  assert.deepEqual(titles(), []);
  const fold = find("details[data-list=silenced]");
  assert.equal(fold.querySelector("summary").textContent, 'alerts.silenced {"count":1}');
  const parts = findAll(".silences > li");
  assert.deepEqual(
    parts.map((part) => part.querySelector(".title").textContent),
    ["Link down · ether5", "CPU", "alerts.scope.router"],
  );
  assert.ok(parts[0].textContent.includes("alerts.silenced_until"));
  assert.equal(parts[0].querySelectorAll(".alerts .silence button").length, 0);
  assert.equal(parts[2].querySelector("button"), null);
  const [end, other] = parts.map((part) => part.querySelector(".head button"));
  end.click();
  await pass(10);
  assert.deepEqual(scene.asked.at(-1).service_data, { ...LINK, instance: "port:ether5" });
  assert.equal(scene.asked.at(-1).service, "unsilence");
  scene.refused.add("call_service");
  other.click();
  await pass(10);
  assert.deepEqual(scene.asked.at(-1).service_data, { alert: "cpu" });
  assert.ok(parts[1].querySelector(".refused").textContent.includes("alerts.refused"));
});

it("says that it was refused, and comes back with all there is", async () => {
  scene.refused.add(ASKED);
  await show(CARD, { router: "1" });
  assert.ok(said().includes("alerts.failed"));
  scene.refused.delete(ASKED);
  await pass(2500);
  await whole({ 1: router({ alerts: [hot()] }) });
  assert.ok(!said().includes("alerts.failed"));
  assert.ok(line("temperature:"));
});

it("listens anew when the connection is back, and forgets what is over by then", async () => {
  await open({}, { 1: router({ alerts: [hot()] }) });
  scene.refused.add("unsubscribe_events");
  scene.card.hass = hass({ connected: false });
  await pass(10);
  assert.equal(times(ASKED), 1);
  scene.card.hass = hass();
  await pass(10);
  assert.equal(times(ASKED), 2);
  assert.equal(scene.listeners.size, 1);
  await whole({ 2: router({ alerts: [alert()] }) });
  assert.deepEqual(titles(), ["Link down · ether5"]);
});

it("leaves when it is taken from the page, also while it begins to listen", async () => {
  await open({}, { 1: router({ alerts: [hot()] }) });
  scene.card.remove();
  await pass(10);
  assert.equal(scene.listeners.size, 0);
  document.body.append(scene.card);
  scene.card.remove();
  await pass(10);
  assert.equal(scene.listeners.size, 0);
  document.body.append(scene.card);
  await pass(10);
  assert.equal(scene.listeners.size, 1);
});
