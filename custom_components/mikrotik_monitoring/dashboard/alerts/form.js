/** The visual configuration of the cards of alerts, and which routers they request. */

import { loadTexts, pageHass } from "../www/texts.js";

/** @import { AlertsConfig } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";

/** All routers at first. */
export const stubConfig = () => ({});

/** Return the visual configuration of a card that shows some routers, or all. */
export async function alertsForm() {
  const text = await loadTexts(pageHass());
  /** @type {Record<string, string>} */
  const labels = { title: text("fleet.form.title"), routers: text("fleet.form.routers") };
  /** @type {Record<string, string>} */
  const helpers = { routers: text("fleet.form.all") };
  const routers = {
    device: { multiple: true, filter: { integration: DOMAIN, manufacturer: "MikroTik" } },
  };
  return {
    schema: [
      { name: "title", selector: { text: {} } },
      { name: "routers", selector: routers },
    ],
    computeLabel: /** @param {{ name: string }} field */ ({ name }) => labels[name],
    computeHelper: /** @param {{ name: string }} field */ ({ name }) => helpers[name],
  };
}

/**
 * Return which routers a card requests, and where their links lead.
 *
 * @param {AlertsConfig} config
 */
export function wishesOf({ router, routers, base_path: basePath }) {
  const named = router ? [router] : routers;
  return {
    ...(named?.length ? { routers: named } : {}),
    ...(basePath ? { base_path: basePath } : {}),
  };
}
