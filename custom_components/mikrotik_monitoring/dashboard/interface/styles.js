/** What the interface card looks like. */

export const INTERFACE_STYLES = `
  .interface { display: flex; flex-direction: column; gap: 12px; container-type: inline-size; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .said { padding: 16px; }
  h2, h3, p, dl, figure { margin: 0; }
  h2 { font-size: 20px; font-weight: 500; }
  h3 { font-size: 15px; font-weight: 500; }
  button { cursor: pointer; background: none; border: 0; }
  button.flat { display: inline-flex; align-items: center; gap: 6px; padding: 6px 8px; border-radius: 8px; }
  button.flat:hover:not(:disabled) { background: var(--secondary-background-color); }
  button:disabled { opacity: 0.4; cursor: default; }
  select, input[type=search] {
    min-height: 36px; padding: 0 10px; border-radius: 8px; max-width: 100%; box-sizing: border-box;
    border: 1px solid var(--divider-color); background: var(--card-background-color);
  }

  .tools, .chooser { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 12px 16px; }
  .tools h2 { flex: 1; min-width: 160px; }
  .chooser .router { font-weight: 500; }
  .chooser select { font-weight: 500; flex: 0 1 auto; min-width: 0; }
  .ranges { display: inline-flex; margin-inline-start: auto; border: 1px solid var(--divider-color); border-radius: 18px; overflow: hidden; }
  .ranges button { padding: 7px 14px; }
  .ranges button + button { border-inline-start: 1px solid var(--divider-color); }
  .ranges button:hover { background: var(--secondary-background-color); }
  .ranges button[aria-pressed=true] { font-weight: 600; box-shadow: inset 0 -3px var(--primary-color);
    background: color-mix(in srgb, var(--primary-color) 22%, transparent); }

  table.interfaces tbody tr { cursor: pointer; border-top: 1px solid var(--divider-color); }
  table.interfaces tbody tr:hover { background: var(--secondary-background-color); }
  table.interfaces tbody tr:hover th { background: var(--secondary-background-color); }
  table.interfaces th[scope=row] {
    position: sticky; inset-inline-start: 0; z-index: 1; background: var(--card-background-color);
    color: var(--primary-text-color); max-width: 340px; overflow: hidden; text-overflow: ellipsis;
  }
  table.interfaces tr.down td { color: var(--secondary-text-color); }
  table.interfaces thead button { padding: 0; font-weight: 500; color: var(--secondary-text-color); }
  table.interfaces thead button:hover { color: var(--primary-text-color); }
  td ha-icon { --mdc-icon-size: 18px; display: inline-flex; margin-inline-end: 6px; vertical-align: -4px; }
  td ha-icon.up { color: var(--success-color, #2e7d32); }

  .marks:not(:has(> :not([hidden]))) { display: none; }
  .charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; }
  .charts .wide, .charts > :last-child:nth-child(even) { grid-column: 1 / -1; }
  .charts > div { min-width: 0; --ha-card-header-font-size: 18px; }

  .month { padding: 16px; display: flex; flex-direction: column; gap: 20px; }
  .month[aria-busy] { opacity: 0.6; }
  .month .said { padding: 0; }
  .picker { display: flex; align-items: center; gap: 8px; }
  .picker h2 { min-width: 180px; text-align: center; }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: 12px; }
  .tile { padding: 14px 16px; border-radius: 12px; border: 1px solid var(--divider-color);
    display: flex; flex-direction: column; gap: 8px; }
  .tile h3 { display: flex; justify-content: space-between; gap: 8px; color: var(--primary-text-color); }
  .tile .figure { font-size: 30px; font-variant-numeric: tabular-nums; line-height: 1.1; }
  .tile .muted { font-size: 13px; line-height: 1.4; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; font-variant-numeric: tabular-nums; }
  dt { color: var(--secondary-text-color); }
  dd { margin: 0; font-weight: 500; }
  .badge { font-size: 12px; font-weight: 500; padding: 2px 10px; border-radius: 10px; white-space: nowrap;
    border: 1px solid var(--primary-text-color); }
  .badge.good { background: var(--primary-text-color); color: var(--card-background-color); }

  .commit .track { position: relative; height: 10px; border-radius: 5px; background: var(--divider-color); }
  .commit .reached { height: 100%; border-radius: 5px; background: #4269d0; }
  .commit[data-over=true] .reached { background: #c62828; }
  .commit .line { position: absolute; inset-block: -4px; width: 0; border-inline-start: 2px dashed var(--primary-text-color); }
  .commit figcaption { margin: 6px 0 0; }
  .details { display: flex; flex-direction: column; gap: 10px; }
  figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px; margin-bottom: 8px; }
  .legend { display: inline-flex; align-items: center; gap: 6px; font-size: 13px; }
  .swatch { width: 12px; height: 12px; border-radius: 3px; display: inline-block; }
  .swatch + .swatch, .legend .out { margin-inline-start: 8px; }
  .in { background: #4269d0; }
  .out { background: repeating-linear-gradient(45deg, #e8833a 0 4px, #f6bf92 4px 6px); }
  .plot { display: flex; gap: 8px; }
  .scale { display: flex; flex-direction: column; justify-content: space-between; height: 180px; text-align: end;
    font-size: 12px; white-space: nowrap; }
  .columns { flex: 1; min-width: 0; display: flex; align-items: flex-start; gap: clamp(1px, 0.4vw, 6px);
    background: linear-gradient(var(--divider-color) 1px, transparent 1px) 0 0 / 100% 90px no-repeat,
      linear-gradient(var(--divider-color) 1px, transparent 1px) 0 90px / 100% 90px no-repeat,
      linear-gradient(var(--divider-color) 1px, transparent 1px) 0 179px / 100% 1px no-repeat; }
  .column { flex: 1 1 0; min-width: 0; max-width: 64px; display: flex; flex-direction: column; }
  .column .bar { display: flex; flex-direction: column; justify-content: flex-end; height: 180px; }
  .column .bar > :first-child { border-radius: 3px 3px 0 0; }
  .column:hover .bar { filter: brightness(1.15); }
  .column .label { font-size: 12px; text-align: center; white-space: nowrap; overflow: visible; min-height: 18px; }
  .column.chosen .label { font-weight: 700; color: var(--primary-text-color); }
  details { margin-top: 4px; font-size: 13px; }
  summary { cursor: pointer; color: var(--secondary-text-color); }
  .month button[aria-current=true] { font-weight: 700; }
  .month tbody tr { border-top: 1px solid var(--divider-color); }
  .month th[scope=row] { font-weight: 400; color: var(--primary-text-color); }
  .month th, .month td { padding: 4px 12px; }

  @container (max-width: 820px) {
    .charts { grid-template-columns: minmax(0, 1fr); }
  }
  @container (max-width: 600px) {
    .ranges { margin-inline-start: 0; width: 100%; }
    .ranges button { flex: 1; padding: 9px 4px; }
    .chooser { padding: 8px 12px; }
    .chooser .router { display: none; }
    .chooser select { flex: 1 1 100%; }
    td ha-icon + span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    table.interfaces thead th:nth-child(2), table.interfaces td:first-of-type { padding-inline: 4px; text-align: center; }
    table.interfaces th[scope=row] { max-width: 150px; }
    th, td { padding: 8px; }
    .tools input { width: 100%; }
    .picker { justify-content: space-between; }
    .picker h2 { min-width: 0; }
    .month { padding: 12px; }
    .scale { font-size: 11px; }
  }
`;
