/** The strip above a graph: when alerts of what it shows were active, over the graph's range. */

import { MonitoringCard } from "../www/card.js";
import { element, setSeen } from "../www/elements.js";
import { put } from "./line.js";
import { clock, iconOf, SEVERITIES, title, worstFirst } from "./lines.js";

/** @import { Mark, Marks, MarksConfig } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";
const CARD = "mikrotik-monitoring-alert-marks";
// Milliseconds: how often the range moves on, and how often marks are requested.
const MOVING = 30_000;
const HOUR = 3_600_000;
// Most lanes for simultaneous alerts; the list has all of them.
const LANES = 3;

/**
 * Return the marks with their places in the range, in percent, and a lane where they do not overlap.
 *
 * @param {Mark[]} marks the oldest first
 * @param {{ start: number, end: number }} range
 */
export function placed(marks, { start, end }) {
  const width = end - start;
  /** @type {number[]} */
  const ends = [];
  return marks
    .map((mark) => ({
      mark,
      from: Math.max(start, Date.parse(mark.since)),
      to: mark.until ? Math.min(end, Date.parse(mark.until)) : end,
    }))
    .filter(({ from, to }) => to >= from)
    .map(({ mark, from, to }) => {
      const free = ends.findIndex((until) => until <= from);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = to;
      const left = (100 * (from - start)) / width;
      return { mark, lane: lane % LANES, left, width: (100 * (to - from)) / width };
    });
}

/** @extends {MonitoringCard<MarksConfig>} */
class AlertMarksCard extends MonitoringCard {
  static styles = `
    :host([hidden]) { display: none; }
    [hidden] { display: none !important; }
    :host { --critical: var(--error-color, #db4437); --warning: var(--warning-color, #ffa600); --information: var(--info-color, #039be5); }
    details { padding: 0 8px; }
    summary { display: block; cursor: pointer; border-radius: 8px; padding: 4px 0; min-height: 28px; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    .track { position: relative; height: calc(var(--lanes) * 7px); border-radius: 3px; overflow: hidden;
      background: color-mix(in srgb, var(--primary-text-color) 8%, transparent); }
    .track span { position: absolute; height: 6px; min-width: 4px; border-radius: 2px; background: var(--shade); }
    .track .unknown { height: 100%; border-radius: 0; background: repeating-linear-gradient(135deg, transparent 0 4px,
      color-mix(in srgb, var(--primary-text-color) 25%, transparent) 4px 6px); }
    [data-severity="critical"] { --shade: var(--critical); }
    [data-severity="warning"] { --shade: var(--warning); }
    [data-severity="information"] { --shade: var(--information); }
    .legend { display: flex; gap: 4px 10px; justify-content: space-between; align-items: baseline; margin-top: 3px; font-size: 12px;
      color: var(--secondary-text-color); }
    .what { color: var(--primary-text-color); text-align: center; }
    .what::after { content: " ▾"; }
    details[open] .what::after { content: " ▴"; }
    ha-icon { --mdc-icon-size: 16px; color: var(--shade); vertical-align: text-bottom; margin-inline-end: 4px; }
    ul { list-style: none; margin: 4px 0 8px; padding: 0; font-size: 14px; }
    li { padding: 3px 0; overflow-wrap: anywhere; }
    li.note { color: var(--secondary-text-color); }
  `;

  /** Home Assistant checks this: a hidden strip goes on requesting. */
  connectedWhileHidden = true;

  /** @type {Marks | undefined} */
  #answer;
  /** @type {string | undefined} */
  #asked;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #moving;
  #ask = this.attempt(
    async (isLatest) => {
      const { router, alerts, hours, instance } = this.config;
      /** @type {Marks} */
      const answer = await this.hass.callWS({
        type: `${DOMAIN}/alert_marks`,
        router,
        alerts,
        hours,
        ...(instance ? { instance } : {}),
      });
      if (!isLatest()) return;
      this.#answer = answer;
      this.requestUpdate();
    },
    // The strip does not show its own failure: the card of alerts does.
    () => this.requestUpdate(),
  );

  /** @param {MarksConfig} config */
  setConfig(config) {
    this.#answer = this.#asked = undefined;
    super.setConfig(config);
    setSeen(this, false);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#moving = setInterval(() => {
      this.#asked = undefined;
      this.requestUpdate();
    }, MOVING);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#moving);
  }

  watched() {
    return this.config?.entity ? [this.config.entity] : [];
  }

  build() {
    this.track = element("div", { class: "track", "aria-hidden": "true" });
    this.from = element("span", {});
    this.what = element("span", { class: "what" });
    this.to = element("span", {});
    this.list = element("ul", {});
    return element(
      "details",
      {},
      element(
        "summary",
        {},
        this.track,
        element("div", { class: "legend" }, this.from, this.what, this.to),
      ),
      this.list,
    );
  }

  update() {
    const mark = this.hass.states[this.config.entity ?? ""]?.last_changed ?? "";
    if (this.#asked !== mark) {
      this.#asked = mark;
      this.#ask.start();
    }
    const end = Date.now();
    const range = { start: end - this.config.hours * HOUR, end };
    const marks = placed(this.#answer?.marks ?? [], range);
    setSeen(this, marks.length > 0);
    if (marks.length && this.#answer) this.#draw(marks, range, this.#answer.known_since);
  }

  /**
   * @param {ReturnType<typeof placed>} marks
   * @param {{ start: number, end: number }} range
   * @param {string} knownSince
   */
  #draw(marks, { start, end }, knownSince) {
    if (!(this.track && this.from && this.to && this.list)) return;
    const { hass, text } = this;
    const unknown = (100 * (Date.parse(knownSince) - start)) / (end - start);
    const isCut = unknown > 1;
    const lanes = 1 + Math.max(...marks.map(({ lane }) => lane));
    this.track.style.setProperty("--lanes", String(lanes));
    this.track.replaceChildren(
      ...(isCut ? [segment({ left: 0, width: unknown, className: "unknown" })] : []),
      ...marks.map(({ mark, lane, left, width }) =>
        segment({ left: Math.min(left, 99.5), width, lane, severity: mark.severity }),
      ),
    );
    put(this.from, clock(hass, new Date(start).toISOString()));
    put(this.to, text("alerts.marks.now"));
    this.#count(marks.map(({ mark }) => mark));
    const items = marks.map(({ mark }) => this.#item(mark)).reverse();
    const time = clock(hass, knownSince);
    const note = element("li", { class: "note" }, text("alerts.marks.unknown", { time }));
    this.list.replaceChildren(...items, ...(isCut ? [note] : []));
  }

  /**
   * Say how many alerts of which severity there were, the worst first.
   *
   * @param {Mark[]} marks
   */
  #count(marks) {
    if (!this.what) return;
    const [worst] = marks.toSorted(worstFirst);
    const counts = Object.keys(SEVERITIES)
      .map((severity) => ({
        severity,
        count: marks.filter((mark) => mark.severity === severity).length,
      }))
      .filter(({ count }) => count)
      .map(({ severity, count }) =>
        this.text("alerts.marks.count", {
          severity: this.text(`alerts.severity.${severity}`),
          count,
        }),
      );
    const icon = element("ha-icon", { icon: iconOf(worst.severity), "aria-hidden": "true" });
    this.what.dataset.severity = worst.severity;
    this.what.replaceChildren(icon, counts.join(", "));
  }

  /** @param {Mark} mark */
  #item(mark) {
    const { hass, text } = this;
    const times = { from: clock(hass, mark.since), to: mark.until ? clock(hass, mark.until) : "" };
    const lasted = text(mark.until ? "alerts.marks.lasted" : "alerts.marks.still", times);
    const severity = text(`alerts.severity.${mark.severity}`);
    return element(
      "li",
      { "data-severity": mark.severity },
      element("ha-icon", { icon: iconOf(mark.severity), "aria-hidden": "true" }),
      `${severity}: ${title(mark)}, ${lasted}`,
    );
  }

  getCardSize() {
    return 1;
  }
}

/** @param {{ left: number, width: number, lane?: number, severity?: string, className?: string }} place */
function segment({ left, width, lane = 0, severity = "", className = "" }) {
  const made = element("span", { class: className, "data-severity": severity });
  made.style.insetInlineStart = `${left}%`;
  made.style.width = `${width}%`;
  made.style.top = className ? "0" : `${lane * 7}px`;
  return made;
}

customElements.define(CARD, AlertMarksCard);
