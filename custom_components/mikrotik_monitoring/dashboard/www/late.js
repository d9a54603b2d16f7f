/** Makes the page around this frame load the modules, if it was opened before they were added. */

const { customElements, document } = window.parent;

if (!customElements.get("mikrotik-monitoring-fleet")) {
  const script = document.createElement("script");
  script.type = "module";
  script.src = new URL("main.js", import.meta.url).href;
  document.head.append(script);
}
