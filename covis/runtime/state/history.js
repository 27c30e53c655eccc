// What has been done to a run, as the state of its stopwatch; covis/document/history.py says what the text holds. How it grows while
// a page is open: a control that is moved is noted, a button that is pushed too, and what is no longer remembered is dropped.
import { DECIMAL } from "./range.js";

const WHOLE = /^[0-9]{1,13}$/;
const MOST_CHARACTERS = 60_000;
const IN_A_LINK = 3_000;
const MOST_STEPS = 20_000; // that are computed again to show a state
const LATEST = 1e12; // steps since the start
const NOTED = 100; // changes after which it gets a place to be cut at

/** @typedef {{step: number, name: string, number?: number, values?: number[]}} Part */
/** @typedef {{steps: number, parts: Part[]}} History */

/**
 * @param {string} text
 * @returns {Part | null}
 */
function partOf(text) {
  if (text.includes("!")) {
    const [step, ...values] = text.split("!");
    return WHOLE.test(step) && values.every((value) => DECIMAL.test(value))
      ? { step: Number(step), name: "", values: values.map(Number) }
      : null;
  }
  const [step, name, number, more] = text.split("*");
  if (!WHOLE.test(step) || !name || more !== undefined || (number !== undefined && !DECIMAL.test(number))) return null;
  return number === undefined ? { step: Number(step), name } : { step: Number(step), name, number: Number(number) };
}

/** @param {Part} part */
const textOf = ({ step, name, number, values }) =>
  values ? [step, ...values].join("!") : number === undefined ? `${step}*${name}` : `${step}*${name}*${number}`;

/**
 * The history that a text holds; null where it is none.
 * @param {unknown} text
 * @returns {History | null}
 */
export function read(text) {
  if (typeof text !== "string" || text.length > MOST_CHARACTERS) return null;
  const [steps, ...rest] = text.split("~");
  const parts = /** @type {Part[]} */ (rest.map(partOf).filter(Boolean));
  return WHOLE.test(steps) && parts.length === rest.length ? { steps: Number(steps), parts } : null;
}

/** @param {History} history */
export const write = ({ steps, parts }) => [steps, ...parts.map(textOf)].join("~");

/** The step at which a history begins. @param {History} history */
const first = ({ parts }) => (parts[0]?.values ? parts[0].step : 0);

/**
 * Why the runs of a stopwatch cannot have this history, "" when they can.
 * @param {History} history
 * @param {Covis.StopwatchControl} control
 */
export function problem(history, { inputs, pushes, states }) {
  const known = (/** @type {Part} */ { name, number }) =>
    number === undefined ? pushes.some((push) => push.name === name) : inputs.includes(name);
  if (states && history.steps - first(history) > MOST_STEPS)
    return `holds ${history.steps - first(history)} steps, and ${MOST_STEPS} can be computed again`;
  let before = first(history);
  for (const part of history.parts) {
    if (part.values && part.values.length !== states)
      return `holds ${part.values.length} values at step ${part.step}, and there are ${states} states`;
    if (!part.values && !known(part)) return `names ${part.name}, which the run does not know`;
    const numbers = part.values ?? [part.number ?? 0];
    if (part.step < before || part.step > history.steps || !numbers.every(Number.isFinite)) return `has step ${part.step} out of order`;
    before = part.step;
  }
  return history.steps <= LATEST ? "" : `is later than step ${LATEST}`;
}

/**
 * Note which controls have changed: what they had until now, and what they have from here on.
 * @param {History} history
 * @param {string[]} inputs
 * @param {Covis.Numbers} before the numbers that the last steps were made with
 * @param {Covis.Numbers} after
 * @returns {History}
 */
export function noted(history, inputs, before, after) {
  const { steps } = history;
  if (steps === first(history)) return history; // nothing has been computed since: it has this value all along
  const parts = [...history.parts];
  for (const name of inputs) {
    const last = parts.findLast((part) => part.name === name && part.number !== undefined);
    if ((last ? last.number : before[name]) === after[name]) continue;
    if (!last) parts.splice(parts[0]?.values ? 1 : 0, 0, { step: first(history), name, number: before[name] });
    const place = last?.step === steps ? parts.indexOf(last) : -1;
    const moves = place > 0 && parts.slice(place).every((part) => part.number !== undefined); // a hand goes on while the run rests
    parts.splice(moves ? place : parts.length, Number(moves), { step: steps, name, number: after[name] });
  }
  return { steps, parts };
}

/**
 * The history from a place with values on; what the controls had there is stated where it changes later.
 * @param {History} history
 * @param {number} place
 * @returns {History}
 */
function cut({ steps, parts }, place) {
  const rest = parts.slice(place + 1);
  const changes = (/** @type {Part[]} */ of) => of.filter((part) => part.number !== undefined);
  const later = new Set(changes(rest).map(({ name }) => name));
  const held = new Map(changes(parts.slice(0, place)).map(({ name, number }) => [name, number]));
  const { step } = parts[place];
  const stated = [...held].filter(([name]) => later.has(name)).map(([name, number]) => ({ step, name, number }));
  return { steps, parts: [parts[place], ...stated, ...rest] };
}

/**
 * Whether it is time for a place at which it may be cut.
 * @param {History} history
 * @param {number} memory
 */
export function wantsPlace({ steps, parts }, memory) {
  const last = parts.findLastIndex((part) => part.values);
  return steps - (parts[last]?.step ?? 0) >= Math.max(50, memory / 4) || parts.length - 1 - last >= NOTED;
}

/**
 * The history with the values of the states at present, and without what lies before all that is remembered.
 * @param {History} history
 * @param {number[]} values
 * @param {number} memory
 * @returns {History}
 */
export function withPlace({ steps, parts }, values, memory) {
  const all = { steps, parts: [...parts, { step: steps, name: "", values }] };
  const place = all.parts.findLastIndex((part) => part.values && part.step <= steps - memory);
  return shortened(place > 0 ? cut(all, place) : all, MOST_CHARACTERS / 2);
}

/**
 * The history in at most so many characters, as far as there are places to cut it at.
 * @param {History} history
 * @param {number} most
 */
function shortened(history, most) {
  let short = history;
  while (write(short).length > most) {
    const place = short.parts.findIndex((part, k) => k > 0 && part.values);
    if (place < 0) break;
    short = cut(short, place);
  }
  return short;
}

/** A history as a link holds it. @param {string} text */
export const inLink = (text) => write(shortened(/** @type {History} */ (read(text)), IN_A_LINK));
