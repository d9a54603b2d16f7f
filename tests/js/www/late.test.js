/** How a page that was open before the modules were there comes to load them. */

import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import { page } from "#tests/page.js";

const scripts = () => [...page.document.head.querySelectorAll("script")];
let visit = 0;

async function open() {
  visit += 1;
  await import(`#dashboard/www/late.js?${visit}`);
}

beforeEach(() => {
  for (const script of scripts()) script.remove();
});

it("has the page around it load the main module, once it lacks the cards", async () => {
  await open();
  const [script, ...others] = scripts();
  assert.equal(script.type, "module");
  assert.ok(script.src.endsWith("/www/main.js"));
  assert.deepEqual(others, []);
  script.remove();
  page.customElements.define("mikrotik-monitoring-fleet", class extends page.HTMLElement {});
  await open();
  assert.deepEqual(scripts(), []);
});
