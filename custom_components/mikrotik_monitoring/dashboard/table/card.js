/** The card of all routers' metrics: search, figures over a range, groups, shares, CSV. */

import { reasonOf } from "../www/attempt.js";
import { MonitoringCard } from "../www/card.js";
import { copy, download, element } from "../www/elements.js";
import { whole } from "../www/numbers.js";
import { turned } from "../www/table.js";
import { Controls } from "./controls.js";
import { configured, filtered, rowsOf } from "./data.js";
import { cellsOf, csv, metricLines, periodLines, tsv } from "./export.js";
import { configForm } from "./form.js";
import { notesOf } from "./labels.js";
import { pager } from "./pager.js";
import { isNumber } from "./rows.js";
import { StatisticsSource } from "./source.js";
import { spanOf } from "./spans.js";
import { claim, defaults, readState, release, writeState } from "./state.js";
import { StatusLine } from "./status.js";
import { TABLE_STYLES } from "./styles.js";
import { isPivot, MOST_SERIES, TableView } from "./view.js";

/** @import { Choice, Row, TableAnswer, TableConfig } from "../www/types.d.ts" */

const COMMAND = "mikrotik_monitoring/metrics";
// Values that are read without asking first.
const FREELY = 600_000;
const LIVE = 1000;
const TYPING = 250;
// How often the recorder has new rows.
const FRESH = 300_000;

/** @extends {MonitoringCard<TableConfig>} */
class TableCard extends MonitoringCard {
  static styles = TABLE_STYLES;

  static getStubConfig() {
    return {};
  }

  static getConfigForm() {
    return configForm();
  }

  #source = new StatisticsSource();
  /** @type {Record<string, ReturnType<typeof setTimeout> | undefined>} */
  #timers = {};
  #now = Date.now();
  #hasMoved = false;
  /** @type {TableAnswer | undefined} */
  #answer;
  /** @type {Row[]} */
  #rows = [];
  /** @type {Row[]} */
  #shown = [];
  /** @type {Choice | undefined} */
  #state;
  /** @type {string[]} */
  #needed = [];
  #parts = /** @type {ReturnType<TableCard["make"]> | undefined} */ (undefined);
  #fetch = this.attempt(
    async (isLatest) => {
      /** @type {TableAnswer} */
      const answer = await this.hass.callWS({ type: COMMAND });
      if (!isLatest()) return;
      /** @param {string} id */
      const unitOf = (id) => this.hass.states[id]?.attributes.unit_of_measurement;
      const rows = rowsOf(answer, unitOf, this.hass.locale.language);
      this.#rows = configured(rows, answer, this.config);
      this.#answer = answer;
      this.#parts?.status.recover();
      this.requestUpdate();
    },
    (error) => this.#fail(error),
  );
  #reading = this.attempt(
    async (isLatest) => {
      if ((await this.#ensure(this.#needed)) && isLatest()) this.requestUpdate();
    },
    (error) => this.#fail(error),
  );

  /** @param {TableConfig} config */
  setConfig(config) {
    this.#answer = this.#state = undefined;
    this.#fetch.drop();
    super.setConfig(config);
  }

  set hass(hass) {
    super.hass = hass;
    this.#timers.live ??= setTimeout(() => {
      this.#timers.live = undefined;
      this.#parts?.view.refresh(this.hass);
    }, LIVE);
  }

  get hass() {
    return super.hass;
  }

  connectedCallback() {
    claim(this);
    window.addEventListener("hashchange", this.#follow);
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    release(this);
    window.removeEventListener("hashchange", this.#follow);
    this.#source.cancel();
    this.#parts?.status.answer(false);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = {};
  }

  /** Follow a link to another choice on the same page. */
  #follow = () => {
    if (!this.config) return;
    this.#state = readState(this, this.config);
    this.requestUpdate();
  };

  build() {
    this.#state ??= readState(this, this.config);
    this.#parts = this.make();
    return this.#parts.card;
  }

  /** Make the parts of the card. */
  make() {
    const controls = new Controls(this.text, this.change, this);
    const status = new StatusLine(this.text, () => this.#stop());
    const view = new TableView(this.text, {
      sort: (by) => this.sort(by),
      inform: (id) => this.inform(id),
      pager: (page, size, count) => pager(page, size, count, this),
      redraw: () => this.requestUpdate(),
    });
    const note = element("div", { class: "note" });
    const card = element(
      "ha-card",
      {},
      this.config.title ? element("h1", {}, this.config.title) : null,
      controls.element,
      status.element,
      view.place,
      view.pages,
      note,
    );
    return { controls, status, view, note, card };
  }

  update() {
    if (this.#answer) this.#draw(this.#answer);
    else this.#begin();
  }

  #begin() {
    this.#mark("loading");
    this.#fetch.start();
  }

  /** @param {"loading" | "ready" | "stopped" | "failed"} state */
  #mark(state) {
    if (this.#parts) this.#parts.card.dataset.state = state;
  }

  /** Return what is chosen; it is set once the card is built. */
  get state() {
    return /** @type {Choice} */ (this.#state);
  }

  /**
   * Store what a person chose; any change but a step to another page returns to the first.
   *
   * @param {Partial<Choice>} patch
   */
  change = (patch) => {
    const isNew = patch.range === "custom" && !this.state.from;
    const dates = isNew ? { from: this.span.start, to: this.span.end } : {};
    this.#state = { ...this.state, page: 0, ...dates, ...patch };
    writeState(this, this.config, this.#state);
    this.#parts?.status.answer(false);
    this.#source.cancel();
    clearTimeout(this.#timers.typing);
    if ("q" in patch || "instance" in patch) {
      this.#timers.typing = setTimeout(() => this.requestUpdate(), TYPING);
    } else this.requestUpdate();
  };

  clear() {
    const { q, router, category, instance, tier, metric, unit } = defaults(this.config);
    this.change({ q, router, category, instance, tier, metric, unit });
  }

  refresh() {
    this.#now = Date.now();
    this.#answer = undefined;
    this.requestUpdate();
  }

  /** Show the latest rows on a page that stays open, if that reads no more than the page. */
  #moveOn() {
    this.#timers.fresh = undefined;
    const isSimple = this.state.view === "table" && !isPivot(this.state);
    const isCheap = isSimple && !this.#parts?.view.isSortedByFigure;
    if (isCheap && this.state.range !== "custom" && document.visibilityState === "visible") {
      this.#now = Date.now();
      this.#hasMoved = true;
    }
    this.requestUpdate();
  }

  /** @param {string} by */
  sort(by) {
    const now = { by: this.state.sort, isDescending: this.state.desc };
    const next = turned(now, { by: "", isDescending: false }, by, isNumber(by));
    this.change({ sort: next.by, desc: next.isDescending });
  }

  /** @param {string} entityId */
  inform(entityId) {
    const about = { bubbles: true, composed: true, detail: { entityId } };
    this.dispatchEvent(new CustomEvent("hass-more-info", about));
  }

  get span() {
    const state = isPivot(this.state) ? { ...this.state, step: this.state.group } : this.state;
    return spanOf(state, this.#now, this.#answer?.keep_days ?? 0);
  }

  /**
   * Draw what is chosen, and read what it needs.
   *
   * @param {TableAnswer} answer
   */
  #draw(answer) {
    if (!this.#parts) return;
    const { controls, view, card } = this.#parts;
    // The browser's own parts of fields follow this, not the theme's variables.
    card.style.colorScheme = this.hass.themes?.darkMode ? "dark" : "light";
    this.#shown = filtered(this.#rows, this.state);
    this.#source.span(this.span, this.#hasMoved);
    this.#hasMoved = false;
    this.#timers.fresh ??= setTimeout(() => this.#moveOn(), FRESH);
    controls.offer(answer, this.#rows, this.state);
    controls.show(this.state, this.root.activeElement);
    const needed = view.draw({
      hass: this.hass,
      config: this.config,
      state: this.state,
      shown: this.#shown,
      hasStatistics: answer.keep_days !== null,
      figures: (id) => this.#source.figures(id),
      points: this.#source.rows,
    });
    this.#note(answer);
    this.#need(needed);
  }

  /**
   * Say what is shown, from what rows, and what is left out.
   *
   * @param {TableAnswer} answer
   */
  #note(answer) {
    if (!this.#parts) return;
    const { note, card, status } = this.#parts;
    const { text, hass, state, span } = this;
    const shown = { text, span, hass, state, isPivot: isPivot(state), answer };
    note.textContent = notesOf(shown, MOST_SERIES);
    card.dataset.rows = String(this.#shown.length);
    card.dataset.points = String(this.#source.points);
    status.count(whole(hass, this.#shown.length), whole(hass, this.#source.points));
  }

  #stop() {
    this.#source.cancel();
    this.#reading.drop();
    this.#parts?.status.answer(false);
    this.#mark("stopped");
  }

  /**
   * Read what is on the page, and draw again when it has arrived.
   *
   * @param {Row[]} rows
   */
  #need(rows) {
    this.#needed = this.#ids(rows);
    if (this.#source.missing(this.#needed, isPivot(this.state)).length) {
      this.#reading.start();
      return;
    }
    this.#reading.drop();
    this.#mark("ready");
  }

  /** @param {Row[]} rows */
  #ids(rows) {
    if (this.#answer?.keep_days === null) return [];
    return [...new Set(rows.filter((row) => row.kind).map((row) => row.id))];
  }

  /**
   * Return whether all figures are read, after asking if these are very many.
   *
   * @param {string[]} ids
   */
  async #ensure(ids) {
    const keep = isPivot(this.state);
    const missing = this.#source.missing(ids, keep);
    if (!missing.length || !this.#parts) return true;
    const { status } = this.#parts;
    const { span } = this;
    const much = missing.length * span.count;
    this.#mark("loading");
    if (much > FREELY && !(await status.ask(whole(this.hass, much)))) {
      this.#mark("stopped");
      return false;
    }
    try {
      const isDone = await this.#source.read(this.hass, span, missing, this.#progress, keep);
      if (isDone) status.recover();
      return isDone;
    } finally {
      status.progress(0, 0);
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#parts?.status.fail(this.text("table.failed", { reason: reasonOf(error, this.hass) }));
    this.#mark("failed");
  }

  /**
   * @param {number} done
   * @param {number} count
   */
  #progress = (done, count) => {
    if (!this.#parts) return;
    this.#parts.status.progress(done, count);
    this.#parts.card.dataset.points = String(this.#source.points);
  };

  async copy() {
    if (!this.#parts) return;
    const { status, view } = this.#parts;
    const isDone = await copy(tsv(cellsOf(view.place)));
    status.say(isDone ? this.text("table.copied") : this.text("table.not_copied"));
  }

  async csv() {
    if (!this.#parts) return;
    const { status, view } = this.#parts;
    const rows = view.ordered(this.#shown);
    try {
      if (!(await this.#ensure(this.#ids(rows)))) return;
    } catch (error) {
      this.#fail(error);
      return;
    }
    const lines = isPivot(this.state)
      ? periodLines(rows, this.#source.rows)
      : metricLines(
          rows,
          this.span,
          (id) => this.hass.states[id],
          (id) => this.#source.figures(id),
        );
    const day = new Date(this.#now).toISOString().slice(0, 10);
    // Excel reads a file without this mark in the local eight-bit encoding.
    const content = `\ufeff${csv(lines)}`;
    download(`mikrotik-metrics-${day}.csv`, "text/csv;charset=utf-8", content);
    status.say(this.text("table.saved", { count: whole(this.hass, lines.length - 1) }));
    this.requestUpdate();
  }
}
customElements.define("mikrotik-monitoring-table", TableCard);

window.customCards ??= [];
window.customCards.push({
  type: "mikrotik-monitoring-table",
  name: "MikroTik metrics table",
  description: "All metrics of your routers: search, figures over any range, groups, shares, CSV.",
  preview: false,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
