/** How alerts look: a list readable on a phone as on a desktop, by word and icon before colour. */

export const ALERT_STYLES = `
  :host([hidden]) { display: none; }
  [hidden] { display: none !important; }
  ha-card { container: alerts / inline-size; --critical: var(--error-color, #db4437); --warning: var(--warning-color, #ffa600);
    --information: var(--info-color, #039be5); --line: var(--divider-color, #e0e0e0); }
  h1 { margin: 0; padding: 16px 16px 0; font-size: 22px; font-weight: 400; }
  h2 { margin: 0; font-size: 16px; font-weight: 500; }
  .message { padding: 12px 16px; color: var(--secondary-text-color); }
  ul { list-style: none; margin: 0; padding: 0; }
  .alerts > li, .body li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0 12px; align-items: start;
    padding: 10px 16px; border-top: 1px solid var(--line); box-shadow: inset 4px 0 0 var(--shade, transparent); }
  .alerts > li:first-child { border-top: 0; }
  [data-severity="critical"] { --shade: var(--critical); }
  [data-severity="warning"] { --shade: var(--warning); }
  [data-severity="information"] { --shade: var(--information); }
  li > ha-icon { color: var(--shade); --mdc-icon-size: 22px; margin-top: 1px; }
  .head { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
  .badge { padding: 1px 8px; border-radius: 9px; border: 1px solid var(--shade, currentColor); font-size: 12px; white-space: nowrap; }
  .title { font-weight: 500; overflow-wrap: anywhere; }
  .router a { text-decoration: underline; text-underline-offset: 3px; text-decoration-color: var(--line); }
  .router:empty { display: none; }
  .value { margin-top: 2px; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .stale { margin-top: 2px; font-style: italic; color: var(--secondary-text-color); }
  .advice { margin: 2px 0 0; color: var(--secondary-text-color); font-size: 14px; line-height: 1.4; }
  button { display: inline-flex; align-items: center; gap: 6px; min-height: 36px; padding: 4px 10px; border: 0; border-radius: 8px;
    background: none; color: var(--primary-color); cursor: pointer; --mdc-icon-size: 18px; }
  button:hover { background: color-mix(in srgb, var(--primary-color) 10%, transparent); }
  button:disabled { color: var(--disabled-text-color, #9b9b9b); cursor: default; background: none; }
  button.main { border: 1px solid currentColor; }
  .silence { display: contents; }
  .silence:empty { display: none; }
  form { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; padding: 8px 0 2px; }
  label { display: flex; flex-direction: column; gap: 2px; font-size: 13px; color: var(--secondary-text-color); }
  select { box-sizing: border-box; min-height: 36px; padding: 0 10px; border: 1px solid var(--outline-color, var(--line)); border-radius: 8px;
    background: var(--card-background-color, #fff); color: var(--primary-text-color); font-size: 14px; }
  .refused { flex-basis: 100%; margin: 0; color: var(--error-color, #db4437); font-size: 14px; }
  .refused:empty { display: none; }
  details { padding: 0 16px 8px; }
  .alerts + details, .message + details { border-top: 1px solid var(--line); }
  .body details { padding: 0; }
  summary { cursor: pointer; color: var(--secondary-text-color); padding: 8px 0; }
  summary:focus-visible { outline-offset: -2px; border-radius: 8px; }
  .body li { padding: 8px 0 8px 12px; }
  .body li > ha-icon { --mdc-icon-size: 18px; }
  .silences > li { padding: 6px 0; border-top: 1px solid var(--line); }
  .silences .head { align-items: center; }
  .silences .alerts > li { padding-inline: 12px 0; }

  .bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; padding: 12px 16px 4px; }
  .bar label { flex-direction: row; align-items: center; gap: 8px; }
  .history td, .history th { border-bottom: 1px solid var(--line); vertical-align: top; }
  .history td.what { white-space: normal; overflow-wrap: anywhere; }
  .history ha-icon { --mdc-icon-size: 18px; color: var(--shade); vertical-align: text-bottom; margin-inline-end: 6px; }
  .pages { display: flex; gap: 4px; align-items: center; justify-content: flex-end; padding: 4px 16px; color: var(--secondary-text-color); font-size: 14px; }
  .left-out li { padding: 4px 0; }
  @container alerts (max-width: 620px) {
    .alerts > li { grid-template-columns: auto minmax(0, 1fr); }
    .silence > button { grid-column: 2; justify-self: start; margin-inline-start: -10px; min-height: 44px; }
    .body li .silence > button { grid-column: 2; }
    select, form button { min-height: 44px; }
    label { flex: 1 1 140px; }
    .history table, .history tbody { display: block; }
    .history thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .history tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 12px; padding: 8px 16px; border-bottom: 1px solid var(--line); }
    .history td { display: block; padding: 1px 0; border: 0; white-space: normal; }
    .history td.what { grid-column: 1 / -1; font-weight: 500; }
    .history td:not(.what)::before { content: attr(data-label); display: block; color: var(--secondary-text-color); font-size: 12px; }
    .history td:empty { display: none; }
  }
`;
