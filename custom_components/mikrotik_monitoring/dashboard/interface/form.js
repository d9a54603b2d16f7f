/** The visual configuration of the card of interfaces. */

import { loadTexts, pageHass } from "../www/texts.js";

/** @import { Hass, Interfaces } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";

/** Return the visual configuration; its choices are those of this Home Assistant. */
export async function configForm() {
  const hass = pageHass();
  const text = await loadTexts(hass);
  /** @type {Record<string, string>} */
  const labels = { router: text("interface.router"), interface: text("interface.name") };
  /** @type {Record<string, string>} */
  const helpers = { interface: text("interface.form_helper") };
  return {
    schema: [
      { name: "router", selector: { config_entry: { integration: DOMAIN } } },
      {
        name: "interface",
        selector: { select: { mode: "dropdown", options: await choices(hass) } },
      },
    ],
    computeLabel: /** @param {{ name: string }} field */ ({ name }) => labels[name],
    computeHelper: /** @param {{ name: string }} field */ ({ name }) => helpers[name],
  };
}

/**
 * Return the interfaces of all routers; ports of the same name are listed once.
 *
 * @param {Hass} hass
 */
async function choices(hass) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  /** @type {{ entry_id: string }[]} */
  const entries = await hass.callWS({ type: "config_entries/get", domain: DOMAIN });
  for (const { entry_id: router } of entries) {
    try {
      /** @type {Interfaces} */
      const { interfaces } = await hass.callWS({ type: `${DOMAIN}/interfaces`, router });
      for (const { key, name } of interfaces)
        found.set(key, new Set([...(found.get(key) ?? []), name || key]));
    } catch {
      // A router that is disabled has none to choose from.
    }
  }
  return [...found].map(([value, names]) => ({ value, label: [...names].slice(0, 3).join(", ") }));
}
