// The state of the controls: how it is changed, read and written, and what the program gets. What a value may be, each kind of
// control says itself (kinds.js): a slider or clock holds a number, a choice its key, a toggle true or false.
import { kindOf } from "./kinds.js";
import { isView } from "./views.js";

const LONGEST = 8192; // characters of a fragment that are read

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
    const given = Object.entries(changes);
    if (given.length > this.controls.size + 16)
      throw new RangeError(`set takes values of ${this.controls.size} controls, not ${given.length}`);
    for (const [name, value] of given) {
      const control = this.controls.get(name);
      const fault = control
        ? kindOf(control).problem(control, value)
        : `is no control here; there are: ${[...this.controls.keys()].join(", ")}`;
      if (!control || fault) faults.push(`${name} ${fault}`);
      else good[name] = kindOf(control).normal(control, value);
    }
    if (faults.length) throw new RangeError(faults.join("; "));
    return good;
  }

  /**
   * What the program's functions take: every control as a number, or as several.
   * @returns {Covis.Numbers}
   */
  numbers() {
    /** @type {Covis.Numbers} */
    const numbers = {};
    for (const [name, control] of this.controls) {
      const { number, numbers: parts, follow } = kindOf(control);
      numbers[name] = number(control, this.values[name]);
      if (parts) Object.assign(numbers, parts(control, this.values[name]));
      if (follow) numbers[`~${name}`] = this.values[name]; // a number alone does not say how it got there
    }
    return numbers;
  }

  /**
   * Take the changes, which are legal. A stopwatch that is not among them follows: what they change counts from now on.
   * @param {Covis.Values} changes
   */
  take(changes) {
    const before = this.numbers();
    Object.assign(this.values, changes);
    for (const [name, control] of this.controls) {
      const { follow } = kindOf(control);
      if (follow && !(name in changes)) this.values[name] = follow(control, this.values[name], before, this.numbers());
    }
  }

  /** The part of the state that differs from the start, as URL text: gamma=0.3&colour=red. */
  toFragment(skip = new Set()) {
    const start = this.start();
    return Object.entries(this.values)
      .filter(([name, value]) => value !== start[name] && !skip.has(name))
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(this.#text(name, value))}`)
      .join("&");
  }

  /**
   * A value as a link holds it.
   * @param {string} name
   * @param {any} value
   */
  #text(name, value) {
    const control = /** @type {Covis.Control} */ (this.controls.get(name));
    return kindOf(control).text?.(control, value) ?? value;
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
    if (text.length > LONGEST) return { changes, faults: [`the address has more than ${LONGEST} characters after #, so it was not read`] };
    for (const [name, written] of new URLSearchParams(text.replaceAll("+", "%2B"))) {
      if (isView(name)) continue; // views.js reads it
      const control = this.controls.get(name);
      const value = control && kindOf(control).read(control, written);
      try {
        Object.assign(changes, this.checked({ [name]: value }));
      } catch (error) {
        faults.push(/** @type {Error} */ (error).message);
      }
    }
    return { changes, faults };
  }
}
