/** What the metrics table reckons: spans, figures, filters, sorting and groups. Nothing here draws. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const RANGES = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY };
export const STEPS = { "5minute": 5 * MINUTE, hour: HOUR, day: DAY };
export const FIGURES = ["last", "min", "mean", "max", "p95"];
const TEXTS = ["router", "category", "instance", "name", "tier", "unit"];

// 5-minute rows of two days, hourly rows of two months: what a page still takes at once.
const FINE = 2 * DAY;
const MIDDLE = 62 * DAY;
const SHARE = 0.95;

const finite = (value) => typeof value === "number" && Number.isFinite(value);

/** Return the start of the step that a moment lies in; days begin at this device's midnight. */
function stepStart(time, step) {
  if (step === "day") return new Date(time).setHours(0, 0, 0, 0);
  return Math.floor(time / STEPS[step]) * STEPS[step];
}

/** Return the steps that rows can have over a span: 5-minute rows are kept for some days only. */
export function stepsOf(start, now, keepDays) {
  return now - start <= keepDays * DAY ? ["5minute", "hour", "day"] : ["hour", "day"];
}

/**
 * Return from when to when rows are read, of which step, and how many each metric has at most.
 *
 * `step` "auto" takes the finest rows that are kept and not too many to read.
 */
export function spanOf({ range, from, to, step = "auto" }, now, keepDays) {
  const custom = range === "custom";
  const end = custom && finite(to) ? Math.min(to, now) : now;
  const wanted = custom && finite(from) ? Math.min(from, end - 1) : end - (RANGES[range] ?? DAY);
  const length = end - wanted;
  const possible = stepsOf(wanted, now, keepDays);
  const auto = length <= FINE ? "5minute" : length <= MIDDLE ? "hour" : "day";
  const chosen = [step, auto].find((name) => possible.includes(name)) ?? "hour";
  const start = stepStart(wanted, chosen);
  const count = Math.max(1, Math.ceil((end - start) / STEPS[chosen]));
  return { start, end, step: chosen, count, key: `${chosen}/${start}/${end}` };
}

/** Return the nearest-rank percentile: the smallest value that so many are not above. */
export function percentile(values, share = SHARE) {
  const rising = values.filter(finite).sort((a, b) => a - b);
  return rising.length ? rising[Math.max(0, Math.ceil(share * rising.length) - 1)] : Number.NaN;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => (values.length ? sum(values) / values.length : Number.NaN);
const least = (values) =>
  values.reduce((a, b) => Math.min(a, b), values.length ? Number.POSITIVE_INFINITY : Number.NaN);
const most = (values) =>
  values.reduce((a, b) => Math.max(a, b), values.length ? Number.NEGATIVE_INFINITY : Number.NaN);

/** Return the figures of a metric from the recorder's rows over a span. */
export function figuresOf(rows) {
  const of = (name) => rows.map((row) => row[name]).filter(finite);
  const means = of("mean");
  const changes = of("change");
  return {
    count: rows.length,
    min: least(of("min")),
    mean: mean(means),
    max: most(of("max")),
    p95: percentile(means),
    change: changes.length ? sum(changes) : Number.NaN,
  };
}

/** Return one figure of a row or group: a total has its growth where others have their mean. */
export function figure(figures, name, kind) {
  if (!figures) return Number.NaN;
  if (kind === "change")
    return name === "mean" ? figures.change : name === "last" ? figures.last : Number.NaN;
  return figures[name] ?? Number.NaN;
}

/** Return the figures of several metrics of one unit together; there is no percentile of these. */
export function together(all) {
  if (all.length === 1) return { ...all[0], sum: sum([all[0].mean, all[0].change].filter(finite)) };
  const of = (name) => all.map((figures) => figures?.[name]).filter(finite);
  return {
    count: all.length,
    last: mean(of("last")),
    min: least(of("min")),
    mean: mean(of("mean")),
    max: most(of("max")),
    p95: Number.NaN,
    change: of("change").length ? sum(of("change")) : Number.NaN,
    sum: sum(of("mean")) + sum(of("change")),
  };
}

/** Make the answer of the integration into rows, in the order of router, interface and catalogue. */
export function rowsOf(answer, unitOf, language) {
  const order = ranks(
    answer.rows.map((row) => row[3]),
    language,
  );
  const rows = answer.rows.map(([id, router, metric, instance, given]) => {
    const told = answer.metrics[metric];
    const row = {
      id,
      instance,
      name: given || told.name,
      metric,
      metricName: told.name,
      kind: told.figures,
      adds: told.adds,
      unit: unitOf(id) ?? "",
      router: answer.routers[router].name,
      routerId: answer.routers[router].id,
      category: answer.categories[told.category].name,
      categoryKey: answer.categories[told.category].key,
      tier: answer.tiers[told.tier].name,
      tierKey: answer.tiers[told.tier].key,
      place: [told.category, router, order.get(instance), metric, told.tier],
    };
    row.haystack = `${row.router} ${instance} ${row.name} ${row.category} ${id}`.toLowerCase();
    return row;
  });
  return rows.sort(
    (a, b) => a.place[1] - b.place[1] || a.place[2] - b.place[2] || a.metric - b.metric,
  );
}

/** Return the places of texts as people sort them: ether2 before ether10. */
function ranks(texts, language) {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  return new Map([...new Set(texts)].sort(collator.compare).map((text, place) => [text, place]));
}

/** Return the rows that a card's configuration leaves: of some routers, named by entry or device. */
export function configured(rows, answer, { routers = [], categories = [] }) {
  const wanted = answer.routers.filter(
    ({ id, device }) => routers.includes(id) || routers.includes(device),
  );
  const ids = new Set(wanted.map(({ id }) => id));
  return rows.filter(
    (row) =>
      (!routers.length || ids.has(row.routerId)) &&
      (!categories.length || categories.includes(row.categoryKey)),
  );
}

/** Return the rows that fit the filters; every word of the search is in a name. */
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

/** Return items sorted by a column; what has no value comes last in either direction. */
export function sorted(items, column, descending, value, language) {
  if (!column) return items;
  const keys = TEXTS.includes(column)
    ? textKeys(items, column, language)
    : new Map(items.map((item) => [item, value(item, column)]));
  const sign = descending ? -1 : 1;
  return [...items].sort((a, b) => {
    const [x, y] = [keys.get(a), keys.get(b)];
    if (finite(x) && finite(y)) return sign * (x - y);
    return Number(finite(y)) - Number(finite(x));
  });
}

/** Return sort keys of a text column; categories and tiers have an order of their own. */
function textKeys(items, column, language) {
  const place = { category: 0, router: 1, tier: 4 }[column];
  if (place !== undefined && items.every((item) => item.place)) {
    return new Map(items.map((item) => [item, item.place[place]]));
  }
  const order = ranks(
    items.map((item) => item[column] ?? ""),
    language,
  );
  return new Map(items.map((item) => [item, order.get(item[column] ?? "")]));
}

const KEYS = {
  router: (row) => row.routerId,
  category: (row) => row.categoryKey,
  instance: (row) => `${row.routerId}\n${row.instance}`,
};

/**
 * Return groups of rows, of which several metrics make a group each of their own inside.
 *
 * A group whose rows share a unit and a kind is `uniform`: it has figures of its own.
 */
export function grouped(rows, by) {
  const groups = bundles(rows, KEYS[by]).map(([key, members]) => {
    const [first] = members;
    const group = node(`${by}:${key}`, members);
    group[by] = first[by];
    if (by === "instance") group.router = first.router;
    group.place = first.place;
    const inner = bundles(members, (row) => `${row.metric}\n${row.unit}`);
    if (inner.length > 1) {
      group.children = inner.map(([metric, same]) =>
        same.length > 1
          ? {
              ...node(`${group.id}/${metric}`, same),
              name: same[0].metricName,
              place: same[0].place,
            }
          : same[0],
      );
    }
    return group;
  });
  return by === "category" ? groups.sort((a, b) => a.place[0] - b.place[0]) : groups;
}

function node(id, rows) {
  const [{ unit, kind, metricName }] = rows;
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
  };
}

function bundles(rows, keyOf) {
  const found = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    if (found.has(key)) found.get(key).push(row);
    else found.set(key, [row]);
  }
  return [...found];
}

/** Return the lines of groups as they stand below each other; children only of what is open. */
export function flattened(items, open, order, depth = 0) {
  return order(items).flatMap((item) => [
    { item, depth },
    ...(item.children && open.has(item.id) ? flattened(item.children, open, order, depth + 1) : []),
  ]);
}

/** Return one line per period: its start, and each series' value in it. */
export function periods(series, rowsById, name) {
  const lines = new Map();
  const line = (start) => {
    if (!lines.has(start)) lines.set(start, new Array(series.length).fill(Number.NaN));
    return lines.get(start);
  };
  series.forEach((row, place) => {
    const shown = row.kind === "change" ? "change" : name === "p95" ? "mean" : name;
    for (const point of rowsById.get(row.id) ?? []) {
      const values = line(point.start);
      if (finite(point[shown])) values[place] = point[shown];
    }
  });
  return [...lines]
    .map(([start, values]) => ({ start, values }))
    .sort((one, other) => other.start - one.start);
}

/** Return the units of rows that are numbers, the most frequent first. */
export function unitsOf(rows) {
  const counted = new Map();
  for (const row of rows) if (row.kind) counted.set(row.unit, (counted.get(row.unit) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1]).map(([unit]) => unit);
}

/**
 * Return the largest parts of a whole and what the others come to, with shares from 0 to 1.
 *
 * Only what is above zero is part of a whole.
 */
export function slices(items, limit = 10) {
  const parts = items
    .filter(({ value }) => finite(value) && value > 0)
    .sort((a, b) => b.value - a.value);
  const whole = sum(parts.map(({ value }) => value));
  const large = parts.length > limit ? parts.slice(0, limit - 1) : parts;
  const rest = parts.slice(large.length);
  const shown = rest.length
    ? [...large, { id: null, count: rest.length, value: sum(rest.map(({ value }) => value)) }]
    : large;
  return shown.map((part) => ({ ...part, share: part.value / whole }));
}
