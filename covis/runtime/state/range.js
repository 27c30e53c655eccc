// Numbers in a range: which are legal, and the nearest legal one to where a hand is. For sliders and clocks.
import { controlText, tidy, unitText } from "./format.js";

const WRITTEN = 15; // digits of a number that a person writes; one with more comes from arithmetic
const NEAR = 1e-6; // of a step: what is nearer than this to a stop is that stop
/** @type {("low" | "high" | "step" | "nudge" | "start" | "speed")[]} what is measured in the unit of a control */
const SCALED = ["low", "high", "step", "nudge", "start", "speed"];
export const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The increment of an arrow key, a step button and a drag.
 * @param {Covis.NumberControl} control
 */
export const increment = (control) => control.step ?? control.nudge;

/**
 * How many states a control with a step has.
 * @param {Covis.NumberControl} control
 */
const stops = ({ low, high, step }) => Math.floor((high - low) / Number(step) + NEAR) + 1;

/**
 * A number near the decimal that people expect, as a multiple of `step` above `low`: 3 * 0.1 as 0.3, -0.3 + 3 * 0.1 as 0.
 * @param {number} value
 * @param {number} low
 * @param {number} step
 */
function inDecimals(value, low, step) {
  const written = [digitsOf(low), digitsOf(step)];
  const decimals = Math.max(...written.map((each) => each.decimals));
  const exact = written.every((each) => each.digits <= WRITTEN) && decimals <= 100 && Math.abs(value) < 1e21;
  return (exact ? Number(value.toFixed(decimals)) : tidy(value)) + 0;
}

/**
 * How many digits, and how many of them decimals, the shortest way to write a number has.
 * @param {number} value
 */
function digitsOf(value) {
  const [mantissa, exponent = "0"] = String(Math.abs(value)).split("e");
  const fraction = mantissa.split(".")[1] ?? "";
  return { digits: mantissa.replace(".", "").replace(/^0+/, "").length, decimals: Math.max(0, fraction.length - Number(exponent)) };
}

/**
 * The state that is k steps above the low end.
 * @param {Covis.NumberControl} control
 * @param {number} k
 */
const stop = ({ low, high, step }, k) => (k === 0 ? low + 0 : Math.min(high, inDecimals(low + k * Number(step), low, Number(step))));

/**
 * The last state: the high end, or the last whole step below it.
 * @param {Covis.NumberControl} control
 */
export const last = (control) => (control.step ? stop(control, stops(control) - 1) : control.high);

/**
 * The stop that a number is, but for rounding; null when it is none.
 * @param {Covis.NumberControl} control
 * @param {number} value
 */
function onStop(control, value) {
  const steps = (value - control.low) / Number(control.step);
  const k = Math.round(steps);
  return Math.abs(steps - k) < NEAR && k < stops(control) ? stop(control, k) : null;
}

/**
 * How the page shows a control whose states it does not show in their own unit: `control` has all its numbers in the unit that is shown,
 * `to` and `from` lead from a state to what is shown and back. Nearly always they change nothing.
 * @template {Covis.NumberControl} Own
 * @param {Own} control
 * @returns {{control: Own, to(state: number): number, from(shown: number): number}}
 */
export function asShown(control) {
  const { scale = 1 } = control;
  if (scale === 1) return { control, to: (state) => state, from: (value) => value };
  /** @param {number} state */
  const to = (state) => tidy(state * scale);
  /** @param {number} value */
  const from = (value) => {
    const raw = value / scale;
    if (control.step) return stop(control, Math.max(0, Math.min(stops(control) - 1, Math.round((raw - control.low) / control.step))));
    const neat = Math.abs(tidy(raw) - raw) <= 4 * Number.EPSILON * Math.abs(raw) ? tidy(raw) : raw; // 250 µm is 0.00025 m
    return Math.min(control.high, Math.max(control.low, neat));
  };
  const numbers = Object.fromEntries(SCALED.filter((key) => control[key]).map((key) => [key, to(Number(control[key]))]));
  return { control: { ...control, ...numbers, scale: 1 }, to, from };
}

/** @type {Omit<Covis.Kind<Covis.NumberControl>, "build">} */
export const rangeState = {
  slides: true,
  problem(control, value) {
    if (typeof value !== "number" || !Number.isFinite(value)) return "takes a number";
    /** @param {number} number */
    const show = (number) => controlText(number, increment(control));
    if (value < control.low || value > control.high) return `takes values from ${show(control.low)} to ${show(last(control))}`;
    if (!control.step || onStop(control, value) !== null) return "";
    const below = Math.min(stops(control) - 1, Math.floor((value - control.low) / control.step));
    const near = [below, below + 1].filter((k) => k < stops(control)).map((k) => show(stop(control, k)));
    return `moves in steps of ${show(control.step)}: try ${near.join(" or ")}`;
  },
  normal: (control, value) => (control.step ? onStop(control, value) : value + 0), // -0 is 0
  number: (_, value) => value,
  read: (_, text) => (DECIMAL.test(text) ? Number(text) : null),
  words(control, value) {
    const { control: seen, to } = asShown(control);
    return [controlText(to(value), increment(seen)), unitText(seen.unit)].filter(Boolean).join("\u00a0");
  },
};

/**
 * The nearest tidy value to where a hand put the thumb: a stop, a multiple of the increment, or an end of the range. It is tidy in the
 * unit that the page shows.
 * @param {Covis.NumberControl} given
 * @param {number} raw
 */
export function snap(given, raw) {
  const { control, to, from } = asShown(given);
  return from(snapShown(control, to(raw)));
}

/**
 * @param {Covis.NumberControl} control
 * @param {number} raw
 */
function snapShown(control, raw) {
  const { low, step } = control;
  const high = last(control);
  if (raw <= low || raw >= high) return raw <= low ? low : high;
  if (step) return stop(control, Math.round((raw - low) / step));
  const multiple = tidy(Math.round(raw / control.nudge) * control.nudge) + 0;
  const inside = [multiple, low, high].filter((value) => value >= low && value <= high);
  return inside.reduce((best, value) => (Math.abs(value - raw) < Math.abs(best - raw) ? value : best));
}

/**
 * One arrow key or step button: `count` increments from `value`, kept inside the range.
 * @param {Covis.NumberControl} given
 * @param {number} value
 * @param {number} count
 */
export function nudge(given, value, count) {
  if (given.step) return stop(given, Math.max(0, Math.min(stops(given) - 1, Math.round((value - given.low) / given.step) + count)));
  const { control, to, from } = asShown(given);
  const seen = to(value);
  return from(within(control, inDecimals(seen + count * control.nudge, seen, control.nudge)));
}

/**
 * A number kept inside the range of its control: rounding may lead just beyond it.
 * @param {Covis.NumberControl} control
 * @param {number} value
 */
export const within = ({ low, high }, value) => Math.min(high, Math.max(low, value));
