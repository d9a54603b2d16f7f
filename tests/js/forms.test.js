/** What cards and dashboards offer a person who sets them up. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { ANSWERS, hass, scene } from "#tests/cards.js";

const MADE = {
  "config_entries/get": [{ entry_id: "1" }, { entry_id: "2" }, { entry_id: "off" }],
  "mikrotik_monitoring/view": { title: "A view" },
  "mikrotik_monitoring/dashboard": { title: "A dashboard" },
};
Object.assign(ANSWERS, MADE);

const card = (type) => customElements.get(`mikrotik-monitoring-${type}`);
const strategy = (type) => customElements.get(`ll-strategy-${type}-mikrotik-monitoring`);

/** Put Home Assistant on the page, where forms find it. */
function onPage(changes) {
  const main = document.createElement("home-assistant");
  main.hass = hass(changes);
  document.body.replaceChildren(main);
}

it("the fleet is set up by title and routers", async () => {
  onPage();
  const form = await card("fleet").getConfigForm();
  assert.deepEqual(
    form.schema.map(({ name }) => [name, form.computeLabel({ name })]),
    [
      ["title", "fleet.form.title"],
      ["routers", "fleet.form.routers"],
    ],
  );
  assert.equal(form.computeHelper({ name: "routers" }), "fleet.form.all");
  assert.deepEqual(card("fleet").getStubConfig(), {});
});

for (const type of ["alerts", "alert-history"]) {
  it(`${type} are set up by title and routers, all at first`, async () => {
    onPage();
    const form = await card(type).getConfigForm();
    assert.deepEqual(
      form.schema.map(({ name }) => [name, form.computeLabel({ name })]),
      [
        ["title", "fleet.form.title"],
        ["routers", "fleet.form.routers"],
      ],
    );
    assert.equal(form.computeHelper({ name: "routers" }), "fleet.form.all");
    assert.deepEqual(card(type).getStubConfig(), {});
  });
}

it("interfaces are offered once by each name; a router that is away has none to offer", async () => {
  const { interfaces } = ANSWERS["mikrotik_monitoring/interfaces"];
  const named = { 1: interfaces, 2: [...interfaces, { key: "name:wan", name: "", cells: [] }] };
  onPage({
    callWS: ({ type, router }) => {
      if (type === "config_entries/get") return Promise.resolve(MADE[type]);
      return named[router]
        ? Promise.resolve({ interfaces: named[router] })
        : Promise.reject(new Error("Not loaded"));
    },
  });
  const form = await card("interface").getConfigForm();
  const [, { selector }] = form.schema;
  assert.deepEqual(selector.select.options, [
    { value: "port:ether1", label: "ether1" },
    { value: "name:wan", label: "name:wan" },
  ]);
  assert.equal(form.computeLabel({ name: "interface" }), "interface.name");
  assert.equal(form.computeHelper({ name: "interface" }), "interface.form_helper");
});

it("the card of interfaces begins with a router, or with none where none is there", async () => {
  assert.deepEqual(await card("interface").getStubConfig(hass()), { router: "1" });
  scene.refused.add("mikrotik_monitoring/interfaces");
  assert.deepEqual(await card("interface").getStubConfig(hass()), {});
});

it("metrics are set up by routers, categories, range and columns", async () => {
  onPage();
  const form = await card("table").getConfigForm();
  assert.deepEqual(
    form.schema.map(({ name }) => name),
    ["title", "routers", "categories", "range", "columns"],
  );
  const [, routers] = form.schema;
  assert.deepEqual(routers.selector.select.options, [{ value: "1", label: "edge" }]);
  assert.equal(form.computeLabel({ name: "range" }), "table.range.label");
  assert.equal(form.computeHelper({ name: "columns" }), "table.form.all");
});

it("views and dashboards are the server's, with what their owner wrote", async () => {
  const wishes = { type: "custom:mikrotik-monitoring", hours: 2 };
  assert.equal((await strategy("view").generate(wishes, hass())).title, "A view");
  history.replaceState(null, "", "/my-board/0");
  assert.equal((await strategy("dashboard").generate(wishes, hass())).title, "A dashboard");
  assert.deepEqual(scene.asked, [
    { type: "mikrotik_monitoring/view", hours: 2 },
    { type: "mikrotik_monitoring/dashboard", base_path: "/my-board", hours: 2 },
  ]);
  const suggestion = await strategy("dashboard").getCreateSuggestions(hass());
  assert.deepEqual(suggestion, { title: "title", icon: "mdi:router-network" });
  const editor = strategy("dashboard").getConfigElement();
  assert.equal(editor.localName, "mikrotik-monitoring-strategy-editor");
});

it("a card takes the width that it is given", () => {
  const made = document.createElement("mikrotik-monitoring-fleet");
  assert.deepEqual(made.getGridOptions(), { columns: "full" });
  assert.equal(made.getCardSize(), 6);
});
