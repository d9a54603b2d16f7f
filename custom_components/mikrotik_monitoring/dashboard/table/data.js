/** The rows of the metrics table: filtered, sorted, grouped, by period and as shares. Nothing here draws. */

import { compared } from "../www/table.js";
import { finite, numberOf, sum, textOf } from "./figures.js";

/** @import { Choice, Group, Item, Line, Point, Row, TableAnswer, TableConfig } from "../www/types.d.ts" */

const TEXTS = ["router", "category", "instance", "name", "tier", "unit"];

/**
 * Convert the integration's response into rows, in the order of router, interface and catalogue.
 *
 * @param {TableAnswer} answer
 * @param {(id: string) => string | undefined} unitOf
 * @param {string} language
 */
export function rowsOf(answer, unitOf, language) {
  const order = ranks(
    answer.rows.map((row) => row[3]),
    language,
  );
  const rows = answer.rows.map(([id, router, metric, instance, given]) => {
    const meant = answer.metrics[metric];
    const names = {
      id,
      instance,
      name: given || meant.name,
      metric,
      metricName: meant.name,
      kind: meant.figures,
      adds: meant.adds,
      unit: unitOf(id) ?? "",
      router: answer.routers[router].name,
      routerId: answer.routers[router].id,
      category: answer.categories[meant.category].name,
      categoryKey: answer.categories[meant.category].key,
      tier: answer.tiers[meant.tier].name,
      tierKey: answer.tiers[meant.tier].key,
      place: [meant.category, router, order.get(instance) ?? 0, metric, meant.tier],
    };
    const haystack = `${names.router} ${instance} ${names.name} ${names.category} ${id}`;
    return { ...names, haystack: haystack.toLowerCase() };
  });
  return rows.sort(
    (a, b) => a.place[1] - b.place[1] || a.place[2] - b.place[2] || a.metric - b.metric,
  );
}

/**
 * Return the ranks of texts in natural order: ether2 before ether10.
 *
 * @param {string[]} texts
 * @param {string} language
 */
function ranks(texts, language) {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  return new Map([...new Set(texts)].sort(collator.compare).map((text, place) => [text, place]));
}

/**
 * Return the rows that a card's configuration selects: of some routers, named by entry or device.
 *
 * @param {Row[]} rows
 * @param {Pick<TableAnswer, "routers">} answer
 * @param {TableConfig} config
 */
export function configured(rows, answer, { routers = [], categories = [] }) {
  const wanted = answer.routers.filter(
    ({ id, device }) => routers.includes(id) || (device && routers.includes(device)),
  );
  const ids = new Set(wanted.map(({ id }) => id));
  return rows.filter(
    (row) =>
      (!routers.length || ids.has(row.routerId)) &&
      (!categories.length || categories.includes(row.categoryKey)),
  );
}

/**
 * Return the rows that match the filters; every word of the search is in a name.
 *
 * @param {Row[]} rows
 * @param {Partial<Choice>} choice
 */
export function filtered(rows, { q = "", router, category, instance = "", tier, metric, unit }) {
  const words = q.toLowerCase().split(/\s+/u).filter(Boolean);
  const part = instance.toLowerCase();
  const exact = rows.some((row) => row.instance.toLowerCase() === part);
  return rows.filter(
    (row) =>
      (!router || row.routerId === router) &&
      (!category || row.categoryKey === category) &&
      (!tier || row.tierKey === tier) &&
      (!metric || row.metricName === metric) &&
      (!unit || row.unit === unit) &&
      (!part ||
        (exact
          ? row.instance.toLowerCase() === part
          : row.instance.toLowerCase().includes(part))) &&
      words.every((word) => row.haystack.includes(word)),
  );
}

/**
 * Return items sorted by a column; what has no value comes last in either direction.
 *
 * @template {Item} Some
 * @param {Some[]} items
 * @param {string} column
 * @param {boolean} descending
 * @param {(item: Some, column: string) => number} value
 * @param {string} language
 * @returns {Some[]}
 */
export function sorted(items, column, descending, value, language) {
  if (!column) return items;
  const keys = TEXTS.includes(column)
    ? textKeys(items, column, language)
    : new Map(items.map((item) => [item, value(item, column)]));
  return [...items].sort((one, other) => compared(keys.get(one), keys.get(other), descending));
}

/**
 * Return sort keys of a text column; categories and tiers have an order of their own.
 *
 * @template {Item} Some
 * @param {Some[]} items
 * @param {string} column
 * @param {string} language
 * @returns {Map<Some, number | undefined>}
 */
function textKeys(items, column, language) {
  /** @type {Record<string, number | undefined>} */
  const places = { category: 0, router: 1, tier: 4 };
  const place = places[column];
  if (place !== undefined && items.every((item) => item.place)) {
    return new Map(items.map((item) => [item, item.place[place]]));
  }
  const order = ranks(
    items.map((item) => textOf(item, column)),
    language,
  );
  return new Map(items.map((item) => [item, order.get(textOf(item, column))]));
}

/** @type {Record<string, (row: Row) => string>} */
const KEYS = {
  router: (row) => row.routerId,
  category: (row) => row.categoryKey,
  instance: (row) => `${row.routerId}\n${row.instance}`,
};

/**
 * Return groups of rows; of several metrics in one, each is a group inside it.
 *
 * A group whose rows share a unit and a kind is `uniform`: it has figures of its own.
 *
 * @param {Row[]} rows
 * @param {string} by
 * @returns {Group[]}
 */
export function grouped(rows, by) {
  const groups = bundles(rows, KEYS[by]).map(([key, members]) => {
    const [first] = members;
    const router = by === "instance" ? { router: first.router } : {};
    /** @type {Group} */
    const group = { ...node(`${by}:${key}`, members), ...router, [by]: textOf(first, by) };
    const inner = bundles(members, (row) => `${row.metric}\n${row.unit}`);
    if (inner.length > 1) {
      group.children = inner.map(([metric, same]) =>
        same.length > 1
          ? { ...node(`${group.id}/${metric}`, same), name: same[0].metricName }
          : same[0],
      );
    }
    return group;
  });
  return by === "category" ? groups.sort((a, b) => a.place[0] - b.place[0]) : groups;
}

/**
 * @param {string} id
 * @param {Row[]} rows
 * @returns {Group}
 */
function node(id, rows) {
  const [{ unit, kind, metricName, place }] = rows;
  const uniform = Boolean(kind) && rows.every((row) => row.unit === unit && row.kind === kind);
  const same = rows.every((row) => row.metricName === metricName);
  return {
    id,
    rows,
    uniform,
    children: rows,
    kind: uniform ? kind : null,
    unit: uniform ? unit : "",
    name: same ? metricName : "",
    adds: uniform && rows.every((row) => row.adds),
    place,
  };
}

/**
 * @param {Row[]} rows
 * @param {(row: Row) => string} keyOf
 */
function bundles(rows, keyOf) {
  /** @type {Map<string, Row[]>} */
  const found = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    const bundle = found.get(key);
    if (bundle) bundle.push(row);
    else found.set(key, [row]);
  }
  return [...found];
}

/**
 * Return the lines of groups as a flat list, with the children of open groups only.
 *
 * @param {Item[]} items
 * @param {Set<string>} open
 * @param {(items: Item[]) => Item[]} order
 * @returns {Line[]}
 */
export function flattened(items, open, order, depth = 0) {
  return order(items).flatMap((item) => [
    { item, depth },
    ...(item.children && open.has(item.id) ? flattened(item.children, open, order, depth + 1) : []),
  ]);
}

/**
 * Return one line per period: its start, and each series' value in it.
 *
 * @param {Row[]} series
 * @param {Map<string, (Partial<Point> & { start: number })[]>} rowsById
 * @param {string} name
 * @returns {{ start: number, values: number[] }[]}
 */
export function periods(series, rowsById, name) {
  /** @type {Map<number, number[]>} */
  const lines = new Map();
  /** @param {number} start */
  const line = (start) => {
    const values = lines.get(start) ?? new Array(series.length).fill(Number.NaN);
    lines.set(start, values);
    return values;
  };
  series.forEach((row, place) => {
    const shown = row.kind === "change" ? "change" : name === "p95" ? "mean" : name;
    for (const point of rowsById.get(row.id) ?? []) {
      line(point.start)[place] = numberOf(point, shown);
    }
  });
  return [...lines]
    .map(([start, values]) => ({ start, values }))
    .sort((one, other) => other.start - one.start);
}

/**
 * Return the units of rows that are numbers, the most frequent first.
 *
 * @param {Row[]} rows
 */
export function unitsOf(rows) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (const row of rows) if (row.kind) counted.set(row.unit, (counted.get(row.unit) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1]).map(([unit]) => unit);
}

/**
 * Return the largest parts of a whole and the sum of the others, with shares from 0 to 1.
 *
 * Only what is above zero is part of a whole.
 *
 * @typedef {{ id: string | null, label: string, value: number }} Part
 * @typedef {{ id: null, count: number, value: number }} Others
 * @param {Part[]} items
 * @param {number} [limit]
 * @returns {((Part | Others) & { share: number })[]}
 */
export function slices(items, limit = 10) {
  const parts = items
    .filter(({ value }) => finite(value) && value > 0)
    .sort((a, b) => b.value - a.value);
  const whole = sum(parts.map(({ value }) => value));
  const large = parts.length > limit ? parts.slice(0, limit - 1) : parts;
  const rest = parts.slice(large.length);
  /** @type {Others} */
  const others = { id: null, count: rest.length, value: sum(rest.map(({ value }) => value)) };
  const shown = rest.length ? [...large, others] : large;
  return shown.map((part) => ({ ...part, share: part.value / whole }));
}
