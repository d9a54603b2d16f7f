/** Elements of a page, and what a person can do with one. */

/**
 * Make an element; texts become text nodes, so that no name on a router is interpreted as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties] "on…" listens, the element's own are set, all else is an attribute
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on"))
      made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name in made && name !== "style") Reflect.set(made, name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * Open another page of Home Assistant without a reload.
 *
 * @param {string} path
 */
export function navigate(path) {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

/**
 * Show or hide a card; the view closes the gap.
 *
 * @param {HTMLElement} card
 * @param {boolean} isSeen
 */
export function setSeen(card, isSeen) {
  if (card.hidden === !isSeen) return;
  card.hidden = !isSeen;
  const detail = { value: isSeen };
  card.dispatchEvent(
    new CustomEvent("card-visibility-changed", { detail, bubbles: true, composed: true }),
  );
}

/**
 * Let a person save a text as a file.
 *
 * @param {string} name
 * @param {string} type
 * @param {string} content
 */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Copy a text to the clipboard; pages that are not served securely have no API for it.
 *
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;inset-block-start:0;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
