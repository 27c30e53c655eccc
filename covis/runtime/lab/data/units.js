// Units of measured columns: what a text means, and the factor from one unit to another. The names and their sizes are those of Pint, in which
// the units of the axes are stated; tests/runtime/test_lab.py compares them.

/** @typedef {{factor: number, zero: number, powers: Record<string, number>}} Unit a number in it, plus `zero`, times `factor` is one in the base units */

/** @type {Record<string, number>} */
const PREFIXES = {
  ...{ y: 1e-24, z: 1e-21, a: 1e-18, f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, c: 1e-2, d: 1e-1 },
  ...{ da: 1e1, h: 1e2, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Z: 1e21, Y: 1e24 },
};

/** @type {Record<string, [number, string]>} a unit as so many of others; those that take a prefix */
const METRIC = {
  ...{ m: [1, "m"], g: [1e-3, "kg"], s: [1, "s"], A: [1, "A"], K: [1, "K"], mol: [1, "mol"], cd: [1, "cd"], rad: [1, ""], sr: [1, ""] },
  ...{ Hz: [1, "s-1"], N: [1, "kg m s-2"], J: [1, "kg m2 s-2"], W: [1, "kg m2 s-3"], Pa: [1, "kg m-1 s-2"], C: [1, "A s"] },
  ...{ V: [1, "kg m2 s-3 A-1"], F: [1, "A2 s4 kg-1 m-2"], ohm: [1, "kg m2 s-3 A-2"], S: [1, "A2 s3 kg-1 m-2"], T: [1, "kg s-2 A-1"] },
  ...{ Wb: [1, "kg m2 s-2 A-1"], H: [1, "kg m2 s-2 A-2"], G: [1e-4, "kg s-2 A-1"], lm: [1, "cd"], lx: [1, "cd m-2"], Bq: [1, "s-1"] },
  ...{
    Gy: [1, "m2 s-2"],
    Sv: [1, "m2 s-2"],
    L: [1e-3, "m3"],
    l: [1e-3, "m3"],
    bar: [1e5, "kg m-1 s-2"],
    eV: [1.602176634e-19, "kg m2 s-2"],
  },
  ...{ cal: [4.184, "kg m2 s-2"], M: [1e3, "mol m-3"], Da: [1.66053906892e-27, "kg"] },
};

/** @type {Record<string, [number, string]>} those that take none */
const PLAIN = {
  ...{ "": [1, ""], 1: [1, ""], "%": [1e-2, ""], percent: [1e-2, ""], ppm: [1e-6, ""] },
  ...{ deg: [Math.PI / 180, ""], "°": [Math.PI / 180, ""], degree: [Math.PI / 180, ""], arcmin: [Math.PI / 10800, ""] },
  ...{ arcsec: [Math.PI / 648000, ""], turn: [2 * Math.PI, ""], rpm: [Math.PI / 30, "s-1"] },
  ...{ min: [60, "s"], h: [3600, "s"], hr: [3600, "s"], hour: [3600, "s"], d: [86400, "s"], day: [86400, "s"], week: [604800, "s"] },
  ...{ year: [31557600, "s"], yr: [31557600, "s"], a: [31557600, "s"], sec: [1, "s"], second: [1, "s"], minute: [60, "s"] },
  ...{ hours: [3600, "s"], days: [86400, "s"], years: [31557600, "s"], seconds: [1, "s"], minutes: [60, "s"] },
  ...{ au: [149597870700, "m"], AU: [149597870700, "m"], ly: [9460730472580800, "m"], pc: [3.085677581491367e16, "m"] },
  ...{ Å: [1e-10, "m"], angstrom: [1e-10, "m"], in: [0.0254, "m"], ft: [0.3048, "m"], u: [1.66053906892e-27, "kg"], t: [1e3, "kg"] },
  ...{ atm: [101325, "kg m-1 s-2"], Torr: [101325 / 760, "kg m-1 s-2"], torr: [101325 / 760, "kg m-1 s-2"] },
  ...{ mmHg: [133.322387415, "kg m-1 s-2"], mL: [1e-6, "m3"] },
};
/** @type {Record<string, number>} what is added to a temperature to have it in kelvin */
const ZEROS = { "°C": 273.15, degC: 273.15, "℃": 273.15 };
/** @type {Record<string, string>} */
const LOWERED = { "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9" };
const PART = /^([A-Za-zÅ°%]+|1)(?:\^?(-?\d{1,2}))?$/;

/**
 * @param {string} name
 * @returns {[number, string] | null}
 */
function named(name) {
  if (Object.hasOwn(PLAIN, name)) return PLAIN[name];
  if (Object.hasOwn(METRIC, name)) return METRIC[name];
  for (const length of [1, 2]) {
    const [prefix, rest] = [name.slice(0, length), name.slice(length)];
    if (Object.hasOwn(PREFIXES, prefix) && Object.hasOwn(METRIC, rest)) return [PREFIXES[prefix] * METRIC[rest][0], METRIC[rest][1]];
  }
  return null;
}

/**
 * What a unit means: "mV", "m/s²", "m s^-2", "J/(mol K)", "µF", "1/min", "" for a number; null where that is not known. A slash is for the one
 * unit or the brackets after it.
 * @param {string} text
 * @returns {Unit | null}
 */
export function parseUnit(text) {
  const written = text.trim();
  if (Object.hasOwn(ZEROS, written)) return { factor: 1, zero: ZEROS[written], powers: { K: 1 } };
  const plain = written
    .replace(/[µμ]/g, "u")
    .replace(/[ΩΩ]/g, "ohm")
    .replace(/Å/g, "Å")
    .replace(/[⁻⁰¹²³⁴-⁹]+/g, (raised) => `^${[...raised].map((sign) => LOWERED[sign]).join("")}`)
    .replaceAll("**", "^")
    .replaceAll("\u2212", "-")
    .replace(/[·⋅×*\u00a0\u202f]/g, " ")
    .replace(/\^\(?(-?\d{1,2})\)?/g, "^$1")
    .replace(/([/()])/g, " $1 ");
  /** @type {Unit} */
  const found = { factor: 1, zero: 0, powers: {} };
  let sign = 1;
  let inside = 0; // the sign of what is in brackets
  for (const token of plain.split(" ").filter(Boolean)) {
    if (token === "/") sign = -1;
    else if (token === "(" && !inside) [inside, sign] = [sign, 1];
    else if (token === ")" && inside) [inside, sign] = [0, 1];
    else {
      const [, name, power = "1"] = PART.exec(token) ?? [];
      const unit = name === undefined ? null : named(name);
      if (!unit) return null;
      const times = Number(power) * sign * (inside || 1);
      found.factor *= unit[0] ** times;
      for (const base of unit[1].split(" ").filter(Boolean)) {
        const [, of, to] = /** @type {RegExpExecArray} */ (/^([a-zA-Z]+?)(-?\d*)$/.exec(base));
        found.powers[of] = (found.powers[of] ?? 0) + times * Number(to || 1);
      }
      sign = 1;
    }
  }
  return inside ? null : found;
}

/**
 * How a number in one unit becomes one in another; a text that says why it cannot.
 * @param {string} from
 * @param {string} to
 * @returns {((value: number) => number) | string}
 */
export function conversion(from, to) {
  if (from.trim() === to.trim()) return (value) => value;
  const [a, b] = [parseUnit(from), parseUnit(to)];
  if (!a) return `The unit “${from}” is not known here; write it as in mV, m/s^2 or J/(mol K)`;
  if (!b) return `The axis is in “${to}”, and a measurement in “${from}” cannot be turned into it; give the numbers in ${to}`;
  const bases = new Set([...Object.keys(a.powers), ...Object.keys(b.powers)]);
  for (const base of bases)
    if ((a.powers[base] ?? 0) !== (b.powers[base] ?? 0))
      return `A measurement in ${from || "plain numbers"} cannot be shown on an axis ${to ? `in ${to}` : "without a unit"}`;
  const ratio = a.factor / b.factor;
  const neat = Number(ratio.toPrecision(14));
  const factor = Math.abs(neat / ratio - 1) < 1e-14 ? neat : ratio;
  const [plus, minus] = [a.zero, b.zero];
  return (value) => (value + plus) * factor - minus;
}
