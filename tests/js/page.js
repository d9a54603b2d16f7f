/** A page without a browser: what the modules use of one, as globals. Import it before them. */

import { Window } from "happy-dom";

const NAMES = [
  "Blob",
  "CustomEvent",
  "Event",
  "HTMLElement",
  "HTMLSelectElement",
  "KeyboardEvent",
  "Node",
  "ResizeObserver",
  "customElements",
  "document",
  "history",
  "location",
];

export const page = new Window({ url: "http://localhost/mikrotik" });

for (const name of NAMES) globalThis[name] = page[name];
globalThis.window = page;
globalThis.requestAnimationFrame = (draw) => page.requestAnimationFrame(draw);

/** Wait until all that has begun is drawn. */
export async function drawn() {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
