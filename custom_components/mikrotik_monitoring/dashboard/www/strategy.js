/** Views and whole dashboards that Home Assistant's own pages ask for by their strategy. */

const DOMAIN = "mikrotik_monitoring";
const STRATEGY = "mikrotik-monitoring";

/** A view of a router, made on the server when it is opened. */
class MonitoringViewStrategy extends HTMLElement {
  static async generate(config, hass) {
    const { router, view, base_path } = config;
    return hass.callWS({ type: `${DOMAIN}/view`, router, view, base_path });
  }
}

customElements.define(`ll-strategy-view-${STRATEGY}`, MonitoringViewStrategy);
