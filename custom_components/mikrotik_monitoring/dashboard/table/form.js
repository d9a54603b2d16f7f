/** The visual configuration of the metrics table. */

import { loadTexts, pageHass } from "../www/texts.js";
import { columnNames } from "./labels.js";
import { RANGES } from "./spans.js";
import { COLUMNS } from "./state.js";

/** @import { TableAnswer } from "../www/types.d.ts" */

const DOMAIN = "mikrotik_monitoring";

/**
 * @param {string[][]} options
 * @param {boolean} multiple
 */
const choice = (options, multiple) => ({
  select: {
    multiple,
    mode: "dropdown",
    options: options.map(([value, label]) => ({ value, label })),
  },
});

/** Return the form; its words are those of the page's language. */
export async function configForm() {
  const hass = pageHass();
  const text = await loadTexts(hass);
  /** @type {TableAnswer} */
  const answer = await hass.callWS({ type: `${DOMAIN}/metrics` });
  const names = columnNames(text);
  /** @type {Record<string, string>} */
  const ranges = {
    hour: text("table.range.hour"),
    day: text("table.range.day"),
    week: text("table.range.week"),
    month: text("table.range.month"),
    year: text("table.range.year"),
  };
  /** @type {Record<string, string>} */
  const labels = {
    title: text("table.form.title"),
    routers: text("table.column.router"),
    categories: text("table.column.category"),
    range: text("table.range.label"),
    columns: text("table.form.columns"),
  };
  /** @type {Record<string, string>} */
  const helpers = {
    routers: text("table.form.all"),
    categories: text("table.form.all"),
    columns: text("table.form.all"),
  };
  return {
    schema: [
      { name: "title", selector: { text: {} } },
      {
        name: "routers",
        selector: choice(
          answer.routers.map(({ id, name }) => [id, name]),
          true,
        ),
      },
      {
        name: "categories",
        selector: choice(
          answer.categories.map(({ key, name }) => [key, name]),
          true,
        ),
      },
      {
        name: "range",
        selector: choice(
          Object.keys(RANGES).map((range) => [range, ranges[range]]),
          false,
        ),
      },
      {
        name: "columns",
        selector: choice(
          COLUMNS.filter((name) => name !== "name").map((name) => [name, names[name]]),
          true,
        ),
      },
    ],
    computeLabel: /** @param {{ name: string }} field */ ({ name }) => labels[name],
    computeHelper: /** @param {{ name: string }} field */ ({ name }) => helpers[name],
  };
}
