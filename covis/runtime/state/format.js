// Numbers and units as people read them, and numbers as people type them.
// Formatting never shows 0.30000000000000004, an ASCII minus, "NaN" or "-0"; parsing accepts what formatting writes.

const THIN = "\u202f"; // narrow no-break space between groups of three
const MINUS = "\u2212";
/** @type {Record<string, string>} */
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
/** @param {string | number} digits */
const raised = (digits) => [...String(digits)].map((digit) => RAISED[digit]).join("");

/** @param {number} power */
export const powerOfTen = (power) => `10${raised(power)}`;

/**
 * Remove binary noise: the nearest number of 12 significant digits.
 * @param {number} value
 */
export const tidy = (value) => Number(value.toPrecision(12));

/**
 * How many decimals the increment `step` needs: 0.05 -> 2, 1 -> 0, 2.5e-4 -> 5.
 * @param {number} step
 */
export function decimalsOf(step) {
  const [mantissa, exponent = "0"] = String(tidy(step)).split("e");
  return Math.min(12, Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent)));
}

/** @param {string} plain a number as JavaScript writes it */
function dress(plain) {
  const [mantissa, exponent] = plain.split("e");
  const [whole, fraction] = mantissa.replace("-", "").split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3}){1,110}$)/g, THIN) : whole;
  const zero = !/[1-9]/.test(mantissa);
  const body = (mantissa.startsWith("-") && !zero ? MINUS : "") + grouped + (fraction ? `.${fraction}` : "");
  return exponent === undefined ? body : `${body} × 10${raised(Number(exponent))}`;
}

/**
 * `digits` significant figures (0: a whole number); powers of ten below 1e-4 and from 1e6. Words where there is no number.
 * @param {number | null} value
 * @param {number} [digits]
 */
export function significant(value, digits = 3) {
  if (value === null || Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return "infinite";
  if (value === 0) return "0";
  if (digits === 0 && Math.abs(value) < 1e15) return dress(value.toFixed(0));
  const rounded = Number(value.toPrecision(digits || 3));
  const size = Math.floor(Math.log10(Math.abs(rounded)));
  if (size < -4 || size >= 6) return dress(rounded.toExponential((digits || 3) - 1));
  return dress(rounded.toFixed(Math.max(0, digits - 1 - size)));
}

/**
 * A control's value: with the decimals of its increment, or all of its own when it has more.
 * @param {number} value
 * @param {number} step
 */
export function controlText(value, step) {
  const exact = String(tidy(value));
  if (/e/.test(exact)) return dress(exact);
  const decimals = Math.max(decimalsOf(step), (exact.split(".")[1] ?? "").length);
  return dress(value.toFixed(decimals));
}

// 1,000 and 1.234,5: thousands in groups of one kind, perhaps decimals after them
const GROUPS = /^([+-]?)(\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:'\d{3})+|(?: \d{3})+))([.,]\d*)?$/;
const TYPED = /^[+-]?(\d+(?:[.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/**
 * A typed number; null where the text is none, or where it has to be asked what it means (`readings`).
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const meant = readings(text);
  return meant.length === 1 && !/\d\.\d{3}[.,]/.test(text) ? meant[0] : null;
}

/**
 * What a typed text may mean as a number, most likely first; none where it is no number. A lone point begins the decimals, as on the
 * page; so does a lone comma, but with exactly three digits after it, as in 1,000, it may group thousands as well. Spaces group thousands.
 * Points group them in 1.234,5 and 1.000.000, which has only one meaning and is asked for all the same: on the page a point never does.
 * @param {string} text
 * @returns {number[]}
 */
export function readings(text) {
  let plain = text
    .trim()
    .replaceAll(MINUS, "-")
    .replace(/[\u202f\u2009\u00a0]/g, " ")
    .replaceAll("\u2019", "'");
  plain = plain.replace(/ ?[×x] ?10([⁻⁰¹²³⁴-⁹]+)$/u, (_, power) => {
    const back = Object.entries(RAISED).map(([digit, sign]) => [sign, digit]);
    return `e${[...power].map((sign) => Object.fromEntries(back)[sign]).join("")}`;
  });
  const [mantissa, ...exponent] = plain.split(/(?=e)/i);
  const [, sign, whole, fraction = ""] = GROUPS.exec(mantissa) ?? [];
  const separator = whole?.match(/\D/)?.[0];
  /** @type {string[]} */
  const meant = [];
  if (whole && separator !== fraction[0]) {
    const alone = !fraction && whole.match(/\D/g)?.length === 1;
    if (!(alone && (separator === "." || /^0/.test(whole)))) meant.push(sign + whole.replace(/\D/g, "") + fraction);
    if (alone && separator === ",") meant.push(mantissa);
  }
  if (!meant.length) meant.push(mantissa);
  return meant
    .map((each) => each + exponent.join(""))
    .filter((each) => TYPED.test(each))
    .map((each) => Number(each.replace(",", ".")) + 0) // -0 is 0
    .filter(Number.isFinite);
}

/**
 * Units as they are printed, the way the axes print them: m/s**2 -> m/s², N*m -> N·m.
 * @param {string} unit
 */
export function unitText(unit) {
  if (!unit || unit === "1") return "";
  return unit.replace(/(?:\*\*|\^)\(?(-?\d+)\)?/g, (_, power) => raised(power)).replace(/ ?\* ?/g, "·");
}

/**
 * A number with its unit; the unit goes where there is no number. `scale` makes it a number of the unit.
 * @param {number | null} value
 * @param {number} digits
 * @param {string} unit
 * @param {number} [scale]
 */
export function quantity(value, digits, unit, scale = 1) {
  const text = significant(value === null ? null : value * scale, digits);
  const units = unitText(unit);
  return units && Number.isFinite(value ?? NaN) ? `${text}\u00a0${units}` : text;
}
