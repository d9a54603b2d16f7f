/** What reports look like on the page, and on paper: A4, black on white. */

export const REPORT_STYLES = `
  .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 12px 16px; }
  .tools h1 { flex: 1 1 160px; margin: 0; font-size: 20px; font-weight: 500; }
  select, .tools button {
    min-height: 36px; padding: 0 12px; border-radius: 8px; max-width: 100%; box-sizing: border-box;
    border: 1px solid var(--divider-color); background: var(--card-background-color);
  }
  .tools button { cursor: pointer; display: inline-flex; align-items: center; gap: 6px; }
  .tools button:hover:not(:disabled) { background: var(--secondary-background-color); }
  .tools button:disabled { opacity: 0.4; cursor: default; }
  .tools ha-icon { --mdc-icon-size: 18px; }
  .status { padding: 0 16px 8px; }
  .status:empty { display: none; }
  .sheets { container-type: inline-size; }
  .sheet { padding: 12px 16px 16px; border-top: 1px solid var(--divider-color); }
  h2, h3, p, dl { margin: 0; }
  h2 { font-size: 20px; font-weight: 500; }
  h3 { font-size: 15px; font-weight: 500; margin: 20px 0 4px; }
  .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 12px; }
  .figures > div { padding: 10px 14px; border-radius: 12px; border: 1px solid var(--divider-color); }
  dt { color: var(--secondary-text-color); }
  dd { margin: 0; font-size: 20px; font-variant-numeric: tabular-nums; }
  dd.muted { font-size: 13px; }
  th, td { padding: 6px 12px; }
  th:first-child { padding-inline-start: 0; }
  tbody tr { border-top: 1px solid var(--divider-color); }
  th[scope=row] { font-weight: 400; color: var(--primary-text-color); }
  .bar { display: flex; flex-direction: column; align-items: flex-end; gap: 3px; }
  .track { display: block; width: 120px; height: 6px; border-radius: 3px; background: var(--divider-color); }
  .track span { display: block; height: 100%; border-radius: 3px; background: #4269d0; }
  footer { margin-top: 16px; font-size: 13px; }
  @container (max-width: 600px) {
    .sheet { padding: 12px; }
    .figures { grid-template-columns: 1fr 1fr; }
    th, td { padding: 6px 8px; }
    th[scope=row] { white-space: normal; min-width: 96px; }
    .track { width: 72px; }
  }
`;

export const PRINT_STYLES = `
  @media screen {
    .mikrotik-monitoring-paper { display: none; }
  }
  @media print {
    @page { size: A4; margin: 14mm; }
    html, body { height: auto !important; overflow: visible !important; position: static !important; background: #fff !important; }
    body > :not(.mikrotik-monitoring-paper) { display: none !important; }
    .mikrotik-monitoring-paper { color: #000; background: #fff; font: 10pt/1.4 Roboto, Arial, sans-serif; }
    .mikrotik-monitoring-paper * { color: #000; }
    .mikrotik-monitoring-paper .sheet + .sheet { break-before: page; }
    .mikrotik-monitoring-paper header { border-bottom: 1.5pt solid #000; padding-bottom: 2mm; margin-bottom: 4mm; }
    .mikrotik-monitoring-paper h2 { margin: 0; font-size: 18pt; font-weight: 500; }
    .mikrotik-monitoring-paper h3 { margin: 5mm 0 1mm; font-size: 12pt; break-after: avoid; }
    .mikrotik-monitoring-paper p { margin: 0; }
    .mikrotik-monitoring-paper .muted { color: #444; font-size: 9pt; }
    .mikrotik-monitoring-paper .figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin: 0; }
    .mikrotik-monitoring-paper .figures > div { border: 0.5pt solid #888; padding: 2mm 3mm; }
    .mikrotik-monitoring-paper dd { margin: 0; font-size: 13pt; }
    .mikrotik-monitoring-paper dd.muted { font-size: 8pt; }
    .mikrotik-monitoring-paper table { width: 100%; border-collapse: collapse; font-size: 8.5pt; font-variant-numeric: tabular-nums; }
    .mikrotik-monitoring-paper tr { break-inside: avoid; }
    .mikrotik-monitoring-paper th, .mikrotik-monitoring-paper td { padding: 1mm 1.5mm; text-align: start; font-weight: 400; border-bottom: 0.25pt solid #aaa; vertical-align: top; }
    .mikrotik-monitoring-paper thead th { font-weight: 500; border-bottom: 0.75pt solid #000; }
    .mikrotik-monitoring-paper .number { text-align: end; }
    .mikrotik-monitoring-paper .track { display: block; width: 24mm; height: 1.5mm; margin-inline-start: auto; border: 0.25pt solid #888; }
    .mikrotik-monitoring-paper .track span { display: block; height: 100%; background: #444; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .mikrotik-monitoring-paper footer { margin-top: 6mm; }
  }
`;
