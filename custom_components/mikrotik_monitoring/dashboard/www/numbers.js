/** Numbers and months in the language and the manner of the person who looks. */

const LOCALES = {
  comma_decimal: "en-US",
  decimal_comma: "de",
  space_comma: "fr",
  quote_decimal: "de-CH",
};
const UNKNOWN = "—";

const localeOf = ({ locale }) =>
  locale.number_format === "system"
    ? undefined
    : (LOCALES[locale.number_format] ?? locale.language);

/** Write a number with as many digits as can be read, and its unit. */
export function size(hass, value, unit) {
  if (!Number.isFinite(value)) return UNKNOWN;
  const digits = value === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const format = new Intl.NumberFormat(localeOf(hass), {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
    useGrouping: hass.locale.number_format !== "none",
  });
  return unit ? `${format.format(value)} ${unit}` : format.format(value);
}

/** Write a share in percent; it is never rounded up: 99.9996 is not all of the time. */
export function share(hass, percent, digits = 3) {
  if (!Number.isFinite(percent)) return UNKNOWN;
  const cut = Math.floor(percent * 10 ** digits + 1e-6) / 10 ** digits;
  return `${new Intl.NumberFormat(localeOf(hass), { maximumFractionDigits: digits }).format(cut)} %`;
}

/** Write a month such as 2026-10 in words. */
export const monthName = (hass, month) => named(hass, month, { month: "long", year: "numeric" });

/** Write a month such as 2026-10 in few letters. */
export const shortMonth = (hass, month) => named(hass, month, { month: "short" });

function named(hass, month, options) {
  const [year, number] = month.split("-").map(Number);
  const format = new Intl.DateTimeFormat(hass.locale.language, { ...options, timeZone: "UTC" });
  return format.format(new Date(Date.UTC(year, number - 1, 1)));
}
