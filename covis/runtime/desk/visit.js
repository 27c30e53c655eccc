// What was opened and moved in this visit to the review desk: information beside each criterion, never a lock. It is kept in the tab's own
// storage, so that a reload loses nothing, and it is not sent to the server.
import { stored } from "./storage.js";

const HALF = 0.5; // of an element, or of the window, that has to be in sight for the element to count as read

/**
 * @typedef {{low?: boolean, high?: boolean, seen: string[], all: number, label: string, range: boolean}} Moved
 * @typedef {{controls: Record<string, Moved>, presets: string[], presetCount: number, answers: number, questions: number, states: number, read: string[]}} Visit
 */

/** @type {Visit} */
const EMPTY = { controls: {}, presets: [], presetCount: 0, answers: 0, questions: 0, states: 0, read: [] };

/** One visit to one edition. `changed()` is called whenever there is more to say. */
export class Recorder {
  /**
   * @param {string} id the visualisation's id
   * @param {string} key names the edition and the person
   */
  constructor(id, key) {
    this.id = id;
    this.store = stored(`covis.visit.${key}`);
    /** @type {Visit} */
    this.visit = { ...structuredClone(EMPTY), .../** @type {Partial<Visit>} */ (this.store.read()) };
    this.changed = () => {};
    this.state = "";
    this.asked = 0;
    /** @type {WeakSet<Element>} */
    this.watched = new WeakSet();
    this.sight = new IntersectionObserver((entries) => this.#seen(entries), { threshold: [0, 0.25, HALF, 1] });
    this.changes = new MutationObserver(() => this.#later());
    this.changes.observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ["data-revision", "data-ready", "hidden", "aria-pressed"],
    });
    this.#later();
  }

  stop() {
    this.changes.disconnect();
    this.sight.disconnect();
    cancelAnimationFrame(this.asked);
  }

  #later() {
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      if (!document.querySelector(".st-key-cv_desk_body")) return; // the visitor has gone to another page
      for (const node of document.querySelectorAll("[data-read]"))
        if (!this.watched.has(node)) {
          this.watched.add(node);
          this.sight.observe(node);
        }
      const root = document.querySelector(`section.covis[data-covis="${CSS.escape(this.id)}"][data-ready="true"]`);
      if (root) this.#look(root);
    });
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #seen(entries) {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const tall = intersectionRect.height >= HALF * (rootBounds?.height ?? innerHeight);
      const name = /** @type {HTMLElement} */ (target).dataset.read ?? "";
      if (!isIntersecting || !(intersectionRatio >= HALF || tall) || this.visit.read.includes(name)) continue;
      this.visit.read.push(name);
      this.#keep();
    }
  }

  /**
   * The state that is drawn now: which ends the controls have reached, which presets and answers are open.
   * @param {Element} root
   */
  #look(root) {
    const visit = this.visit;
    const before = JSON.stringify(visit);
    const state = [];
    for (const input of /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement | HTMLButtonElement>} */ (
      root.querySelectorAll(".covis-control :is(input, select, button)[name]")
    )) {
      const control = input.closest(".covis-control");
      if (!control || control.classList.contains("covis-clock")) continue; // it moves by itself
      const moved = (visit.controls[input.name] ??= { seen: [], all: 0, label: labelOf(control), range: input.type === "range" });
      state.push(reached(input, moved, control));
    }
    const chips = [...root.querySelectorAll(".covis-presets .covis-chip")];
    visit.presetCount = chips.length;
    for (const chip of chips)
      if (chip.getAttribute("aria-pressed") === "true" && !visit.presets.includes(chip.textContent ?? ""))
        visit.presets.push(chip.textContent ?? "");
    visit.questions = root.querySelectorAll(".covis-question").length;
    visit.answers = Math.max(visit.answers, root.querySelectorAll(".covis-answer:not([hidden])").length);
    const now = state.join("&");
    if (now !== this.state) {
      this.state = now;
      visit.states += 1;
    }
    if (JSON.stringify(visit) !== before) this.#keep();
  }

  #keep() {
    this.store.write(this.visit);
    this.changed();
  }
}

/**
 * Note what this input shows now, and return it as text.
 * @param {HTMLInputElement | HTMLSelectElement | HTMLButtonElement} input
 * @param {Moved} moved
 * @param {Element} control
 */
function reached(input, moved, control) {
  if (input instanceof HTMLInputElement && input.type === "range") {
    const [low, high, value, step] = [input.min, input.max, input.value, input.step].map(Number);
    const last = step > 0 ? low + Math.floor((high - low) / step + 1e-9) * step : high;
    const close = 1e-9 * (high - low);
    moved.low ||= value <= low + close;
    moved.high ||= value >= last - close;
    return input.value;
  }
  const box = input instanceof HTMLInputElement && input.type === "checkbox";
  const chosen = box ? String(input.checked) : input instanceof HTMLInputElement && !input.checked ? "" : input.value;
  const button = input instanceof HTMLButtonElement; // its value is the throw: one more than the first is enough
  moved.all = box || button ? 2 : input instanceof HTMLSelectElement ? input.options.length : control.querySelectorAll("input").length;
  if (chosen && !moved.seen.includes(chosen)) moved.seen.push(chosen);
  return chosen;
}

/** @param {Element} control */
function labelOf(control) {
  const label = control.querySelector(".covis-label, legend, label, button[name]")?.cloneNode(true);
  if (!(label instanceof Element)) return "";
  for (const symbol of label.querySelectorAll(".covis-symbol")) symbol.remove();
  return (label.textContent ?? "").replaceAll("\u00a0", " ").trim();
}

/**
 * What stands beside a criterion: sentences on what was opened and moved.
 * @param {string} criterion
 * @param {Visit} visit
 * @param {{facts: number, changes: number}} totals
 * @returns {string[]}
 */
export function sentences(criterion, visit, totals) {
  /** @param {string} name */
  const opened = (name) => (visit.read.includes(name) ? "opened" : "not opened yet");
  /** @param {string} begin */
  const count = (begin) => visit.read.filter((name) => name.startsWith(begin)).length;
  const facts = totals.facts ? [`Facts read: ${Math.min(count("fact:"), totals.facts)} of ${totals.facts}.`] : [];
  switch (criterion) {
    case "seen":
      return [
        ...moved(visit),
        ...(visit.presetCount ? [`Presets seen: ${Math.min(visit.presets.length, visit.presetCount)} of ${visit.presetCount}.`] : []),
        ...(totals.changes ? [`Changes read: ${Math.min(count("change:"), totals.changes)} of ${totals.changes}.`] : []),
      ];
    case "model":
      return [`Model: ${opened("model")}.`];
    case "facts":
      return facts;
    case "picture":
      return [`Different states seen: ${visit.states}.`];
    case "words":
      return visit.questions ? [`Answers opened: ${visit.answers} of ${visit.questions}.`] : [];
    case "limits":
      return [`Limits: ${opened("limits")}.`];
    case "sources":
      return [`Sources: ${opened("limits")}.`, ...facts];
  }
  return [];
}

/** @param {Visit} visit */
function moved(visit) {
  const all = Object.values(visit.controls);
  if (!all.length) return [];
  const left = all.filter((one) => !(one.range ? one.low && one.high : one.seen.length >= one.all));
  const missing = left.map((one) => {
    const end = one.range ? (one.low ? "upper end" : one.high ? "lower end" : "both ends") : "other options";
    return `${one.label} (${end})`;
  });
  const rest = missing.length ? ` Not yet: ${missing.join(", ")}.` : "";
  return [`Controls moved from end to end: ${all.length - left.length} of ${all.length}.${rest}`];
}
