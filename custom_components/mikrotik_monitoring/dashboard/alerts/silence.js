/** How a person silences alerts: which of them, for how long, and how it ends. */

import { reasonOf } from "../www/attempt.js";
import { element } from "../www/elements.js";

/** @import { Hass, RouterAlerts, Silence, Text } from "../www/types.d.ts" */

/** @typedef {{ hass: Hass, text: Text }} Asker a card, as it is when a request is made */

/** @typedef {{ router: RouterAlerts, key: string, name: string, instance?: string }} Target what may be silenced: without an instance, several of a kind */

const DOMAIN = "mikrotik_monitoring";

/** Hours by the name of a duration. */
const DURATIONS = { hour: 1, eight_hours: 8, day: 24, week: 168 };

let forms = 0;

/**
 * Call one of our actions in Home Assistant.
 *
 * @param {Hass} hass
 * @param {RouterAlerts} router
 * @param {"silence" | "unsilence"} service
 * @param {object} data
 */
function perform(hass, { device }, service, data) {
  const target = { device_id: device };
  return hass.callWS({
    type: "call_service",
    domain: DOMAIN,
    service,
    target,
    service_data: data,
  });
}

/**
 * Return which alerts are meant, as the actions name them.
 *
 * @param {Target} target
 * @param {string} scope
 */
function named({ key, instance }, scope) {
  if (scope === "router") return {};
  return scope === "kind" || !instance ? { alert: key } : { alert: key, instance };
}

/**
 * @param {Text} text
 * @param {string} label
 * @param {string[]} keys
 */
function picker(text, label, keys) {
  const options = keys.map((key) =>
    element("option", { value: key }, text(`alerts.${label}.${key}`)),
  );
  const select = element("select", { name: label }, ...options);
  return {
    select,
    field: element("label", {}, element("span", {}, text(`alerts.${label}.label`)), select),
  };
}

/**
 * Return a button that opens the choice of a silence, the choice, and the message of an error.
 *
 * @param {Asker} asker
 * @param {Target} target
 */
export function silenceForm(asker, target) {
  const { text } = asker;
  forms += 1;
  const id = `silence-${forms}`;
  const scopes = target.instance === undefined ? [] : ["one"];
  const scope = picker(text, "scope", [...scopes, "kind", "router"]);
  const duration = picker(text, "duration", Object.keys(DURATIONS));
  const said = element("p", { class: "refused", role: "alert" });
  /** @param {boolean} isOpen */
  const open = (isOpen) => {
    form.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    said.textContent = "";
    if (isOpen) scope.select.focus();
    else button.focus();
  };
  const button = element(
    "button",
    {
      type: "button",
      "aria-label": text("alerts.silence_of", { name: target.name }),
      "aria-expanded": "false",
      "aria-controls": id,
      onclick: () => open(Boolean(form.hidden)),
    },
    element("ha-icon", { icon: "mdi:bell-sleep", "aria-hidden": "true" }),
    text("alerts.silence"),
  );
  /** @param {SubmitEvent} event */
  const send = async (event) => {
    event.preventDefault();
    const hours = DURATIONS[/** @type {keyof typeof DURATIONS} */ (duration.select.value)];
    const data = { ...named(target, scope.select.value), duration: { hours } };
    try {
      await perform(asker.hass, target.router, "silence", data);
      open(false);
    } catch (error) {
      said.textContent = text("alerts.refused", { reason: reasonOf(error, asker.hass) });
    }
  };
  const form = element(
    "form",
    { id, hidden: true, onsubmit: send, onkeydown: leaves(() => open(false)) },
    scope.field,
    duration.field,
    element("button", { type: "submit", class: "main" }, text("alerts.silence")),
    element("button", { type: "button", onclick: () => open(false) }, text("alerts.cancel")),
    said,
  );
  return [button, form];
}

/**
 * Return the handler of Escape.
 *
 * @param {() => void} leave
 */
function leaves(leave) {
  return /** @param {KeyboardEvent} event */ (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  };
}

/**
 * Return a button that ends a silence, and the message of an error.
 *
 * @param {Asker} asker
 * @param {RouterAlerts} router
 * @param {Silence} silence
 * @param {string} label what the silence is of
 */
export function endButton(asker, router, { key, instance }, label) {
  const { text } = asker;
  const said = element("p", { class: "refused", role: "alert" });
  const data = { ...(key ? { alert: key } : {}), ...(instance ? { instance } : {}) };
  const end = async () => {
    said.textContent = "";
    try {
      await perform(asker.hass, router, "unsilence", data);
    } catch (error) {
      said.textContent = text("alerts.refused", { reason: reasonOf(error, asker.hass) });
    }
  };
  const button = element(
    "button",
    { type: "button", "aria-label": text("alerts.end_silence_of", { name: label }), onclick: end },
    element("ha-icon", { icon: "mdi:bell-ring", "aria-hidden": "true" }),
    text("alerts.end_silence"),
  );
  return [button, said];
}
