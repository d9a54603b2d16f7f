/** The visual configuration of the card of reports. */

import { loadTexts, pageHass } from "../www/texts.js";
import { PERIODS } from "./periods.js";

const DOMAIN = "mikrotik_monitoring";

/** Return the form, in the page's language. */
export async function configForm() {
  const text = await loadTexts(pageHass());
  /** @type {Record<string, string>} */
  const labels = {
    title: text("report.form.title"),
    routers: text("report.form.routers"),
    period: text("report.period_label"),
  };
  /** @type {Record<string, string>} */
  const helpers = { routers: text("report.form.all") };
  const routers = {
    device: { multiple: true, filter: { integration: DOMAIN, manufacturer: "MikroTik" } },
  };
  const options = PERIODS.map((value) => ({ value, label: text(`report.period.${value}`) }));
  return {
    schema: [
      { name: "title", selector: { text: {} } },
      { name: "routers", selector: routers },
      { name: "period", selector: { select: { mode: "dropdown", options } } },
    ],
    computeLabel: /** @param {{ name: string }} field */ ({ name }) => labels[name],
    computeHelper: /** @param {{ name: string }} field */ ({ name }) => helpers[name],
  };
}
