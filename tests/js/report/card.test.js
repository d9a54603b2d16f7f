/** The card of reports on a page: what is chosen, printed and saved. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { ANSWERS, find, findAll, hass, pass, said, scene, show } from "#tests/cards.js";
import { REPORT } from "#tests/report/made.js";

const CARD = "mikrotik-monitoring-report";
const ROUTERS = [
  { id: "1", device: "d1", name: "edge" },
  { id: "2", device: "d2", name: "core" },
];
const PATH = "/mikrotik-monitoring/report";
Object.assign(ANSWERS, {
  "mikrotik_monitoring/report_routers": ROUTERS,
  "mikrotik_monitoring/report": REPORT,
});

const asked = () =>
  scene.asked
    .filter(({ type }) => type === "mikrotik_monitoring/report")
    .map(({ router, period }) => [router, period]);

/** Choose one of a select's options. */
async function choose(place, value) {
  const select = findAll("select")[place];
  select.value = value;
  select.dispatchEvent(new Event("change"));
  await pass(100);
}

it("the first router's last seven days are shown, then what is chosen", async () => {
  await show(CARD);
  assert.equal(find("h2").textContent, "Attic");
  assert.deepEqual(asked(), [["1", "week"]]);
  await choose(1, "month");
  await choose(0, "all");
  assert.deepEqual(asked().slice(1), [
    ["1", "month"],
    ["1", "month"],
    ["2", "month"],
  ]);
  assert.equal(findAll(".sheet").length, 2);
});

it("a card shows the routers that a person chose for it, by device, name or entry", async () => {
  for (const name of ["d2", "core", "2"]) {
    scene.asked = [];
    await show(CARD, { routers: [name], period: "day", title: "Mine" });
    assert.deepEqual(asked(), [["2", "day"]]);
    assert.equal(find("h1").textContent, "Mine");
    assert.equal(findAll("option").filter((one) => one.value === "all").length, 0);
    scene.card.remove();
  }
});

it("the page's address says what is shown, and follows what is chosen", async () => {
  history.replaceState(null, "", `${PATH}?router=2&period=day`);
  await show(CARD, { path: PATH });
  assert.deepEqual(asked(), [["2", "day"]]);
  await choose(1, "current_month");
  assert.equal(location.search, "?router=2&period=current_month");
  history.replaceState(null, "", `${PATH}?router=gone&period=year`);
  window.dispatchEvent(new Event("location-changed"));
  await pass(100);
  assert.deepEqual(asked().at(-1), ["1", "week"]);
  history.replaceState(null, "", "/elsewhere");
  const before = asked().length;
  window.dispatchEvent(new Event("popstate"));
  await pass(100);
  assert.equal(asked().length, before);
});

it("printed is the report alone, beside the page, and only while it is printed", async () => {
  const paper = () => document.querySelector(".mikrotik-monitoring-paper");
  await show(CARD, { routers: ["1", "2"] });
  let printed = 0;
  window.print = () => {
    printed += 1;
  };
  find(".tools button").click();
  assert.equal(printed, 1);
  window.dispatchEvent(new Event("beforeprint"));
  assert.equal(paper().querySelectorAll(".sheet h2").length, 2);
  assert.equal(paper().querySelector("button, select"), null);
  window.dispatchEvent(new Event("afterprint"));
  assert.equal(paper(), null);
  scene.card.remove();
  window.dispatchEvent(new Event("beforeprint"));
  assert.equal(paper(), null);
});

it("nothing is printed or saved before there is a report", async () => {
  ANSWERS["mikrotik_monitoring/report_routers"] = [];
  await show(CARD);
  assert.ok(said().includes("report.nothing"));
  assert.ok(findAll(".tools button").every((button) => button.disabled));
  window.dispatchEvent(new Event("beforeprint"));
  assert.equal(document.querySelector(".mikrotik-monitoring-paper"), null);
  ANSWERS["mikrotik_monitoring/report_routers"] = ROUTERS;
});

it("a report is saved with its day in the name", async () => {
  const saved = [];
  URL.createObjectURL = (blob) => saved.push(blob) && "blob:x";
  URL.revokeObjectURL = () => undefined;
  await show(CARD);
  const { click } = page().HTMLAnchorElement.prototype;
  let name = "";
  page().HTMLAnchorElement.prototype.click = function remember() {
    name = this.download;
  };
  findAll(".tools button")[1].click();
  page().HTMLAnchorElement.prototype.click = click;
  assert.equal(name, "mikrotik-report-2026-10-25.csv");
  assert.match(await saved[0].text(), /Attic,.*,availability,,share,99\.5,%\r\n/u);
});

it("the form offers routers and periods", async () => {
  const main = document.createElement("home-assistant");
  main.hass = hass();
  document.body.append(main);
  const card = customElements.get(CARD);
  const form = await card.getConfigForm();
  assert.deepEqual(
    form.schema.map(({ name }) => [name, form.computeLabel({ name })]),
    [
      ["title", "report.form.title"],
      ["routers", "report.form.routers"],
      ["period", "report.period_label"],
    ],
  );
  assert.equal(form.computeHelper({ name: "routers" }), "report.form.all");
  assert.deepEqual(card.getStubConfig(), { period: "week" });
  main.remove();
});

const page = () => globalThis.window;
