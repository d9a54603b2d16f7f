/** The card of all routers' metrics: search, figures over a range, groups, shares, CSV. */

import { download, element, MonitoringCard, number } from "../www/base.js";
import { Controls } from "./controls.js";
import {
  configured,
  filtered,
  flattened,
  grouped,
  periods,
  rowsOf,
  sorted,
  spanOf,
  together,
} from "./data.js";
import { cellsOf, copy, csv, metricLines, periodLines, tsv } from "./export.js";
import { configForm } from "./form.js";
import { columnMeanings, columnNames, labelsOf, notesOf } from "./labels.js";
import { columnsOf, head, Lines, Numbers, periodTable } from "./rows.js";
import { barList, shares } from "./shares.js";
import { StatisticsSource } from "./source.js";
import { claim, defaults, readState, release, writeState } from "./state.js";
import { StatusLine } from "./status.js";
import { TABLE_STYLES } from "./styles.js";

const COMMAND = "mikrotik_monitoring/metrics";
// Values that are read without asking first, and series that a table of periods still shows.
const FREELY = 600_000;
const MOST_SERIES = 24;
const LIVE = 1000;
const TYPING = 250;
// How often the recorder has new rows.
const FRESH = 300_000;

class MonitoringTable extends MonitoringCard {
  static styles = TABLE_STYLES;

  static getStubConfig() {
    return {};
  }

  static getConfigForm() {
    return configForm();
  }

  #source = new StatisticsSource();
  #open = new Set();
  #timers = {};
  #now = Date.now();
  #hasMoved = false;

  setConfig(config) {
    this.answer = undefined;
    this.state = undefined;
    super.setConfig(config);
  }

  set hass(hass) {
    super.hass = hass;
    this.#timers.live ??= setTimeout(() => {
      this.#timers.live = undefined;
      if (this.lines) this.lines.refresh();
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
    release(this);
    window.removeEventListener("hashchange", this.#follow);
    this.#source.cancel();
    this.status?.answer(false);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = {};
  }

  /** Follow a link to another choice on the same page. */
  #follow = () => {
    if (!this.config) return;
    this.state = readState(this, this.config);
    this.requestUpdate();
  };

  build() {
    this.state ??= readState(this, this.config);
    this.controls = new Controls(this.text, (patch) => this.change(patch), this);
    this.status = new StatusLine(this.text, () => this.#stop());
    this.place = element("div", { class: "place" });
    this.pages = element("div", { class: "pages" });
    this.note = element("div", { class: "note" });
    this.card = element(
      "ha-card",
      {},
      this.config.title ? element("h1", {}, this.config.title) : null,
      this.controls.element,
      this.status.element,
      this.place,
      this.pages,
      this.note,
    );
    return this.card;
  }

  update() {
    if (this.answer) this.#draw();
    else this.#fetch();
  }

  async #fetch() {
    if (this.isFetching) return;
    this.isFetching = true;
    this.card.dataset.state = "loading";
    try {
      this.answer = await this.hass.callWS({ type: COMMAND });
      const unitOf = (id) => this.hass.states[id]?.attributes.unit_of_measurement;
      this.rows = configured(
        rowsOf(this.answer, unitOf, this.hass.locale.language),
        this.answer,
        this.config,
      );
      this.requestUpdate();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.isFetching = false;
    }
  }

  /** Take what a person chose; all but a step to another page begins at the first. */
  change(patch) {
    const isNew = patch.range === "custom" && !this.state.from;
    const dates = isNew ? { from: this.span.start, to: this.span.end } : {};
    this.state = { ...this.state, page: 0, ...dates, ...patch };
    writeState(this, this.config, this.state);
    this.status.answer(false);
    this.#source.cancel();
    clearTimeout(this.#timers.typing);
    if ("q" in patch || "instance" in patch) {
      this.#timers.typing = setTimeout(() => this.requestUpdate(), TYPING);
    } else this.requestUpdate();
  }

  clear() {
    const { q, router, category, instance, tier, metric, unit } = defaults(this.config);
    this.change({ q, router, category, instance, tier, metric, unit });
  }

  refresh() {
    this.#now = Date.now();
    this.answer = undefined;
    this.requestUpdate();
  }

  /** Take the last rows into a page that stays open, where that reads no more than the page. */
  #moveOn() {
    this.#timers.fresh = undefined;
    const isCheap = this.state.view === "table" && !this.#isSortedByFigure && !this.isPivot;
    if (isCheap && this.state.range !== "custom" && document.visibilityState === "visible") {
      this.#now = Date.now();
      this.#hasMoved = true;
    }
    this.requestUpdate();
  }

  sort(column) {
    const same = this.state.sort === column;
    const isText = columnsOf({}, "").indexOf(column) < 6 && column !== "sum";
    // A number is looked at from the largest; a third click goes back to the order of routers.
    if (same && this.state.desc !== !isText) return this.change({ sort: "", desc: false });
    return this.change({ sort: column, desc: same ? !this.state.desc : !isText });
  }

  toggle(id) {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.requestUpdate();
  }

  inform(entityId) {
    this.dispatchEvent(
      new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail: { entityId } }),
    );
  }

  get isPivot() {
    return this.state.view === "table" && ["day", "hour"].includes(this.state.group);
  }

  get span() {
    const state = this.isPivot ? { ...this.state, step: this.state.group } : this.state;
    return spanOf(state, this.#now, this.answer.keep_days ?? 0);
  }

  /** Return what is known of a row or group; of a group only where its rows are alike. */
  figuresOf = (item) => {
    if (!item.children) {
      const read = this.#source.figures(item.id);
      const isRead = Boolean(read) || this.answer.keep_days === null;
      return { ...read, isRead, last: item.kind ? number(this.hass.states[item.id]) : Number.NaN };
    }
    if (!item.uniform) return null;
    if (!this.known.has(item)) {
      const all = item.rows.map(this.figuresOf);
      this.known.set(item, { ...together(all), isRead: all.every(({ isRead }) => isRead) });
    }
    return this.known.get(item);
  };

  valueOf = (item, column) => {
    const figures = this.figuresOf(item);
    return (
      (column === "mean" && item.kind === "change" ? figures?.change : figures?.[column]) ??
      Number.NaN
    );
  };

  #ordered = (items) =>
    sorted(items, this.state.sort, this.state.desc, this.valueOf, this.hass.locale.language);

  get #isSortedByFigure() {
    return ["min", "mean", "max", "p95", "sum"].includes(this.state.sort);
  }

  /** Draw what is chosen, and see to it that what it needs is read. */
  #draw() {
    this.known = new WeakMap();
    this.numbers = new Numbers(this.hass);
    // The browser's own parts of fields follow this, not the theme's variables.
    this.card.style.colorScheme = this.hass.themes?.darkMode ? "dark" : "light";
    this.lines = null;
    this.shown = filtered(this.rows, this.state);
    this.#source.span(this.span, this.#hasMoved);
    this.#hasMoved = false;
    this.#timers.fresh ??= setTimeout(() => this.#moveOn(), FRESH);
    this.controls.offer(this.answer, this.rows, this.shown, this.state);
    this.controls.show(this.state, this.shadowRoot.activeElement);
    const focus = this.shadowRoot.activeElement?.dataset ?? {};
    const needed = this.isPivot
      ? this.#drawPeriods()
      : this.state.view === "table"
        ? this.#drawTable()
        : this.#drawChart();
    this.#refocus(focus);
    this.#tell();
    this.#need(needed);
  }

  #drawTable() {
    const { group, page, size, bar } = this.state;
    const by = ["router", "category", "instance"].includes(group) ? group : "";
    const columns = columnsOf(this.config, by);
    const lines = by
      ? flattened(grouped(this.shown, by), this.#open, this.#ordered)
      : this.#ordered(this.shown).map((item) => ({ item, depth: 0 }));
    const visible = this.#page(lines, page, size);
    this.lines = new Lines({
      columns,
      bar,
      numbers: this.numbers,
      figuresOf: this.figuresOf,
      open: this.#open,
      text: this.text,
      toggle: (id) => this.toggle(id),
      inform: (id) => this.inform(id),
    });
    const table = element(
      "table",
      {},
      element("caption", { class: "unseen" }, this.text("table.title")),
      head(columns, columnNames(this.text), columnMeanings(this.text), this.state, (column) =>
        this.sort(column),
      ),
      this.lines.body(visible),
    );
    this.#put(this.shown.length ? table : null);
    const items = this.#isSortedByFigure ? lines : visible;
    return items.flatMap(({ item }) => (item.children ? (item.uniform ? item.rows : []) : [item]));
  }

  #drawPeriods() {
    const { figure, group, page, size } = this.state;
    const all = this.#ordered(this.shown.filter((row) => row.kind));
    const series = all.slice(0, MOST_SERIES);
    const lines = periods(series, this.#source.rows, figure === "last" ? "mean" : figure);
    const written = new Intl.DateTimeFormat(this.hass.locale.language, {
      weekday: "short",
      day: "numeric",
      month: "short",
      ...(group === "hour" ? { hour: "2-digit", minute: "2-digit" } : {}),
    });
    const table = periodTable({
      series,
      labels: labelsOf(series),
      numbers: this.numbers,
      caption: this.text("table.title"),
      lines: this.#page(lines, page, size),
      period: this.text(group === "hour" ? "table.group.hour" : "table.group.day"),
      written: (start) => written.format(new Date(start)),
    });
    this.#put(series.length ? table : null);
    return this.#isSortedByFigure ? all : series;
  }

  #drawChart() {
    const draw = this.state.view === "pie" ? shares : barList;
    const { drawn, needed } = draw(this);
    this.pages.hidden = true;
    this.#put(drawn, false);
    return needed;
  }

  /** Put a table in its place; it scrolls by itself, below a head that stays. */
  #put(drawn, isTall = true) {
    const old = this.place.firstChild;
    const message = element("div", { class: "message" }, this.text("table.nothing"));
    const looks = {
      class: isTall ? "scroll tall" : "scroll",
      tabIndex: 0,
      role: "region",
      "aria-label": this.text("table.title"),
    };
    const made = drawn ? element("div", looks, drawn) : message;
    const [top, left] = [old?.scrollTop ?? 0, old?.scrollLeft ?? 0];
    this.place.replaceChildren(made);
    made.scrollTo(left, top);
  }

  #refocus({ toggle, sort }) {
    const name = toggle ? "toggle" : sort ? "sort" : null;
    if (!name) return;
    const wanted = toggle ?? sort;
    [...this.place.querySelectorAll(`[data-${name}]`)]
      .find((found) => found.dataset[name] === wanted)
      ?.focus();
  }

  /** Return the lines of a page, and show which one it is. */
  #page(lines, page, size) {
    const now = Math.min(page, Math.max(0, Math.ceil(lines.length / size) - 1));
    this.pages.hidden = lines.length <= 25;
    this.pages.replaceChildren(...this.controls.pager(now, size, lines.length, this.numbers));
    return lines.slice(now * size, (now + 1) * size);
  }

  /** Say what is shown, from what rows, and what is left out. */
  #tell() {
    this.note.textContent = notesOf(this, MOST_SERIES);
    this.card.dataset.rows = this.shown.length;
    this.status.count(
      this.numbers.whole(this.shown.length),
      this.numbers.whole(this.#source.points),
    );
    this.card.dataset.points = this.#source.points;
  }

  #stop() {
    this.#source.cancel();
    this.status.answer(false);
    this.card.dataset.state = "stopped";
  }

  /** Read what is on the page; drawing once more when it is there. */
  async #need(rows) {
    const ids = this.#ids(rows);
    if (this.#source.missing(ids, this.isPivot).length === 0) {
      this.card.dataset.state = "ready";
      return;
    }
    if (await this.#ensure(ids)) this.requestUpdate();
  }

  #ids(rows) {
    if (this.answer.keep_days === null) return [];
    return [...new Set(rows.filter((row) => row.kind).map((row) => row.id))];
  }

  /** Return whether all figures are there, after asking where that takes very much. */
  async #ensure(ids) {
    const missing = this.#source.missing(ids, this.isPivot);
    if (!missing.length) return true;
    const { span } = this;
    const much = missing.length * span.count;
    this.card.dataset.state = "loading";
    if (much > FREELY && !(await this.status.ask(this.numbers.whole(much)))) {
      this.card.dataset.state = "stopped";
      return false;
    }
    try {
      const isDone = await this.#source.read(
        this.hass,
        span,
        missing,
        this.#progress,
        this.isPivot,
      );
      if (isDone) this.status.recover();
      return isDone;
    } catch (error) {
      this.#fail(error);
      return false;
    } finally {
      this.status.progress(0, 0);
    }
  }

  #fail(error) {
    this.status.fail(this.text("table.failed", { reason: error.message ?? String(error) }));
    this.card.dataset.state = "failed";
  }

  #progress = (done, count) => {
    this.status.progress(done, count);
    this.card.dataset.points = this.#source.points;
  };

  async copy() {
    const done = await copy(tsv(cellsOf(this.place)));
    this.status.say(done ? this.text("table.copied") : this.text("table.not_copied"));
  }

  async csv() {
    const rows = this.#ordered(this.shown);
    if (!(await this.#ensure(this.#ids(rows)))) return;
    const lines = this.isPivot
      ? periodLines(rows, this.#source.rows)
      : metricLines(
          rows,
          this.span,
          (id) => this.hass.states[id],
          (id) => this.#source.figures(id),
        );
    const day = new Date(this.#now).toISOString().slice(0, 10);
    // Excel takes a file without this mark for one of the local eight-bit encoding.
    download(`mikrotik-metrics-${day}.csv`, "text/csv;charset=utf-8", `\ufeff${csv(lines)}`);
    this.status.say(this.text("table.saved", { count: this.numbers.whole(lines.length - 1) }));
    this.requestUpdate();
  }
}
customElements.define("mikrotik-monitoring-table", MonitoringTable);

window.customCards ??= [];
window.customCards.push({
  type: "mikrotik-monitoring-table",
  name: "MikroTik metrics table",
  description: "All metrics of your routers: search, figures over any range, groups, shares, CSV.",
  preview: false,
  documentationURL: "https://github.com/mikrotik-monitoring/mikrotik-monitoring#dashboards",
});
