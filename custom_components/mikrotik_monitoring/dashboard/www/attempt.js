/** Requests that are retried until they work: with growing delays, at once after a reconnect. */

/** @import { Failure, Hass } from "./types.d.ts" */

// Milliseconds: the first delay, and the longest.
const FIRST = 2000;
const LONGEST = 60_000;

/**
 * Return the message of an error; a lost connection has none of its own.
 *
 * @param {unknown} error
 * @param {Hass} hass
 */
export function reasonOf(error, hass) {
  const { message } = /** @type {Failure} */ (error ?? {});
  return message || hass.localize("ui.notification_toast.connection_lost");
}

/** A request of a card to Home Assistant. */
export class Attempt {
  #act;
  #failed;
  #turn = 0;
  #failures = 0;
  #isDue = false;
  #isUnderWay = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * Store what is done, and what is called with the error if it fails.
   *
   * `act` checks `isLatest` after each wait: another start cancels the one before.
   *
   * @param {(isLatest: () => boolean) => Promise<void>} act
   * @param {(error: unknown) => void} failed
   */
  constructor(act, failed) {
    this.#act = act;
    this.#failed = failed;
  }

  /** Start again, whatever is under way. */
  async start() {
    this.stop();
    const turn = this.#turn;
    const isLatest = () => turn === this.#turn;
    this.#isUnderWay = true;
    try {
      await this.#act(isLatest);
      if (isLatest()) this.#succeed();
    } catch (error) {
      if (isLatest()) this.#retry(error);
    }
  }

  /** Start again if it has failed or was stopped before its end; else do nothing. */
  async again() {
    if (this.#isDue && !this.#isUnderWay) await this.start();
  }

  /** Stop it, until it is started or retried. */
  stop() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#isDue ||= this.#isUnderWay;
    this.#isUnderWay = false;
  }

  /** Stop it for good. */
  drop() {
    this.stop();
    this.#isDue = false;
  }

  #succeed() {
    this.#isUnderWay = this.#isDue = false;
    this.#failures = 0;
  }

  /** @param {unknown} error */
  #retry(error) {
    this.#isUnderWay = false;
    this.#isDue = true;
    const pause = Math.min(LONGEST, FIRST * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.start(), pause);
    this.#failed(error);
  }
}
