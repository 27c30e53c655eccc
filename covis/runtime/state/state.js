// The state of the controls: what a value may be, how it is read and written, and what the program gets.
// A slider or clock holds a number, a choice its key, a toggle true or false.
import { controlText, tidy } from "./format.js";

/** The increment of an arrow key, a step button and a drag. */
export const increment = (control) => control.step ?? control.nudge;

/** Why `value` cannot be this control's state, in words for the person who gave it; "" when it can. */
export function problem(control, value) {
  if (control.kind === "toggle") return typeof value === "boolean" ? "" : "takes true or false";
  if (control.kind === "choice") {
    const keys = control.options.map(([key]) => key);
    return keys.includes(value) ? "" : `takes one of: ${keys.join(", ")}`;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return "takes a number";
  const show = (number) => controlText(number, increment(control));
  if (value < control.low || value > control.high) return `takes values from ${show(control.low)} to ${show(control.high)}`;
  if (control.step && onStep(control, value) === null) {
    const below = tidy(control.low + Math.floor((value - control.low) / control.step) * control.step);
    return `moves in steps of ${show(control.step)}: try ${show(below)} or ${show(Math.min(control.high, tidy(below + control.step)))}`;
  }
  return "";
}

function onStep(control, value) {
  const steps = (value - control.low) / control.step;
  if (value === control.high) return value;
  return Math.abs(steps - Math.round(steps)) < 1e-6 ? tidy(control.low + Math.round(steps) * control.step) : null;
}

/** The nearest tidy value to where a hand put the thumb: a multiple of the increment, or an end of the range. */
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

/** One arrow key or step button: `count` increments from `value`, kept inside the range. */
export const nudge = (control, value, count) => Math.min(control.high, Math.max(control.low, tidy(value + count * increment(control))));

export class State {
  constructor(controls) {
    this.controls = new Map(controls.map((control) => [control.name, control]));
    this.values = this.start();
  }

  start() {
    return Object.fromEntries([...this.controls.values()].map((control) => [control.name, control.start]));
  }

  /** The changes, checked and normalised. Throws a RangeError that names every fault; then nothing is changed. */
  checked(changes) {
    if (changes === null || typeof changes !== "object") throw new RangeError("set takes an object: {control: value}");
    const faults = [];
    const good = {};
    for (const [name, value] of Object.entries(changes)) {
      const control = this.controls.get(name);
      const fault = control ? problem(control, value) : `is no control here; there are: ${[...this.controls.keys()].join(", ")}`;
      if (fault) faults.push(`${name} ${fault}`);
      else good[name] = control.step && control.kind === "slider" ? onStep(control, value) : value;
    }
    if (faults.length) throw new RangeError(faults.join("; "));
    return good;
  }

  /** What the program's functions take: every control as a number. */
  numbers() {
    const numbers = {};
    for (const [name, control] of this.controls) {
      const value = this.values[name];
      numbers[name] = control.kind === "choice" ? control.options.find(([key]) => key === value)[1] : Number(value);
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

  /** Read URL text: {changes, faults}. Never throws; a fragment without "=" is somebody's anchor and says nothing. */
  fromFragment(text) {
    const changes = {};
    const faults = [];
    if (!text.includes("=")) return { changes, faults };
    for (const [name, written] of new URLSearchParams(text.replaceAll("+", "%2B"))) {
      const control = this.controls.get(name);
      const value = control && readValue(control, written);
      try {
        Object.assign(changes, this.checked({ [name]: value }));
      } catch (error) {
        faults.push(error.message);
      }
    }
    return { changes, faults };
  }
}

function readValue(control, written) {
  if (control.kind === "choice") return written;
  if (control.kind === "toggle") return { true: true, false: false, 1: true, 0: false }[written];
  return written.trim() === "" ? NaN : Number(written);
}
