/** What is tried until it works: at growing pauses, and at once when the connection is back. */

/** @import { Failure, Hass } from "./types.d.ts" */

// Milliseconds: the first pause, and the longest.
const FIRST = 2000;
const LONGEST = 60_000;

/**
 * Return what went wrong in words; a lost connection has none of its own.
 *
 * @param {unknown} error
 * @param {Hass} hass
 */
export function reasonOf(error, hass) {
  const { message } = /** @type {Failure} */ (error ?? {});
  return message || hass.localize("ui.notification_toast.connection_lost");
}

/** Something that a card needs from Home Assistant. */
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
   * Keep what is done, and what is called with the reason when it failed.
   *
   * `act` asks `isLatest` after each wait: another start makes what came before it void.
   *
   * @param {(isLatest: () => boolean) => Promise<void>} act
   * @param {(error: unknown) => void} failed
   */
  constructor(act, failed) {
    this.#act = act;
    this.#failed = failed;
  }

  /** Begin anew, whatever is under way. */
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

  /** Begin anew what has failed or was stopped before its end; all else is left alone. */
  async again() {
    if (this.#isDue && !this.#isUnderWay) await this.start();
  }

  /** Leave it, until it is started or tried again. */
  stop() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#isDue ||= this.#isUnderWay;
    this.#isUnderWay = false;
  }

  /** Leave it for good. */
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
