/** The types that modules share: what Home Assistant gives a card and the integration returns. */

export interface State {
  state: string;
  attributes: { unit_of_measurement?: string; [name: string]: unknown };
  last_changed: string;
}

export interface Hass {
  states: Record<string, State | undefined>;
  entities: Record<string, { display_precision?: number } | undefined>;
  locale: { language: string; number_format: string };
  connected?: boolean;
  themes?: { darkMode?: boolean };
  localize(key: string): string;
  formatEntityState(state: State, value?: string): string;
  formatEntityStateToParts?(state: State, value?: string): { type: string; value: string }[];
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
  callWS<Answer>(message: { type: string; [name: string]: unknown }): Promise<Answer>;
  connection: {
    subscribeMessage<Event>(
      listener: (event: Event) => void,
      message: { type: string; [name: string]: unknown },
      options?: { resubscribe?: boolean },
    ): Promise<() => Promise<void>>;
  };
}

export type Localize = (key: string, values?: Values) => string;
export type Values = Record<string, string | number>;

/** Finds one of the integration's texts, such as "fleet.name". */
export type Text = (key: string, values?: Values) => string;

/** An error of the WebSocket API or of a function of this page. */
export interface Failure {
  code?: string | number;
  message?: string;
}

/** What a person chose to sort by; `by` is empty if nothing is chosen. */
export interface Sort {
  by: string;
  isDescending: boolean;
}

/** A column's header: numbers are sorted in descending order first, all else in ascending. */
export interface Head {
  key: string;
  label: string;
  about?: string;
  className?: string;
  isNumber?: boolean;
}

/** A card of Home Assistant's own. */
export type StockCard = HTMLElement & { hass?: Hass };

/** How a column of the fleet is written, and what each of its metrics means. */
export type CellFormat = "link" | "grade" | "share" | "number" | "count" | "part" | "highest";

export interface FleetColumn {
  key: string;
  format: CellFormat;
  sum: boolean;
  units: Record<string, number>;
}

export interface FleetRow {
  id: string;
  name: string;
  model: string;
  path?: string | null;
  problem?: string | null;
  reason?: string | null;
  collection?: string | null;
  entities: Record<string, (string | null)[]>;
}

export interface Fleet {
  columns: FleetColumn[];
  rows: FleetRow[];
}

export interface FleetConfig extends Partial<Fleet> {
  title?: string;
  routers?: string[];
}

/** A column's value for a router: `value` is sorted and summed, `shown` is written. */
export interface Reading {
  value: number;
  shown: string;
  note?: string;
  level?: string;
  kind?: string;
  since?: string;
  why?: string | null;
  whole?: number;
  isShort?: boolean;
  isAbsent?: boolean;
}

export type Readings = Record<string, Reading>;

export interface InterfaceConfig {
  router?: string;
  interface?: string;
  path?: string;
}

/** What is chosen on the page of interfaces. */
export interface InterfaceChoice {
  interface?: string;
  range?: string;
  month?: string;
}

export interface Interfaces {
  router: string;
  name: string;
  columns: string[];
  interfaces: { key: string; name: string; cells: (string | null)[] }[];
}

export interface InterfaceRanges {
  ranges: { key: string; marks: MarksConfig | null; cards: object[] }[];
}

/** Volumes of both directions, as far as they are known. */
export interface Ways {
  rx?: number | null;
  tx?: number | null;
}

export interface MonthRow extends Ways {
  month: string;
  link?: number;
  router?: number;
  observed?: number;
}

export interface Percentile extends Ways {
  highest: number | null;
  commit?: number | null;
  unit: string;
  is_billable: boolean;
  coverage: number;
  hours: number;
  period: string;
}

export interface MonthFigures {
  month: string;
  is_current: boolean;
  is_kept: boolean;
  kept_days: number;
  wanted_days: number;
  unit: string;
  percentile: Percentile;
  days: (Ways & { day: number })[];
  months: MonthRow[];
}

export interface SecurityConfig {
  router: string;
  entity?: string;
}

/** A finding of a security check; `accepted` is the owner's note, if the owner accepts it. */
export interface Finding {
  key: string;
  severity: string;
  command: string;
  accepted: { note: string; at: string } | null;
}

export interface Security {
  is_read: boolean;
  findings: Finding[];
  not_checked: string[];
}

export interface MissingConfig {
  router: string;
}

/** The status of a metric: `words` are a command, a version, or the router's error. */
export interface MissingMetric {
  key: string;
  name: string;
  status: string;
  count: number;
  words: string;
  at: string | null;
}

export interface MissingHeading {
  heading: string;
  metrics: MissingMetric[];
}

/** The routers whose alerts are shown; all if none is named. */
export interface AlertsConfig {
  title?: string;
  router?: string;
  routers?: string[];
  base_path?: string;
}

/** A value and its bound; `is_time` if it is a time, `is_before` if the bound was the value. */
export interface Measured {
  value: string | number | null;
  bound: string | number | null;
  unit: string | null;
  bound_unit: string | null;
  is_time?: boolean;
  is_before?: boolean;
}

/** An active alert; `stale_after` is in seconds. */
export interface Alert extends Measured {
  key: string;
  instance: string;
  name: string;
  label: string;
  severity: string;
  advice: string;
  since: string;
  seen: string;
  stale_after: number;
  flapping: boolean;
  silenced_until: string | null;
}

/** What is silenced and until when: all alerts without a key, all of a kind without an instance. */
export interface Silence {
  key: string;
  instance: string;
  name: string | null;
  until: string;
}

export interface RouterAlerts {
  name: string;
  path: string | null;
  device: string | null;
  may_silence: boolean;
  alerts: Alert[];
  silences: Silence[];
}

/** The active alerts by router, null if it has none any more; the first event has all of them. */
export interface AlertEvent {
  is_whole: boolean;
  routers: Record<string, RouterAlerts | null>;
}

/** The active alerts of a kind at a router: the worst of them, and the start of the oldest. */
export interface AlertLine {
  id: string;
  router: RouterAlerts;
  alerts: Alert[];
  severity: string;
  since: string;
}

/** A silence, and the active alerts that it covers. */
export interface Silent {
  id: string;
  router: RouterAlerts;
  silence: Silence;
  lines: AlertLine[];
}

/** A past alert. */
export interface PastAlert extends Measured {
  router: string;
  key: string;
  name: string;
  label: string;
  severity: string;
  since: string;
  until: string;
}

export interface AlertHistory {
  days: number;
  total: number;
  routers: Record<string, { name: string; path: string | null }>;
  alerts: PastAlert[];
  not_watched: { router: string; name: string; reason: string }[];
}

export interface MarksConfig {
  router: string;
  alerts: string[];
  hours: number;
  instance?: string;
  entity?: string | null;
}

/** From when to when an alert was active; `until` is null if it still is. */
export interface Mark {
  name: string;
  label: string;
  severity: string;
  since: string;
  until: string | null;
}

export interface Marks {
  marks: Mark[];
  known_since: string;
}

/** The kind of a metric's figures: means of values, growth of a total, or no number. */
export type Kind = "mean" | "change" | null;

export interface TableAnswer {
  routers: { id: string; name: string; device: string | null }[];
  categories: { key: string; name: string }[];
  tiers: { key: string; name: string }[];
  metrics: { name: string; category: number; tier: number; figures: Kind; adds: boolean }[];
  rows: [string, number, number, string, string][];
  keep_days: number | null;
}

export interface TableConfig {
  title?: string;
  routers?: string[];
  categories?: string[];
  range?: string;
  columns?: string[];
}

/** A metric of a router, as the table shows and filters it. */
export type Row = {
  id: string;
  instance: string;
  name: string;
  metric: number;
  metricName: string;
  kind: Kind;
  adds: boolean;
  unit: string;
  router: string;
  routerId: string;
  category: string;
  categoryKey: string;
  tier: string;
  tierKey: string;
  place: number[];
  haystack: string;
  children?: undefined;
};

/** A group of rows; `uniform` if they share a unit and a kind, and so have figures. */
export type Group = {
  id: string;
  rows: Row[];
  uniform: boolean;
  children: Item[];
  kind: Kind;
  unit: string;
  name: string;
  adds: boolean;
  place: number[];
  router?: string;
  category?: string;
  instance?: string;
  tier?: undefined;
};

export type Item = Row | Group;
export type Line = { item: Item; depth: number };

/** A row of the recorder's statistics. */
export type Point = {
  start: number;
  end: number;
  min?: number | null;
  mean?: number | null;
  max?: number | null;
  change?: number | null;
};

export type Figures = {
  count?: number;
  last?: number;
  min?: number;
  mean?: number;
  max?: number;
  p95?: number;
  change?: number;
  sum?: number;
  isRead?: boolean;
};

export type Step = "5minute" | "hour" | "day";

/** From when to when rows are read, with which step, and how many each metric has at most. */
export interface Span {
  start: number;
  end: number;
  step: Step;
  count: number;
  key: string;
}

/** What a person chose in the metrics table. */
export type Choice = {
  q: string;
  router: string;
  category: string;
  instance: string;
  tier: string;
  metric: string;
  unit: string;
  range: string;
  from: number;
  to: number;
  step: string;
  group: string;
  view: string;
  figure: string;
  bar: string;
  sort: string;
  desc: boolean;
  page: number;
  size: number;
};

export interface ReportConfig {
  title?: string;
  routers?: string[];
  period?: string;
  path?: string;
}

export interface ReportRouter {
  id: string;
  device: string | null;
  name: string;
}

/** How much of the time something was up, in percent, and for how many seconds it was not. */
export interface Availability {
  percent: number | null;
  observed: number | null;
  downtime: number | null;
  outages?: number | null;
  is_exact?: boolean;
}

/** Bytes or bit/s of both directions. */
export interface ReportWays {
  down: number | null;
  up: number | null;
}

export interface ReportUplink extends ReportWays {
  name: string;
  percentile: ReportWays & { highest: number | null; is_billable: boolean };
  contracted: ReportWays & { commit: number | null };
  availability: Availability;
}

/** The mean of a period, and its worst hour. */
export interface ReportHours {
  name: string;
  mean: number | null;
  worst: number | null;
  worst_at: string | null;
}

export interface ReportSpread {
  mean: number | null;
  p95: number | null;
}

/** The report of a router; null is what is not known. */
export interface Report {
  name: string;
  start: string;
  end: string;
  generated: string;
  error: string | null;
  availability: Availability | null;
  uplinks: ReportUplink[] | null;
  interfaces: (ReportWays & { name: string })[] | null;
  cpu: ReportHours | null;
  memory: ReportHours | null;
  temperatures: ReportHours[];
  temperature_unit: string | null;
  pings: { name: string; latency: ReportSpread; loss: ReportSpread }[];
  reboots: number | null;
  version: { begin: string | null; end: string | null; now: string | null };
  alerts: {
    is_complete: boolean;
    kinds: { name: string; severity: string; count: number; duration: number }[];
  } | null;
}

declare global {
  interface Window {
    customCards?: object[];
    customStrategies?: object[];
    loadCardHelpers(): Promise<{ createCardElement(config: object): StockCard }>;
  }
  interface HTMLElementTagNameMap {
    "ha-card": HTMLElement;
    "ha-icon": HTMLElement & { icon: string };
    "ha-form": HTMLElement & {
      hass: Hass;
      data: unknown;
      schema: unknown;
      computeLabel(field: { name: string }): string | undefined;
    };
    "home-assistant": HTMLElement & { hass: Hass };
  }
}
