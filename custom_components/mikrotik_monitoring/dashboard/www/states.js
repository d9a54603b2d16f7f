/** The meaning of entities' states. */

/** @import { Hass, State } from "./types.d.ts" */

/**
 * Return whether a state is missing, unavailable or unknown.
 *
 * @param {State | undefined} state
 * @returns {state is undefined}
 */
export const isUnknown = (state) => !state || ["unavailable", "unknown"].includes(state.state);

/**
 * Return a state's number, NaN where there is none.
 *
 * @param {State | undefined} state
 */
export const number = (state) => (isUnknown(state) ? Number.NaN : Number(state.state));

/**
 * Return an entity's state, if there is one.
 *
 * @param {Hass} hass
 * @param {string | null | undefined} id
 */
export const stateOf = (hass, id) => (id ? hass.states[id] : undefined);
