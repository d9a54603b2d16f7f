/** The recorder's statistics for the metrics table: in chunks, kept, and cancelled when not needed. */

import { figuresOf } from "./figures.js";

/** @import { Figures, Hass, Point, Span } from "../www/types.d.ts" */

// Rows of one response: small enough that neither side is busy for long.
const CHUNK = 15_000;
const MOST_IDS = 100;
const TYPES = ["min", "mean", "max", "change"];

/** Reads statistics of many metrics over one span at a time. */
export class StatisticsSource {
  /** Rows that came over the socket, for measurements. */
  points = 0;
  /** @type {Map<string, Figures>} */
  #figures = new Map();
  /** @type {Map<string, Figures>} */
  #before = new Map();
  /** @type {Map<string, Point[]>} */
  #rows = new Map();
  #key = "";
  #turn = 0;

  /**
   * Return the figures of a metric, undefined while they are not read.
   *
   * @param {string} id
   */
  figures(id) {
    return this.#figures.get(id) ?? this.#before.get(id);
  }

  /** Return the rows of metrics by id, as far as they are read and kept. */
  get rows() {
    return this.#rows;
  }

  /**
   * Set another span; what was read of the previous one is dropped.
   *
   * If the same range has merely moved on, its figures stay until there are new ones.
   *
   * @param {Span} span
   */
  span(span, hasMoved = false) {
    if (span.key === this.#key) return;
    this.cancel();
    this.#before = hasMoved ? this.#figures : new Map();
    this.#key = span.key;
    this.#figures = new Map();
    this.#rows = new Map();
  }

  /**
   * Return those of some metrics that are not read yet; `keep` is whether rows are needed too.
   *
   * @param {string[]} ids
   */
  missing(ids, keep = false) {
    const read = keep ? this.#rows : this.#figures;
    return ids.filter((id) => !read.has(id));
  }

  /** Cancel the current reading. */
  cancel() {
    this.#turn += 1;
  }

  /**
   * Read metrics one chunk after the other, and report after each how many are done.
   *
   * Return whether it was completed: another reading or another span cancels it.
   *
   * @param {Hass} hass
   * @param {Span} span
   * @param {string[]} ids
   * @param {(done: number, count: number) => void} onProgress
   */
  async read(hass, span, ids, onProgress, keep = false) {
    this.span(span);
    this.cancel();
    const turn = this.#turn;
    const size = Math.min(MOST_IDS, Math.max(1, Math.floor(CHUNK / span.count)));
    for (let done = 0; done < ids.length; done += size) {
      const chunk = ids.slice(done, done + size);
      const answer = await ask(hass, span, chunk);
      this.points += Object.values(answer).reduce((count, rows) => count + rows.length, 0);
      if (turn !== this.#turn) return false;
      for (const id of chunk) {
        const rows = answer[id] ?? [];
        this.#figures.set(id, figuresOf(rows));
        if (keep) this.#rows.set(id, rows);
      }
      onProgress(Math.min(done + size, ids.length), ids.length);
    }
    return true;
  }
}

/**
 * @param {Hass} hass
 * @param {Span} span
 * @param {string[]} ids
 * @returns {Promise<Record<string, Point[]>>}
 */
const ask = (hass, span, ids) =>
  hass.callWS({
    type: "recorder/statistics_during_period",
    start_time: new Date(span.start).toISOString(),
    end_time: new Date(span.end).toISOString(),
    statistic_ids: ids,
    period: span.step,
    types: TYPES,
  });
