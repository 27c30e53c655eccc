// A lab in a box: a reader's own measurement over a curve, with residuals, and chosen controls fitted to it. All of it happens in this browser.
import { plotTheme } from "../drawing/theme.js";
import { loadStyles } from "../page/loading.js";
import { keptHere } from "../state/link.js";
import { snap, within } from "../state/range.js";
import { Comparison, safely } from "./comparison.js";
import { counted, pointsOf } from "./data/columns.js";
import { ReadError, decode, read } from "./data/reading.js";
import { fitting, inSlices } from "./fit.js";
import { modelOf } from "./model.js";
import { Overlay } from "./overlay.js";
import { Panel } from "./panel.js";
import { likely, statesOf, targetsOf } from "./targets.js";
import { resultOf, spokenOf } from "./words.js";

const SHEETS = ["lab.css"].map((name) => new URL(name, import.meta.url).href);
const AT_ONCE = 2000; // points whose residuals follow a hand; those of more wait until it rests
const REST = 200; // milliseconds
const NEAR = 1e-9; // of a value: a control that is nearer to the fit stands on it

/**
 * @typedef {import("./targets.js").Target} Target
 * @typedef {import("./data/columns.js").Chosen & {plot: number, mark: number, fitted: string[], decimal: "." | ","}} Choice
 * @typedef {{result: import("./words.js").Result, at: Covis.Values, stops: Covis.Values}} Fitted `at`: the fit itself; `stops`: where the controls were put for it
 * @typedef {{name: string, text: string, choice: Choice, fitted: Fitted | null}} Kept
 */

export class Lab {
  name = "";
  text = "";
  /** @type {import("./data/reading.js").Table | null} */
  table = null;
  /** @type {Choice | null} */
  choice = null;
  /** @type {string[]} why the chosen columns give no points */
  faults = [];
  /** @type {Comparison | null} what is drawn */
  comparison = null;
  /** @type {Fitted | null} */
  fitted = null;
  /** @type {Overlay | null} */
  overlay = null;
  /** @type {Target[]} */
  targets = [];
  /** @type {number | undefined} */
  timer;
  fits = 0; // begun so far: an older one stops

  /**
   * @param {import("../page/mount.js").Visualisation} page
   * @param {(text: string) => void} tell
   */
  constructor(page, tell) {
    this.page = page;
    this.tell = tell;
    this.panel = new Panel(this);
    this.follow = () => this.#soon();
    page.signal.addEventListener("abort", () => {
      this.fits++;
      clearTimeout(this.timer);
    });
  }

  open() {
    this.#show();
    this.panel.focus();
  }

  #show() {
    if (!this.targets.length) this.targets = targetsOf(this.page);
    if (!this.panel.element.isConnected) this.page.layout.panel.after(this.panel.element);
    this.panel.refresh();
  }

  /**
   * A file was dropped or chosen.
   * @param {File} file
   * @param {Element} [target] what it was dropped on
   */
  async take(file, target) {
    this.#show();
    try {
      const text = decode(await file.arrayBuffer());
      this.use(file.name, text, { view: this.page.views.find(({ element }) => target && element.contains(target)) });
    } catch (error) {
      this.#refused(file.name, error);
    }
    this.panel.focus();
  }

  /**
   * Read a text and lay it over a plot. What is there stays when the text is refused.
   * @param {string} name
   * @param {string} text
   * @param {{view?: Target["view"], decimal?: "." | ",", choice?: Choice}} [how]
   */
  use(name, text, { view, decimal, choice } = {}) {
    try {
      const table = read(text, { decimal: decimal ?? choice?.decimal });
      const open = this.targets.filter(({ why }) => !why);
      if (!open.length)
        throw new ReadError(["No curve here can be compared with a measurement: none of them has exactly one y for each x."]);
      Object.assign(this, { name, text, table, choice: choice ?? this.#guess(table, open, view), fitted: null });
      this.panel.complain("");
      this.changed();
      if (this.comparison) this.tell(`${name}: ${counted(this.comparison.points.x.length, "point")} laid over ${this.target?.label}.`);
    } catch (error) {
      this.#refused(name, error);
    }
  }

  /**
   * @param {string} name
   * @param {unknown} error
   */
  #refused(name, error) {
    if (!(error instanceof ReadError)) console.error(error);
    const why = error instanceof ReadError ? error.message : "The file could not be read.";
    this.panel.complain(`${name} was not read.\n${why}`);
    this.panel.refresh();
  }

  /**
   * @param {import("./data/reading.js").Table} table
   * @param {Target[]} open
   * @param {Target["view"]} [view]
   * @returns {Choice}
   */
  #guess(table, open, view) {
    const { target, chosen } = likely(table, open, view);
    return { ...chosen, plot: target.plot, mark: target.mark, fitted: this.fittable(target), decimal: table.decimal };
  }

  /** What is fitted unless the reader says otherwise: every slider that moves the curve. */
  fittable(target = this.target) {
    return (target?.moved ?? []).filter((name) => this.page.state.controls.get(name)?.kind === "slider");
  }

  /** The curve that is compared. */
  get target() {
    return this.targets.find(({ plot, mark }) => plot === this.choice?.plot && mark === this.choice.mark);
  }

  /** Another curve, column or unit was chosen: make the points anew. */
  changed() {
    const { choice, table, target } = this;
    this.fits++;
    this.fitted = null;
    if (!choice || !table || !target) return;
    const points = pointsOf(table, choice, target.units);
    const model = modelOf(this.page.engine.program, target.plot, target.view.spec.marks[target.mark], statesOf(this.page));
    this.faults = [...points.faults, ...(typeof model === "string" ? [`${target.label} cannot be compared at present: ${model}.`] : [])];
    if (this.overlay?.view !== target.view || this.faults.length) this.#clear();
    this.comparison = this.faults.length || typeof model === "string" ? null : new Comparison(this.name, target, points, model);
    if (this.comparison) this.#lay(this.comparison);
    this.panel.refresh();
    this.page.engine.describe();
  }

  /** @param {Comparison} comparison */
  #lay(comparison) {
    const { view } = comparison.target;
    if (!this.overlay) {
      this.overlay = new Overlay(view);
      view.followers.add(this.follow);
      const row = view.element.parentElement;
      row?.scrollTo({ left: view.element.offsetLeft - row.offsetLeft }); // one of several plots on a phone
    }
    const ranges = comparison.ranges();
    if (ranges) view.view = { ...view.home, ...ranges };
    this.refresh();
  }

  /** The numbers of the controls, with some of them at other values. @param {Covis.Values} [other] */
  #numbers = (other = {}) => ({ ...this.page.state.numbers(), ...other });

  /** Whether the controls are where the fit put them. */
  get atFit() {
    const { values } = this.page.state;
    return Boolean(this.fitted && Object.entries(this.fitted.stops).every(([name, stop]) => values[name] === stop));
  }

  /** Draw the points, the fit, and the residuals of the present state. */
  refresh() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { comparison, overlay, fitted, atFit } = this;
    if (!comparison || !overlay || this.page.signal.aborted) return;
    const { points, target } = comparison;
    const curve = safely(() => comparison.curve(this.#numbers(atFit ? fitted?.at : {}), points.x)) ?? points.x.map(() => Number.NaN);
    const residuals = points.y.map((value, i) => value - curve[i]);
    const line = fitted && safely(() => comparison.line(this.#numbers({ ...fitted.stops, ...fitted.at })));
    overlay.show({ ...points, residuals: residuals.some(Number.isFinite) ? residuals : null, line, fitted: atFit, unit: target.units.y });
    const now = { curve, residuals, line, atFit, result: fitted?.result };
    target.view.measured = comparison.measured(now, () => plotTheme(this.page.root));
  }

  /** The picture was drawn anew. Few points follow at once, many when it rests. */
  #soon() {
    if (this.timer !== undefined || !this.comparison) return;
    this.timer = setTimeout(() => this.refresh(), this.comparison.points.x.length > AT_ONCE ? REST : 0);
  }

  /** Fit the chosen controls, in slices of time. */
  async fit() {
    const { comparison, choice } = this;
    if (!comparison || !choice) return;
    const controls = choice.fitted.map((name) => /** @type {Covis.NumberControl} */ (this.page.state.controls.get(name)));
    const used = comparison.inside();
    const few = `${counted(used.length, "point")} on the curve cannot determine ${counted(controls.length, "value")}. Fit fewer controls, or measure more.`;
    const fault = controls.length ? (used.length < controls.length ? few : "") : "Choose at least one control to fit.";
    this.panel.refuse(fault);
    if (fault) return;
    const number = ++this.fits;
    const { points } = comparison;
    /** @param {Float64Array} array */
    const those = (array) => Float64Array.from(used, (i) => array[i]);
    const [x, y, sigma] = [those(points.x), those(points.y), points.yError && those(points.yError)];
    const numbers = this.#numbers();
    /** @param {number[]} values */
    const curve = (values) => comparison.curve({ ...numbers, ...Object.fromEntries(controls.map(({ name }, j) => [name, values[j]])) }, x);
    const parameters = controls.map(({ name, low, high }) => ({ low, high, start: numbers[name] }));
    const steps = fitting(curve, y, sigma, parameters);
    this.panel.busy(true);
    try {
      const fit = await inSlices(steps, () => number === this.fits);
      if (!fit) return;
      const best = curve(fit.values);
      const residuals = y.map((value, i) => value - best[i]);
      const how = { residuals, weighted: Boolean(sigma), unit: comparison.target.units.y, exact: comparison.model.exact };
      await this.#take(fit.values, controls, resultOf(fit, controls, how));
    } catch (error) {
      if (!(error instanceof RangeError)) console.error(error);
      this.panel.refuse(`${/** @type {Error} */ (error).message} Move the controls, or leave rows out, then fit again.`);
    } finally {
      if (number === this.fits) this.panel.busy(false);
    }
  }

  /**
   * Put the controls where the fit says, and report.
   * @param {number[]} best
   * @param {Covis.NumberControl[]} controls
   * @param {import("./words.js").Result} result
   */
  async #take(best, controls, result) {
    const at = Object.fromEntries(controls.map(({ name }, j) => [name, best[j]]));
    /** @param {Covis.NumberControl} control */
    const stop = (control) => (control.step ? snap(control, at[control.name]) : within(control, at[control.name]));
    const changes = Object.fromEntries(controls.map((control) => [control.name, stop(control)]));
    if (controls.some(({ name }) => Math.abs(changes[name] - at[name]) > NEAR * Math.abs(at[name])))
      result.notes.push("Some controls move in steps and stand at the nearest one; the dashed line is the fit itself.");
    const { values } = this.page.state;
    const others = (this.target?.moved ?? []).filter((name) => !(name in changes)).map((name) => [name, values[name]]);
    this.fitted = { result, at, stops: { ...Object.fromEntries(others), ...changes } };
    await this.page.set(changes);
    this.refresh();
    this.panel.refresh();
    this.page.engine.describe();
    this.tell([spokenOf(result), ...(result.notes.length ? ["Read the notes under the fit."] : [])].join(" "));
  }

  #clear() {
    this.comparison = null;
    if (!this.overlay) return;
    const { view } = this.overlay;
    view.followers.delete(this.follow);
    view.measured = null;
    this.overlay.remove();
    this.overlay = null;
  }

  /** Take the measurement away. */
  remove() {
    this.fits++;
    this.#clear();
    Object.assign(this, { name: "", text: "", table: null, choice: null, faults: [], fitted: null });
    this.panel.complain("");
    this.panel.refresh();
    this.panel.focus();
    this.page.engine.describe();
    this.tell("Measurement removed");
  }

  /** What brings it back: when the page is left and returned to, and in a single file. @returns {Kept | undefined} */
  kept() {
    const { name, text, choice, fitted } = this;
    return choice ? { name, text, choice, fitted } : undefined;
  }

  /** Take what was kept, by the page or in this file. */
  restore() {
    const kept = this.page.memory.lab ?? keptHere(this.page.document.id)?.lab;
    if (!kept) return;
    this.#show();
    this.use(kept.name, kept.text, { choice: kept.choice });
    if (!kept.fitted || !this.comparison) return;
    this.fitted = kept.fitted;
    this.refresh();
    this.panel.refresh();
  }
}

/**
 * The lab of a page, with its style sheet.
 * @param {import("../page/mount.js").Visualisation} page
 * @param {(text: string) => void} tell
 */
export async function openLab(page, tell) {
  await loadStyles(SHEETS);
  return new Lab(page, tell);
}
