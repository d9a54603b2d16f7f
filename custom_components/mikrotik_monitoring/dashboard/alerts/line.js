/** A line of the list of alerts: what is wrong, since when, what to do, and how to silence it. */

import { element, navigate } from "../www/elements.js";
import { lasting } from "../www/numbers.js";
import { iconOf, staleText, title, valueText } from "./lines.js";
import { silenceForm } from "./silence.js";

/** @import { Alert, AlertLine, RouterAlerts } from "../www/types.d.ts" */
/** @import { Asker } from "./silence.js" */

/**
 * An alert, or several of a kind that a person unfolds; updated in place, so that what is
 * focused or open stays so.
 */
export class Line {
  #asker;
  #kind;
  /** @type {Map<string, Line>} */
  #members = new Map();
  #mark = "";

  /**
   * Make a line: of a list that names the routers, of one router's, or a member of another line.
   *
   * @param {Asker} asker
   * @param {"named" | "plain" | "member"} kind
   */
  constructor(asker, kind) {
    this.#asker = asker;
    this.#kind = kind;
    this.icon = element("ha-icon", { "aria-hidden": "true" });
    this.badge = element("span", { class: "badge" });
    this.title = element("span", { class: "title" });
    this.router = element("span", { class: "router" });
    this.since = element("span", { class: "muted" });
    this.value = element("div", { class: "value" });
    this.stale = element("div", { class: "stale" });
    this.advice = element("p", { class: "advice" });
    this.list = element("ul", {});
    this.fold = element(
      "details",
      {},
      element("summary", {}, asker.text("alerts.each")),
      this.list,
    );
    this.silence = element("div", { class: "silence" });
    this.element = element(
      "li",
      {},
      this.icon,
      element(
        "div",
        { class: "body" },
        element("div", { class: "head" }, this.badge, this.title, this.router, this.since),
        this.value,
        this.stale,
        this.advice,
        this.fold,
      ),
      this.silence,
    );
  }

  /**
   * Write the current state.
   *
   * @param {AlertLine} line
   */
  write(line) {
    const { text } = this.#asker;
    const [worst] = line.alerts;
    const isOne = line.alerts.length === 1;
    this.element.dataset.severity = line.severity;
    this.element.dataset.alert = isOne ? [worst.key, worst.instance].join(":") : worst.key;
    const mark = JSON.stringify([
      line.severity,
      line.router.name,
      line.router.path,
      line.router.may_silence,
      line.alerts.map(({ key, instance }) => [key, instance]),
    ]);
    if (mark !== this.#mark) this.#set(line, isOne);
    this.#mark = mark;
    const count = line.alerts.length;
    put(
      this.title,
      isOne ? this.#name(worst) : text("alerts.several", { name: worst.name, count }),
    );
    this.#tick(line, isOne);
    if (!isOne) this.#unfold(line);
  }

  /**
   * Return the name of an alert; a member of a line without the kind that all of them share.
   *
   * @param {Alert} alert
   */
  #name(alert) {
    return (this.#kind === "member" && alert.label) || title(alert);
  }

  /**
   * Set what seldom changes.
   *
   * @param {AlertLine} line
   * @param {boolean} isOne
   */
  #set(line, isOne) {
    const { text } = this.#asker;
    const [worst] = line.alerts;
    this.icon.setAttribute("icon", iconOf(line.severity));
    put(this.badge, text(`alerts.severity.${line.severity}`));
    put(this.advice, worst.advice);
    this.advice.hidden = this.#kind === "member";
    this.fold.hidden = isOne;
    this.router.replaceChildren(...(this.#kind === "named" ? [way(line.router)] : []));
    const target = { router: line.router, key: worst.key, name: worst.name };
    const one = isOne ? { ...target, name: title(worst), instance: worst.instance } : target;
    const form = line.router.may_silence ? silenceForm(this.#asker, one) : [];
    this.silence.replaceChildren(...form);
  }

  /**
   * @param {AlertLine} line
   * @param {boolean} isOne
   */
  #tick(line, isOne) {
    const { hass, text } = this.#asker;
    const [worst] = line.alerts;
    const flaps = line.alerts.some(({ flapping }) => flapping) ? text("alerts.flapping") : "";
    const lasted = text("alerts.for", { duration: lasting(hass, line.since) });
    put(this.since, [lasted, flaps].filter(Boolean).join(" · "));
    fill(this.value, isOne ? valueText(hass, text, worst) : "");
    fill(this.stale, isOne ? staleText(hass, text, worst) : "");
  }

  /** @param {AlertLine} line */
  #unfold(line) {
    const members = new Map(line.alerts.map((alert) => [alert.instance, alert]));
    keep(
      this.list,
      this.#members,
      members,
      () => new Line(this.#asker, "member"),
      (made, alert) => made.write(single(line, alert)),
    );
  }
}

/**
 * @param {AlertLine} line
 * @param {Alert} alert
 * @returns {AlertLine}
 */
const single = ({ id, router }, alert) => ({
  id: `${id}/${alert.instance}`,
  router,
  alerts: [alert],
  severity: alert.severity,
  since: alert.since,
});

/**
 * Return a router's name, which links to its view if it has one.
 *
 * @param {Pick<RouterAlerts, "name" | "path">} router
 */
export function way({ name, path }) {
  if (!path) return element("span", {}, name);
  /** @param {Event} event */
  const open = (event) => {
    event.preventDefault();
    navigate(path);
  };
  return element("a", { href: path, onclick: open }, name);
}

/**
 * Write a text if it has changed: an unchanged one keeps its selection.
 *
 * @param {HTMLElement} node
 * @param {string} said
 */
export function put(node, said) {
  if (node.textContent !== said) node.textContent = said;
}

/**
 * @param {HTMLElement} node
 * @param {string} said
 */
function fill(node, said) {
  put(node, said);
  node.hidden = !said;
}

/**
 * Give a list an element for each item, in their order; existing elements are kept.
 *
 * @template Item
 * @template {{ element: HTMLElement }} Made
 * @param {HTMLElement} list
 * @param {Map<string, Made>} made by the items' ids
 * @param {Map<string, Item>} items
 * @param {() => Made} make
 * @param {(made: Made, item: Item) => void} write
 */
export function keep(list, made, items, make, write) {
  for (const [id, old] of made) {
    if (items.has(id)) continue;
    old.element.remove();
    made.delete(id);
  }
  let place = 0;
  for (const [id, item] of items) {
    const one = made.get(id) ?? make();
    made.set(id, one);
    write(one, item);
    if (list.children[place] !== one.element) {
      list.insertBefore(one.element, list.children[place] ?? null);
    }
    place += 1;
  }
}
