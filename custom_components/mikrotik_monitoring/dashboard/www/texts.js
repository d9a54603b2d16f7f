/** The integration's own texts, in the language of the page. */

/** @import { Hass, Localize, Text } from "./types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
const TEXTS = `component.${DOMAIN}.config_panel.dashboard`;

/** @type {Map<string, Promise<Localize>>} */
const loading = new Map();

/**
 * Return the function that finds the integration's own texts by keys such as "fleet.name".
 *
 * All cards of a page wait for one load: the frontend resolves a second before the first is done.
 *
 * @param {Hass} hass
 * @returns {Promise<Text>}
 */
export async function loadTexts(hass) {
  const { language } = hass.locale;
  const load = loading.get(language) ?? hass.loadBackendTranslation("config_panel", DOMAIN);
  loading.set(language, load);
  try {
    const localize = await load;
    return (key, values) => localize(`${TEXTS}.${key}`, values) || key;
  } catch (error) {
    if (loading.get(language) === load) loading.delete(language);
    throw error;
  }
}

/** Return the page's Home Assistant, for forms, which do not receive it. */
export function pageHass() {
  return /** @type {HTMLElementTagNameMap["home-assistant"]} */ (
    document.querySelector("home-assistant")
  ).hass;
}
