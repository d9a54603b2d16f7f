/** What the cards share: texts, elements, numbers, and how they follow Home Assistant. */

const DOMAIN = "mikrotik_monitoring";
const TEXTS = `component.${DOMAIN}.config_panel.dashboard`;

const loading = new Map();

/**
 * Return what finds the integration's own texts by keys such as "fleet.name".
 *
 * All cards of a page wait for one load: the frontend answers a second one before the first is done.
 */
export async function loadTexts(hass) {
  const { language } = hass.locale;
  if (!loading.has(language))
    loading.set(language, hass.loadBackendTranslation("config_panel", DOMAIN));
  const localize = await loading.get(language).catch((error) => {
    loading.delete(language);
    throw error;
  });
  return (key, values) => localize(`${TEXTS}.${key}`, values) || key;
}

/** Make an element; texts become text nodes, so that no name on a router is taken for markup. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "style") made[name] = value;
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Return whether a state says nothing. */
export const isUnknown = (state) => !state || ["unavailable", "unknown"].includes(state.state);

/** Return a state's number, NaN where there is none. */
export const number = (state) => (isUnknown(state) ? Number.NaN : Number(state.state));

/** Write a value as Home Assistant writes that entity's states: unit, precision, language. */
export function formatted(hass, entityId, value) {
  const state = hass.states[entityId];
  if (!state || !Number.isFinite(value)) return "—";
  return hass.formatEntityState(state, String(value));
}

/** Open another page of Home Assistant without loading it anew. */
export function navigate(path) {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

/** Let a person save a text as a file. */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A card that builds itself once per configuration and language, and then updates in place.
 *
 * Updating in place keeps what a person has focused, scrolled or opened. A card says in `watched`
 * which entities it shows, builds its elements in `build`, and writes values into them in `update`.
 */
export class MonitoringCard extends HTMLElement {
  #hass;
  #language;
  #isBuilt = false;
  #frame = 0;

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  /** The style sheet of a card; each adds its own. */
  static styles = "";

  setConfig(config) {
    this.config = config;
    this.rebuild();
  }

  get hass() {
    return this.#hass;
  }

  set hass(hass) {
    const before = this.#hass;
    this.#hass = hass;
    if (this.#language !== hass.locale.language) {
      this.#language = hass.locale.language;
      loadTexts(hass).then((texts) => {
        this.text = texts;
        this.rebuild();
      });
    } else if (this.watched().some((entity) => before.states[entity] !== hass.states[entity])) {
      this.requestUpdate();
    }
  }

  /** Return the entities whose states the card shows. */
  watched() {
    return [];
  }

  /** Return the card's elements, made anew. */
  build() {
    return element("ha-card");
  }

  /** Write what is known now into the elements. */
  update() {
    // A card that never changes has nothing to write.
  }

  /** Build the card anew before the next frame. */
  rebuild() {
    this.#isBuilt = false;
    this.requestUpdate();
  }

  /** Update the card before the next frame, once for many changes. */
  requestUpdate() {
    if (this.#frame || !this.config || !this.text || !this.isConnected) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.isConnected) return;
      if (!this.#isBuilt) {
        this.shadowRoot.replaceChildren(
          element("style", {}, SHARED_STYLES + this.constructor.styles),
          this.build(),
        );
        this.#isBuilt = true;
      }
      this.update();
    });
  }

  connectedCallback() {
    this.requestUpdate();
  }

  getGridOptions() {
    return { columns: "full" };
  }

  getCardSize() {
    return 6;
  }
}

const SHARED_STYLES = `
  :host { display: block; }
  ha-card { overflow: hidden; }
  table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { padding: 8px 12px; text-align: start; white-space: nowrap; }
  th { font-weight: 500; color: var(--secondary-text-color); }
  td.number, th.number { text-align: end; }
  .muted { color: var(--secondary-text-color); }
  .scroll { overflow-x: auto; }
  a { color: inherit; text-decoration: none; }
  button, select, input { font: inherit; color: inherit; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; }
`;
