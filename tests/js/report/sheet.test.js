/** A report as it is read, and as it is saved. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { home } from "#tests/made.js";
import { REPORT } from "#tests/report/made.js";
import "#tests/page.js";

const { sheet } = await import("#dashboard/report/sheet.js");
const { reportLines } = await import("#dashboard/report/lines.js");
const { bits, bytes, duration, moment } = await import("#dashboard/report/units.js");

const hass = home();
const text = (key, values) => (values ? `${key} ${JSON.stringify(values)}` : key);
const made = (changes = {}) => sheet(hass, text, { ...REPORT, ...changes }, "Yesterday");
/** Return the cells of each line below a heading. */
const linesOf = (article, title) => {
  const found = [...article.querySelectorAll("section")].find(
    (one) => one.firstElementChild.textContent === title,
  );
  return [...found.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
};

it("amounts are in the largest unit that fits; what is not known is no zero", () => {
  assert.deepEqual(
    [0, 999, 1000, 1.5e9, 2e12, 3e18].map((value) => bytes(hass, value)),
    ["0 B", "999 B", "1.00 kB", "1.50 GB", "2.00 TB", "3,000 PB"],
  );
  assert.equal(bits(hass, 92e6), "92.0 Mbit/s");
  assert.equal(bits(hass, null), "—");
  assert.deepEqual(
    [0, 59, 60, 3600, 9000, null].map((value) => duration(hass, value)),
    ["0 sec", "59 sec", "1 min", "1 hr", "2 hr 30 min", "—"],
  );
});

it("times are those of Home Assistant's clocks, wherever the page is", () => {
  assert.match(moment(hass, "2026-10-25T23:00:00+02:00"), /^Oct 25, 2026, 11:00\sPM$/u);
});

it("a router's report has all that is known", () => {
  const article = made();
  assert.equal(article.querySelector("h2").textContent, "Attic");
  const figures = [...article.querySelectorAll(".figures > div")].map((one) =>
    [...one.children].map((part) => part.textContent),
  );
  assert.deepEqual(figures[0], [
    "report.availability",
    "99.5 %",
    'report.observed {"share":"98 %"}',
  ]);
  assert.deepEqual(figures[1], ["report.downtime", "7 min 12 sec", 'report.outages {"count":"2"}']);
  assert.deepEqual(figures[2].slice(1), ["1"]);
  assert.deepEqual(figures[3].slice(1), ["7.20 → 7.21"]);
  assert.deepEqual(linesOf(article, "report.uplinks"), [
    [
      "ether1 · Uplink",
      "1.50 TB",
      "—",
      "92.0 Mbit/s",
      "—",
      "100 Mbit/s / —",
      "40.0 Mbit/s (230 %)",
      "100 %",
    ],
  ]);
  const [first, second] = linesOf(article, "report.interfaces");
  assert.deepEqual([first.at(-1), second.at(-1)], ["2.00 GB", "500 MB"]);
  const bars = [...article.querySelectorAll(".track span")];
  assert.deepEqual(
    bars.map((bar) => bar.getAttribute("style")),
    ["width: 100.0%", "width: 25.0%"],
  );
  assert.equal(linesOf(article, "report.load").length, 2);
  assert.deepEqual(linesOf(article, "report.pings"), [
    ["Gateway", "12.0 ms", "15.0 ms", "0.25 %", "—"],
  ]);
  assert.deepEqual(linesOf(article, "report.alerts"), [
    ["Link down", "report.severity.warning", "3", "1 hr"],
  ]);
});

it("what is not known is said, and never a zero", () => {
  const unknown = { mean: null, worst: null, worst_at: null };
  const article = made({
    error: "The recorder does not run",
    availability: null,
    uplinks: null,
    interfaces: null,
    cpu: { name: "CPU", ...unknown },
    memory: null,
    temperatures: [],
    pings: [],
    reboots: null,
    version: { begin: null, end: null, now: "7.22" },
    alerts: null,
  });
  assert.ok(article.textContent.includes("report.no_recorder"));
  const values = [...article.querySelectorAll(".figures dd")].map((one) => one.textContent);
  assert.deepEqual(values, ["—", "—", "—", "7.22"]);
  assert.deepEqual(linesOf(article, "report.load"), [["CPU", "—", "—", "—"]]);
  assert.equal(article.textContent.split("report.unknown").length - 1, 3);
  assert.ok(!/\d %|\b0 B/u.test(article.textContent));
});

it("an estimate has a mark, hours in a row count once at least, and forgotten alerts are said", () => {
  const [uplink] = REPORT.uplinks;
  const article = made({
    availability: { ...REPORT.availability, is_exact: false },
    uplinks: [{ ...uplink, percentile: { ...uplink.percentile, is_billable: false } }],
    alerts: { is_complete: false, kinds: [] },
  });
  const [[, , , down, up]] = linesOf(article, "report.uplinks");
  assert.deepEqual([down, up], ["92.0 Mbit/s *", "—"]);
  assert.ok(article.textContent.includes("report.estimate"));
  assert.ok(article.textContent.includes('report.outages {"count":"≥ 2"}'));
  assert.ok(article.textContent.includes("report.alerts_incomplete"));
  assert.ok(!article.textContent.includes("report.no_alerts"));
  assert.ok(made({ alerts: { is_complete: true, kinds: [] } }).textContent.includes("no_alerts"));
});

it("saved lines have raw numbers, and none for what is not known", () => {
  const [head, ...lines] = reportLines([REPORT, { ...REPORT, name: "Barn", reboots: null }]);
  assert.deepEqual(head.slice(3), ["section", "name", "figure", "value", "unit"]);
  const of = (router) => lines.filter(([name]) => name === router).map((line) => line.slice(3));
  const attic = of("Attic");
  assert.deepEqual(
    attic.find(([, , figure]) => figure === "p95_down"),
    ["uplink", "ether1 · Uplink", "p95_down", 92e6, "bit/s"],
  );
  assert.ok(!attic.some(([, , figure]) => figure === "p95_up"));
  assert.deepEqual(attic.at(-1), ["alert", "Link down", "duration", 3600, "s"]);
  assert.equal(of("Barn").length, attic.length - 1);
});
