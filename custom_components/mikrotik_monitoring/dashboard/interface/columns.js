/** Columns of two stacked parts, in and out, with their numbers as a table below. */

import { element } from "../www/base.js";

/** Return a chart of items with a label, `rx` and `tx`, as far as they are known; `told` writes a value, `more` names the table. */
export function columns(items, { title, names, told, more }) {
  const most = Math.max(...items.map(({ rx, tx }) => (rx ?? 0) + (tx ?? 0))) || 1;
  const step = Math.ceil(items.length / 16);
  return element(
    "figure",
    { "data-chart": "columns" },
    element("figcaption", {}, element("h3", {}, title), legend(names)),
    element(
      "div",
      { class: "plot" },
      element(
        "div",
        { class: "scale muted", "aria-hidden": "true" },
        element("span", {}, told(most)),
        element("span", {}, told(most / 2)),
        element("span", {}, told(0)),
      ),
      element(
        "div",
        {
          class: "columns",
          role: "img",
          "aria-label": `${title}: ${items.length}, ≤ ${told(most)}`,
        },
        ...items.map((item, place) =>
          column(item, most, { names, told, isLabelled: place % step === 0 }),
        ),
      ),
    ),
    more
      ? element("details", {}, element("summary", {}, more), table(items, { title, names, told }))
      : null,
  );
}

const legend = (names) =>
  element(
    "span",
    { class: "legend muted", "aria-hidden": "true" },
    ...names.flatMap((name, place) => [
      element("span", { class: place ? "swatch out" : "swatch in" }),
      name,
    ]),
  );

function column({ label, rx, tx, isChosen }, most, { names, told, isLabelled }) {
  const part = (kind, value) =>
    element("span", { class: kind, style: `height: ${(100 * (value ?? 0)) / most}%` });
  return element(
    "span",
    {
      class: isChosen ? "column chosen" : "column",
      title: `${label}: ${names[0]} ${told(rx)}, ${names[1]} ${told(tx)}`,
    },
    element("span", { class: "bar" }, part("out", tx), part("in", rx)),
    element("span", { class: "label muted" }, isLabelled ? label : ""),
  );
}

function table(items, { title, names, told }) {
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("caption", { class: "unseen" }, title),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...["", ...names].map((name) => element("th", { scope: "col", class: "number" }, name)),
        ),
      ),
      element(
        "tbody",
        {},
        ...items.map(({ label, rx, tx }) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, label),
            ...[rx, tx].map((value) => element("td", { class: "number" }, told(value))),
          ),
        ),
      ),
    ),
  );
}
