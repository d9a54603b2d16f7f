/** The styles of the metrics table; colours are Home Assistant's, so that every theme fits. */

import { CHART_STYLES } from "./charts.js";

export const TABLE_STYLES = `
  ${CHART_STYLES}
  :host { container-type: inline-size; }
  ha-card { display: flex; flex-direction: column; overflow: visible; }
  h1 { margin: 0; padding: 16px 16px 0; font-size: var(--ha-font-size-2xl, 24px); font-weight: 400; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .controls { display: flex; flex-direction: column; gap: 12px; padding: 16px; }
  .fields { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; }
  .fields label { display: flex; flex-direction: column; gap: 2px; min-width: 0; flex: 0 1 auto; }
  .fields label[hidden] { display: none; }
  .fields label > span { font-size: 12px; color: var(--secondary-text-color); }
  .fields .actions, .views { display: flex; gap: 4px; }
  label[data-field=q] { flex: 1 1 220px; max-width: 420px; }
  select, input { box-sizing: border-box; height: 36px; max-width: 100%; padding: 0 8px; border-radius: 8px;
    border: 1px solid var(--outline-color, var(--divider-color)); background: var(--card-background-color);
    color: var(--primary-text-color); }
  select { max-width: 220px; }
  button { cursor: pointer; border: 0; background: none; padding: 0; }
  .actions button, .views button, .plain { display: inline-flex; align-items: center; gap: 6px; height: 36px;
    padding: 0 12px; border-radius: 8px; border: 1px solid var(--outline-color, var(--divider-color)); }
  .actions button:hover, .views button:hover, .plain:hover { background: var(--secondary-background-color); }
  .views { gap: 0; }
  .views button { border-radius: 0; margin-inline-start: -1px; }
  .views button:first-child { border-start-start-radius: 8px; border-end-start-radius: 8px; margin: 0; }
  .views button:last-child { border-start-end-radius: 8px; border-end-end-radius: 8px; }
  .views button[aria-pressed=true] { background: var(--secondary-background-color); font-weight: 600;
    box-shadow: inset 0 -3px 0 var(--primary-color); }
  ha-icon { --mdc-icon-size: 20px; display: inline-flex; width: 20px; height: 20px; color: var(--secondary-text-color); }
  .filters summary { cursor: pointer; color: var(--secondary-text-color); padding: 4px 0 8px; width: fit-content; }
  .count:not(:empty) { display: inline-block; min-width: 20px; text-align: center; border-radius: 10px;
    background: var(--primary-color); color: var(--text-primary-color); font-size: 12px; line-height: 20px; }
  .status { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding: 0 16px 8px;
    color: var(--secondary-text-color); font-size: 13px; min-height: 20px; }
  .status progress { width: 160px; accent-color: var(--primary-color); }
  .status .plain { height: 28px; color: var(--primary-text-color); }
  .error { color: var(--error-color); }
  .message { padding: 32px 16px; text-align: center; color: var(--secondary-text-color); }
  .scroll { overflow: auto; border-top: 1px solid var(--divider-color); }
  .scroll table { border-collapse: separate; border-spacing: 0; }
  .scroll.tall { max-height: calc(100vh - 130px); }
  .scroll.tall thead th { position: sticky; top: 0; z-index: 2; background: var(--card-background-color); }
  .scroll thead th { border-bottom: 1px solid var(--divider-color); vertical-align: bottom; }
  thead th button { font-weight: 500; color: var(--secondary-text-color); text-align: inherit; }
  th[aria-sort=ascending] button, th[aria-sort=descending] button { color: var(--primary-text-color); font-weight: 700; }
  tbody tr:hover > * { background: var(--secondary-background-color); }
  tbody th, tbody td { border-bottom: 1px solid var(--divider-color); }
  tbody tr:last-child > * { border-bottom: 0; }
  .scroll th, .scroll td { padding: 7px 8px; }
  .scroll thead th { white-space: normal; }
  .scroll tr > :first-child { padding-inline-start: 16px; }
  .scroll tr > :last-child { padding-inline-end: 16px; }
  td.text { max-width: 220px; overflow: hidden; text-overflow: ellipsis; color: var(--secondary-text-color); }
  td.instance { color: var(--primary-text-color); }
  td.words { max-width: 170px; overflow: hidden; text-overflow: ellipsis; color: var(--secondary-text-color); }
  th.name { font-weight: 400; color: var(--primary-text-color); }
  tbody th.name:first-child { padding-inline-start: calc(16px + 24px * var(--depth, 0)); }
  tr.group { font-weight: 500; }
  tr.group .muted { font-weight: 400; }
  .link { text-align: start; color: inherit; }
  .link:hover { text-decoration: underline; }
  tbody th, tbody td { vertical-align: middle; }
  .tree { display: inline-flex; vertical-align: middle; align-items: center; gap: 4px; color: var(--primary-text-color); font-weight: 500; }
  .sub { display: none; font-size: 12px; color: var(--secondary-text-color); }
  td.barred { background-image: linear-gradient(var(--primary-color), var(--primary-color));
    background-repeat: no-repeat; background-position: 0 calc(100% - 2px); background-size: var(--fill) 3px; }
  .periods tr > :first-child { position: sticky; inset-inline-start: 0; z-index: 1; background: var(--card-background-color); }
  .scroll.tall .periods thead tr > :first-child { z-index: 3; }
  thead th.instance { min-width: 120px; }
  .periods .series { white-space: normal; min-width: 110px; max-width: 180px; color: var(--primary-text-color); }
  .periods .series span { display: block; }
  .pages { display: flex; flex-wrap: wrap; align-items: center; justify-content: end; gap: 8px 12px; padding: 8px 16px;
    border-top: 1px solid var(--divider-color); color: var(--secondary-text-color); font-size: 13px; }
  .pages[hidden] { display: none; }
  .pages button { display: inline-flex; padding: 6px; border-radius: 8px; }
  .pages button:hover { background: var(--secondary-background-color); }
  .pages button:disabled { opacity: 0.35; cursor: default; }
  .note { padding: 8px 16px 12px; font-size: 12px; color: var(--secondary-text-color);
    border-top: 1px solid var(--divider-color); }
  @container (max-width: 700px) {
    .controls { padding: 12px; gap: 8px; }
    .actions button span, .views button span { display: none; }
    .fields label { flex: 1 1 44%; }
    .fields select, .fields input { max-width: none; width: 100%; }
    label[data-field=q] { flex: 1 1 100%; max-width: none; }
    .first .actions { flex: 1 1 auto; justify-content: end; }
    .scroll.tall { max-height: none; }
    .scroll th.text, .scroll td.text { display: none; }
    .scroll th, .scroll td { padding: 6px 8px; }
    .scroll th.name { white-space: normal; min-width: 120px; max-width: 170px; }
    .scroll th.name { position: sticky; inset-inline-start: 0; z-index: 1; background: var(--card-background-color); }
    .scroll thead th.text.name { display: table-cell; }
    .sub { display: block; }
    .scroll td.words { max-width: 96px; }
    .tree { text-align: start; }
  }
`;
