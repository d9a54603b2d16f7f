/** The month of an interface: 95th percentile, volume by day, and the months before. */

import { reasonOf } from "../www/attempt.js";
import { element } from "../www/elements.js";
import { monthName, share, shortMonth, size } from "../www/numbers.js";
import { columns } from "./columns.js";
import { commitBar } from "./commit.js";

/** @import { Failure, MonthFigures, MonthRow, Percentile, Ways } from "../www/types.d.ts" */
/** @import { MonitoringCard } from "../www/card.js" */

const DOMAIN = "mikrotik_monitoring";

export class InterfaceMonth {
  /** @type {string | undefined} */
  #month;
  #isStarted = false;
  #card;
  #wanted;
  #attempt;

  /**
   * Show the months of an interface; `choose` is called with another month.
   *
   * @param {MonitoringCard<object>} card
   * @param {{ router: string, key: string }} wanted
   * @param {(month: string) => void} choose
   */
  constructor(card, { router, key }, choose) {
    this.#card = card;
    this.#wanted = { router, interface: key };
    this.choose = choose;
    this.element = element("ha-card", { class: "month", "data-part": "month" });
    this.#attempt = card.attempt(
      (isLatest) => this.#load(isLatest),
      (error) => this.#fail(error),
    );
  }

  get text() {
    return this.#card.text;
  }

  get hass() {
    return this.#card.hass;
  }

  /**
   * Show a month such as 2026-10, by default this one.
   *
   * @param {string | undefined} month
   */
  show(month) {
    if (this.#isStarted && month === this.#month) return;
    this.#isStarted = true;
    this.#month = month;
    this.element.setAttribute("aria-busy", "true");
    this.#attempt.start();
  }

  /** Stop requesting. */
  drop() {
    this.#card.dropAttempt(this.#attempt);
  }

  /** @param {() => boolean} isLatest */
  async #load(isLatest) {
    /** @type {MonthFigures} */
    const figures = await this.hass.callWS({
      type: `${DOMAIN}/interface_month`,
      ...this.#wanted,
      ...(this.#month ? { month: this.#month } : {}),
    });
    if (!isLatest()) return;
    this.#draw(figures);
    this.element.removeAttribute("aria-busy");
  }

  /** @param {unknown} error */
  #fail(error) {
    const { code } = /** @type {Failure} */ (error ?? {});
    const said =
      code === "no_recorder"
        ? this.text("interface.no_recorder")
        : this.text("interface.failed", { error: reasonOf(error, this.hass) });
    this.element.replaceChildren(element("p", { class: "said", role: "status" }, said));
    this.element.removeAttribute("aria-busy");
  }

  /** @param {MonthFigures} figures */
  #draw(figures) {
    const chosen = figures.months.find(({ month }) => month === figures.month) ?? {
      month: figures.month,
    };
    this.element.replaceChildren(
      this.#picker(figures),
      element(
        "div",
        { class: "tiles" },
        this.#percentile(figures),
        this.#volume(chosen, figures.unit),
        this.#availability(chosen),
      ),
      ...this.#days(figures),
      ...this.#months(figures),
    );
  }

  /** @param {MonthFigures} figures */
  #picker({ month, is_current: isCurrent }) {
    /**
     * @param {string} label
     * @param {string} icon
     * @param {number} months
     * @param {boolean} disabled
     */
    const step = (label, icon, months, disabled) =>
      element(
        "button",
        {
          class: "flat",
          "aria-label": label,
          title: label,
          disabled,
          onclick: () => this.choose(later(month, months)),
        },
        element("ha-icon", { icon, "aria-hidden": "true" }),
      );
    return element(
      "div",
      { class: "picker" },
      step(this.text("interface.previous"), "mdi:chevron-left", -1, false),
      element("h2", { "aria-live": "polite", "data-month": month }, monthName(this.hass, month)),
      step(this.text("interface.next"), "mdi:chevron-right", 1, isCurrent),
    );
  }

  /**
   * Return the percentile, and whether it can be used for billing.
   *
   * @param {MonthFigures} figures
   */
  #percentile({ percentile, ...figures }) {
    const { unit } = percentile;
    const known = percentile.highest !== null;
    return this.#tile(
      this.text("interface.percentile"),
      size(this.hass, percentile.highest, unit),
      known
        ? element(
            "span",
            {
              class: percentile.is_billable ? "badge good" : "badge",
              "data-grade": percentile.is_billable ? "billing" : "estimate",
            },
            this.text(percentile.is_billable ? "interface.billing" : "interface.estimate"),
          )
        : null,
      element(
        "div",
        { class: "details" },
        commitBar(this.hass, this.text, percentile),
        this.#ways(percentile, unit),
      ),
      known ? this.#grade(percentile, figures) : this.text("interface.no_rows"),
    );
  }

  /**
   * Say what the percentile is calculated from, and what would improve it.
   *
   * @param {Percentile} percentile
   * @param {Omit<MonthFigures, "percentile">} figures
   */
  #grade(
    { coverage, hours, period, is_billable: isBillable },
    { is_kept: isKept, kept_days: days, wanted_days: wanted },
  ) {
    const covered = {
      share: share(this.hass, 100 * coverage, 1),
      hours: share(this.hass, 100 * hours, 1),
    };
    const sentences = [
      period === "hour"
        ? this.text("interface.from_hours", covered)
        : this.text("interface.from_five", covered),
    ];
    if (!isBillable && !isKept) sentences.push(this.text("interface.kept", { days, wanted }));
    return sentences.join(" ");
  }

  /**
   * @param {MonthRow} month
   * @param {string} unit
   */
  #volume(month, unit) {
    const isKnown = month.rx !== undefined || month.tx !== undefined;
    const total = isKnown ? (month.rx ?? 0) + (month.tx ?? 0) : null;
    return this.#tile(
      this.text("interface.volume"),
      size(this.hass, total, unit),
      null,
      this.#ways(month, unit),
      "",
    );
  }

  /** @param {MonthRow} month */
  #availability(month) {
    const isKnown = month.link !== undefined || month.router !== undefined;
    const ways = [
      [this.text("interface.link"), share(this.hass, month.link)],
      [this.text("interface.router"), share(this.hass, month.router)],
    ];
    const note = isKnown
      ? this.text("interface.observed", {
          share: share(this.hass, Math.min(100, month.observed ?? 0), 1),
        })
      : this.text("interface.not_observed");
    return this.#tile(
      this.text("interface.availability"),
      share(this.hass, month.link ?? month.router),
      null,
      isKnown ? pairs(ways) : null,
      note,
    );
  }

  /**
   * Return both directions of a figure.
   *
   * @param {Ways} ways
   * @param {string} unit
   */
  #ways({ rx, tx }, unit) {
    return pairs([
      [this.text("interface.in"), size(this.hass, rx, unit)],
      [this.text("interface.out"), size(this.hass, tx, unit)],
    ]);
  }

  /**
   * @param {string} title
   * @param {string} value
   * @param {HTMLElement | null} badge
   * @param {HTMLElement | null} details
   * @param {string} note
   */
  #tile(title, value, badge, details, note) {
    return element(
      "section",
      { class: "tile" },
      element("h3", {}, title, badge),
      element("p", { class: "figure" }, value),
      details,
      note ? element("p", { class: "muted" }, note) : null,
    );
  }

  /** @param {MonthFigures} figures */
  #days({ days, unit, month }) {
    if (!days.length) return [];
    const [year, number] = month.split("-").map(Number);
    const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
    const by = new Map(days.map((day) => [day.day, day]));
    const items = Array.from({ length: count }, (_, place) => {
      const { rx, tx } = by.get(place + 1) ?? {};
      return { label: String(place + 1), rx, tx };
    });
    return [
      this.#columns(this.text("interface.per_day"), items, unit, this.text("interface.as_table")),
    ];
  }

  /** @param {MonthFigures} figures */
  #months({ months, unit, month: chosen }) {
    const items = months.map(({ month, rx, tx }) => ({
      label: shortMonth(this.hass, month),
      rx,
      tx,
      isChosen: month === chosen,
    }));
    const rows = months.toReversed().map((one) => this.#row(one, unit, chosen));
    const heads = ["month", "in", "out", "total", "link", "router", "observed_head"];
    const head = heads.map((key, place) =>
      element("th", { scope: "col", class: place ? "number" : "" }, this.text(`interface.${key}`)),
    );
    const table = element(
      "table",
      {},
      element("caption", { class: "unseen" }, this.text("interface.months")),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    );
    const chart =
      months.length > 1 ? this.#columns(this.text("interface.per_month"), items, unit) : null;
    return [
      ...(chart ? [chart] : []),
      element("h3", {}, this.text("interface.months")),
      element(
        "div",
        {
          class: "scroll",
          tabindex: "0",
          role: "region",
          "aria-label": this.text("interface.months"),
        },
        table,
      ),
    ];
  }

  /**
   * @param {string} title
   * @param {(Ways & { label: string, isChosen?: boolean })[]} items
   * @param {string} unit
   * @param {string} [more]
   */
  #columns(title, items, unit, more) {
    return columns(items, {
      title,
      names: [this.text("interface.in"), this.text("interface.out")],
      format: (value) => size(this.hass, value, unit),
      more,
    });
  }

  /**
   * @param {MonthRow} figures
   * @param {string} unit
   * @param {string} chosen
   */
  #row({ month, rx, tx, link, router, observed }, unit, chosen) {
    const total = rx === undefined && tx === undefined ? undefined : (rx ?? 0) + (tx ?? 0);
    const cells = [
      ...[rx, tx, total].map((value) => size(this.hass, value, unit)),
      share(this.hass, link),
      share(this.hass, router),
      share(this.hass, observed === undefined ? undefined : Math.min(100, observed), 1),
    ];
    const open = element(
      "button",
      {
        class: "flat",
        "aria-current": month === chosen ? "true" : "false",
        onclick: () => this.choose(month),
      },
      monthName(this.hass, month),
    );
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, open),
      ...cells.map((cell) => element("td", { class: "number" }, cell)),
    );
  }
}

/** @param {string[][]} lines */
function pairs(lines) {
  return element(
    "dl",
    {},
    ...lines.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

/**
 * Return the month that many months later, as 2026-10.
 *
 * @param {string} month
 * @param {number} months
 */
export function later(month, months) {
  const [year, number] = month.split("-").map(Number);
  const count = year * 12 + number - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}
