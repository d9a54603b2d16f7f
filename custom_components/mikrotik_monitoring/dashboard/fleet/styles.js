/** How the fleet looks: a table where there is room for one, else a small card per router. */

export const FLEET_STYLES = `
  ha-card { container: fleet / inline-size; --good: var(--success-color, #43a047); --watch: var(--warning-color, #ffa600);
    --bad: var(--error-color, #db4437); --line: var(--divider-color, #e0e0e0); }
  h1 { margin: 0; padding: 16px 16px 0; font-size: 22px; font-weight: 400; }
  .sums { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; padding: 16px 16px 8px; }
  .sums > div { display: flex; flex-direction: column-reverse; }
  .sums dt { color: var(--secondary-text-color); font-size: 13px; }
  .sums dd { display: flex; align-items: center; gap: 6px; margin: 0; font-size: 22px; line-height: 1.25;
    font-variant-numeric: tabular-nums; white-space: nowrap; }
  .sums dd ha-icon { --mdc-icon-size: 20px; }
  .sums [data-kind="up"] ha-icon { color: var(--good); }
  .sums [data-kind="down"] ha-icon { color: var(--bad); }
  .tools { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 16px; }
  .tools:not(:has(> :not([hidden]))) { display: none; }
  .tools input, .tools select { box-sizing: border-box; height: 40px; padding: 0 12px; border: 1px solid var(--outline-color, var(--line));
    border-radius: 8px; background: var(--card-background-color); color: var(--primary-text-color); font-size: 14px; }
  .tools input { flex: 1 1 200px; max-width: 360px; }
  .tools .sorting { display: none; align-items: center; gap: 8px; }
  .found { color: var(--secondary-text-color); font-size: 14px; }
  .message { padding: 16px; color: var(--secondary-text-color); }
  table { font-size: 14px; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  th, td { padding: 4px 12px; border-bottom: 1px solid var(--line); vertical-align: middle; }
  tbody tr:last-child > * { border-bottom: 0; }
  thead th { padding: 0 4px; vertical-align: bottom; }
  thead button { display: inline-flex; align-items: center; gap: 2px; width: 100%; min-height: 40px; padding: 4px 8px; border: 0;
    background: none; color: inherit; font-weight: 500; cursor: pointer; white-space: nowrap; border-radius: 8px; }
  thead .number button { flex-direction: row-reverse; }
  thead button:hover { color: var(--primary-text-color); }
  thead [aria-sort] button { color: var(--primary-text-color); }
  tbody tr { cursor: pointer; }
  tbody tr.fixed { cursor: default; }
  tbody tr:hover { background: color-mix(in srgb, var(--primary-text-color) 5%, transparent); }
  tbody th { height: 40px; max-width: 240px; color: var(--primary-text-color); font-weight: 500; }
  tbody th a { display: block; overflow: hidden; text-overflow: ellipsis; }
  tbody th .note { font-weight: 400; }
  .number { text-align: end; }
  .line { display: inline-flex; align-items: center; gap: 6px; max-width: 100%; }
  .number .line { justify-content: flex-end; }
  td[data-format="share"] .line { flex-direction: column; align-items: flex-end; gap: 5px; }
  .line ha-icon { --mdc-icon-size: 18px; flex: none; }
  .note { display: block; overflow: hidden; text-overflow: ellipsis; color: var(--secondary-text-color); font-size: 12px; }
  td[data-format="link"] { max-width: 210px; }
  td ha-icon { color: var(--bad); }
  td[data-kind="up"] ha-icon { color: var(--good); }
  td[data-kind="short"] ha-icon { color: var(--watch); }
  td[data-kind="disabled"] ha-icon, td[data-kind="collection_off"] ha-icon, td[data-kind="starting"] ha-icon { color: var(--secondary-text-color); }
  tr[data-kind="disabled"], tr[data-kind="collection_off"] { opacity: 0.75; }
  tr[data-kind="down"], tr[data-kind="retry"], tr[data-kind="failed"], tr[data-kind="not_loaded"] {
    box-shadow: inset 4px 0 0 var(--bad); }
  .bar { display: inline-block; flex: none; width: 48px; height: 6px; border-radius: 3px; overflow: hidden;
    background: color-mix(in srgb, var(--primary-text-color) 14%, transparent); }
  .bar > span { display: block; height: 100%; border-radius: 3px; background: var(--primary-color); }
  [data-level="good"] .bar > span { background: var(--primary-color); }
  td[data-format="grade"][data-level="good"] .bar > span { background: var(--good); }
  [data-level="watch"] .bar > span { background: var(--watch); }
  [data-level="bad"] .bar > span { background: var(--bad); }
  .bar[hidden], ha-icon[hidden], [hidden] { display: none; }

  @container fleet (max-width: 1400px) {
    th, td { padding: 4px 8px; }
    tbody th { padding-inline-start: 16px; }
    thead th:first-child { padding-inline-start: 12px; }
    thead button { padding: 4px; }
    tbody th { max-width: 180px; }
    td[data-format="link"] { max-width: 170px; }
    .bar { width: 32px; }
  }
  .single thead { display: none; }
  .single table, .single tbody { display: block; }
  .single tr { display: flex; flex-wrap: wrap; gap: 16px 40px; align-items: flex-start; padding: 16px; }
  .single th, .single td { display: block; padding: 0; border: 0; text-align: start; }
  .single th { flex: 1 0 100%; max-width: none; height: auto; font-size: 22px; }
  .single td { font-size: 20px; max-width: 100%; }
  .single td.absent { display: none; }
  .single td::before { content: attr(data-label); display: block; color: var(--secondary-text-color); font-size: 13px; }
  .single td .note, .single th .note { font-size: 14px; white-space: normal; }
  .single td .line { flex-direction: row; align-items: center; }

  @container fleet (min-width: 560px) and (max-width: 860px) {
    .many tbody td.number { flex-basis: calc(25% - 11px); }
  }
  @container fleet (max-width: 860px) {
    .sums { gap: 12px 24px; }
    .sums dd { font-size: 18px; }
    .tools .sorting:not([hidden]) { display: inline-flex; }
    .tools input { max-width: none; }
    .many thead { display: none; }
    table, tbody { display: block; }
    .many tbody tr { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; padding: 10px 16px; border-bottom: 1px solid var(--line); }
    .many tbody tr:last-child { border-bottom: 0; }
    .many tbody th, .many tbody td { padding: 0; border: 0; text-align: start; }
    .many tbody th { flex: 1 1 0; min-width: 40%; max-width: none; font-size: 16px; }
    .many tbody th { height: auto; }
    .many td[data-format="link"] { flex: 0 1 auto; max-width: none; white-space: normal; }
    .many tr:not([data-kind="up"]) td { display: none; }
    .many tr:not([data-kind="up"]) td[data-format="link"] { display: block; flex: 1 0 100%; }
    .many td[data-format="link"] .note { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; font-size: 13px; }
    .many td[data-format="grade"] { flex: 1 0 100%; display: flex; gap: 8px; align-items: baseline; }
    .many td[data-format="grade"] .note { flex: 1; white-space: normal; font-size: 13px; }
    .many td[data-format="grade"] .bar { width: 72px; }
    .many td.number { flex: 0 0 calc(50% - 7px); display: flex; justify-content: space-between; gap: 8px; }
    .many td:not([data-format="link"])::before { content: attr(data-label); color: var(--secondary-text-color); font-size: 13px; }
    .many td.absent { display: none; }
    .many td[data-format="share"] .bar { display: none; }
  }
`;
