// The state of the controls: what a value may be, how it is read and written, and what the program gets.
// A slider or clock holds a number, a choice its key, a toggle true or false.
import { controlText, tidy } from "./format.js";

/**
 * The increment of an arrow key, a step button and a drag.
 * @param {Covis.NumberControl} control
 */
export const increment = (control) => control.step ?? control.nudge;

/**
 * Why `value` cannot be this control's state, in words for the person who gave it; "" when it can.
 * @param {Covis.Control} control
 * @param {unknown} value
 */
export function problem(control, value) {
  if (control.kind === "toggle") return typeof value === "boolean" ? "" : "takes true or false";
  if (control.kind === "choice") {
    const keys = control.options.map(([key]) => key);
    return keys.includes(/** @type {string} */ (value)) ? "" : `takes one of: ${keys.join(", ")}`;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return "takes a number";
  /** @param {number} number */
  const show = (number) => controlText(number, increment(control));
  if (value < control.low || value > control.high) return `takes values from ${show(control.low)} to ${show(control.high)}`;
  if (control.step && onStep(control, value) === null) {
    const below = tidy(control.low + Math.floor((value - control.low) / control.step) * control.step);
    return `moves in steps of ${show(control.step)}: try ${show(below)} or ${show(Math.min(control.high, tidy(below + control.step)))}`;
  }
  return "";
}

/**
 * @param {Covis.NumberControl} control whose `step` is a number
 * @param {number} value
 */
function onStep(control, value) {
  const step = increment(control);
  const steps = (value - control.low) / step;
  if (value === control.high) return value;
  return Math.abs(steps - Math.round(steps)) < 1e-6 ? tidy(control.low + Math.round(steps) * step) : null;
}

/**
 * The nearest tidy value to where a hand put the thumb: a multiple of the increment, or an end of the range.
 * @param {Covis.NumberControl} control
 * @param {number} raw
 */
export function snap(control, raw) {
  const { low, high } = control;
  if (raw <= low || raw >= high) return raw <= low ? low : high;
  const size = increment(control);
  const origin = control.step ? low : 0;
  const multiple = tidy(origin + Math.round((raw - origin) / size) * size);
  const allowed = control.step ? [multiple] : [multiple, low, high];
  const inside = allowed.filter((value) => value >= low && value <= high);
  return inside.reduce((best, value) => (Math.abs(value - raw) < Math.abs(best - raw) ? value : best), inside[0] ?? high);
}

/**
 * One arrow key or step button: `count` increments from `value`, kept inside the range.
 * @param {Covis.NumberControl} control
 * @param {number} value
 * @param {number} count
 */
export const nudge = (control, value, count) => Math.min(control.high, Math.max(control.low, tidy(value + count * increment(control))));

export class State {
  /** @param {Covis.Control[]} controls */
  constructor(controls) {
    this.controls = new Map(controls.map((control) => [control.name, control]));
    this.values = this.start();
  }

  /** @returns {Covis.Values} every control at its start */
  start() {
    return Object.fromEntries([...this.controls.values()].map((control) => [control.name, control.start]));
  }

  /**
   * The changes, checked and normalised. Throws a RangeError that names every fault; then nothing is changed.
   * @param {Covis.Values} changes
   * @returns {Covis.Values}
   */
  checked(changes) {
    if (changes === null || typeof changes !== "object") throw new RangeError("set takes an object: {control: value}");
    /** @type {string[]} */
    const faults = [];
    /** @type {Covis.Values} */
    const good = {};
    for (const [name, value] of Object.entries(changes)) {
      const control = this.controls.get(name);
      const fault = control ? problem(control, value) : `is no control here; there are: ${[...this.controls.keys()].join(", ")}`;
      if (fault) faults.push(`${name} ${fault}`);
      else good[name] = control?.kind === "slider" && control.step ? onStep(control, value) : value;
    }
    if (faults.length) throw new RangeError(faults.join("; "));
    return good;
  }

  /**
   * What the program's functions take: every control as a number.
   * @returns {Covis.Numbers}
   */
  numbers() {
    /** @type {Covis.Numbers} */
    const numbers = {};
    for (const [name, control] of this.controls) {
      const value = this.values[name];
      numbers[name] = control.kind === "choice" ? (control.options.find(([key]) => key === value)?.[1] ?? NaN) : Number(value);
    }
    return numbers;
  }

  /** The part of the state that differs from the start, as URL text: gamma=0.3&colour=red. */
  toFragment(skip = new Set()) {
    const start = this.start();
    return Object.entries(this.values)
      .filter(([name, value]) => value !== start[name] && !skip.has(name))
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join("&");
  }

  /**
   * Read URL text: {changes, faults}. Never throws; a fragment without "=" is somebody's anchor and says nothing.
   * @param {string} text
   */
  fromFragment(text) {
    const changes = {};
    /** @type {string[]} */
    const faults = [];
    if (!text.includes("=")) return { changes, faults };
    for (const [name, written] of new URLSearchParams(text.replaceAll("+", "%2B"))) {
      const control = this.controls.get(name);
      const value = control && readValue(control, written);
      try {
        Object.assign(changes, this.checked({ [name]: value }));
      } catch (error) {
        faults.push(/** @type {Error} */ (error).message);
      }
    }
    return { changes, faults };
  }
}

/**
 * @param {Covis.Control} control
 * @param {string} written
 */
function readValue(control, written) {
  if (control.kind === "choice") return written;
  if (control.kind === "toggle") return new Map(Object.entries({ true: true, false: false, 1: true, 0: false })).get(written);
  return written.trim() === "" ? NaN : Number(written);
}
