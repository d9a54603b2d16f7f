/** The shapes that the modules share: what Home Assistant gives a card, and what the integration answers. */

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
}

export type Localize = (key: string, values?: Values) => string;
export type Values = Record<string, string | number>;

/** Finds one of the integration's texts, such as "fleet.name". */
export type Text = (key: string, values?: Values) => string;

/** What a function of the websocket or of this page says went wrong. */
export interface Failure {
  code?: string | number;
  message?: string;
}

/** What a person chose to sort by; `by` is empty where nothing is. */
export interface Sort {
  by: string;
  isDescending: boolean;
}

/** A column's head: numbers are sorted from the largest, all else from the first. */
export interface Head {
  key: string;
  label: string;
  about?: string;
  className?: string;
  isNumber?: boolean;
}

/** A card of Home Assistant's own. */
export type StockCard = HTMLElement & { hass?: Hass };

/** How a column of the fleet is written, and what its metrics are to each other. */
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

/** What a column says of a router: `value` sorts and sums, `shown` is written. */
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
  ranges: { key: string; cards: object[] }[];
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

/** Rows together; `uniform` where they share a unit and a kind, and so have figures. */
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

/** From when to when rows are read, of which step, and how many each metric has at most. */
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
