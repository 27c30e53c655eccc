// A lab in a box: a reader's own measurement over a curve, with residuals, and chosen controls fitted to it. All of it happens in this browser.
import { roleOf } from "../drawing/marks.js";
import { faded, plotTheme } from "../drawing/theme.js";
import { KEPT } from "../page/drops.js";
import { loadStyles } from "../page/loading.js";
import { significant } from "../state/format.js";
import { snap, within } from "../state/range.js";
import { counted, pointsOf, some, suggested } from "./columns.js";
import { fitting } from "./fit.js";
import { modelOf } from "./model.js";
import { Overlay } from "./overlay.js";
import { Panel } from "./panel.js";
import { ReadError, decode, read } from "./reading.js";
import { statesOf, targetsOf } from "./targets.js";
import { conversion } from "./units.js";
import { resultOf, spokenOf } from "./words.js";

const SHEETS = ["lab.css"].map((name) => new URL(name, import.meta.url).href);
const SLICE = 40; // milliseconds of fitting between two frames
const AT_ONCE = 2000; // points whose residuals follow a hand; those of more wait until it rests
const REST = 200; // milliseconds
const LINE = 400; // points of the fitted curve

/**
 * @typedef {import("./targets.js").Target} Target
 * @typedef {import("./columns.js").Chosen & {plot: number, mark: number, fitted: string[], decimal: "." | ","}} Choice
 * @typedef {{result: import("./words.js").Result, at: Covis.Values, stops: Covis.Values}} Fitted `at`: the fit itself; `stops`: where the controls were put for it
 * @typedef {{id: string, name: string, text: string, choice: Choice, fitted: Fitted | null, values: Covis.Values}} Kept
 */

export class Lab {
  name = "";
  text = "";
  /** @type {import("./reading.js").Table | null} */
  table = null;
  /** @type {Choice | null} */
  choice = null;
  /** @type {import("./columns.js").Points | null} those that are drawn */
  points = null;
  /** @type {import("./model.js").Model | null} */
  model = null;
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
      if (!open.length) throw new ReadError(["No curve here can be compared with a measurement: there is no line of one y for each x."]);
      const known = choice ?? this.#guess(table, open, view);
      Object.assign(this, { name, text, table, choice: known, fitted: null });
      this.panel.complain("");
      this.changed(true);
      if (this.points?.x.length) this.tell(`${name}: ${counted(this.points.x.length, "point")} laid over ${this.target?.label}.`);
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
   * The curve that most likely was measured: its units fit, and the most controls move it.
   * @param {import("./reading.js").Table} table
   * @param {import("./targets.js").Target[]} targets
   * @param {Target["view"]} [view]
   * @returns {Choice}
   */
  #guess(table, targets, view) {
    const here = targets.filter((target) => target.view === view);
    const ranked = (here.length ? here : targets).map((target) => {
      const chosen = suggested(table, target.units);
      const fits = [chosen.units.x, chosen.units.y].map(
        (unit, i) => typeof conversion(unit, [target.units.x, target.units.y][i]) !== "string",
      );
      const muted = roleOf(target.view.spec, target.mark) === "muted";
      return { target, chosen, score: 100 * fits.filter(Boolean).length + target.moved.length - (muted ? 50 : 0) };
    });
    const best = ranked.reduce((found, each) => (each.score > found.score ? each : found));
    return { ...best.chosen, plot: best.target.plot, mark: best.target.mark, fitted: this.fittable(best.target), decimal: table.decimal };
  }

  /** What is fitted unless the reader says otherwise: every slider that moves the curve. */
  fittable(target = this.target) {
    return (target?.moved ?? []).filter((name) => this.page.state.controls.get(name)?.kind === "slider");
  }

  /** The curve that is compared. */
  get target() {
    return this.targets.find(({ plot, mark }) => plot === this.choice?.plot && mark === this.choice.mark);
  }

  /**
   * Another curve, column or unit: the points are other ones.
   * @param {boolean} [widen] the axes make room for points outside them
   */
  changed(widen = false) {
    const { choice, table, target } = this;
    this.fits++;
    if (!choice || !table || !target) return;
    choice.fitted = choice.fitted.filter((name) => target.moved.includes(name));
    this.points = pointsOf(table, choice, target.units);
    this.model = this.#model(target);
    if (this.overlay && this.overlay.view !== target.view) this.#clear();
    if (this.points.faults.length) this.#clear();
    else {
      if (!this.overlay) {
        this.overlay = new Overlay(target.view);
        target.view.followers.add(this.follow);
      }
      if (widen) this.#widen(target.view);
      this.refresh();
    }
    this.panel.refresh();
    this.page.engine.describe();
  }

  /** @param {Target} target */
  #model({ view, plot, mark }) {
    const found = modelOf(this.page.engine.program, plot, view.spec.marks[mark], statesOf(this.page));
    return typeof found === "string" ? null : found;
  }

  /** The numbers of the controls, with some of them at other values. @param {Covis.Values} [other] */
  #numbers = (other = {}) => ({ ...this.page.state.numbers(), ...other });

  /**
   * The curve at these x, in the units of the axes.
   * @param {ArrayLike<number>} xs
   * @param {Covis.Values} [other]
   */
  #curve(xs, other) {
    const { model, target } = this;
    if (!model || !target) return new Float64Array(xs.length).fill(Number.NaN);
    const { x, y } = target.scales;
    return model.at(this.#numbers(other), x === 1 ? xs : Float64Array.from(xs, (value) => value / x)).map((value) => value * y);
  }

  /** Whether the controls are where the fit put them. */
  get atFit() {
    const { values } = this.page.state;
    return Boolean(
      this.fitted && this.target?.moved.every((name) => this.fitted?.stops[name] === undefined || values[name] === this.fitted.stops[name]),
    );
  }

  /** Draw the points, and the residuals of the present state. */
  refresh() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { points, target, overlay, fitted } = this;
    if (!points || !target || !overlay || this.page.signal.aborted) return;
    const own = this.atFit ? fitted?.at : {};
    const curve = this.#safely(() => this.#curve(points.x, own)) ?? new Float64Array(points.x.length).fill(Number.NaN);
    const residuals = points.y.map((value, i) => value - curve[i]);
    const line = fitted ? this.#safely(() => this.#fittedLine(fitted.at)) : null;
    overlay.show({
      ...points,
      residuals: residuals.some(Number.isFinite) ? residuals : null,
      line,
      fitted: this.atFit,
      unit: target.units.y,
    });
    target.view.measured = {
      name: this.name,
      arrays: this.#arrays(target, points, curve, residuals),
      words: this.#words(points, residuals),
      traces: () => this.#traces(points, line),
    };
  }

  /**
   * @template Result
   * @param {() => Result} work of the document's program, which may throw in some states
   */
  #safely(work) {
    try {
      return work();
    } catch (error) {
      console.warn(`covis: ${error}`);
      return null;
    }
  }

  /** @param {Covis.Values} at */
  #fittedLine(at) {
    const { model, target } = this;
    if (!model || !target || model.places) return null;
    const step = (model.high - model.low) / (LINE - 1);
    const log = target.view.spec.figure.layout?.xaxis?.type === "log" && model.low > 0;
    const x = Float64Array.from({ length: LINE }, (_, i) =>
      i === LINE - 1 ? model.high : log ? model.low * (model.high / model.low) ** (i / (LINE - 1)) : model.low + i * step,
    ).map((value) => value * target.scales.x);
    return { x, y: this.#curve(x, at) };
  }

  /**
   * @param {Target} target
   * @param {import("./columns.js").Points} points
   * @param {Float64Array} curve
   * @param {Float64Array} residual
   */
  #arrays({ label, units }, { x, y, xError, yError }, curve, residual) {
    const fitted = this.atFit ? "fit" : label;
    /** @type {Record<string, ArrayLike<number>>} */
    const arrays = { x, y };
    if (xError) arrays[withUnit("uncertainty of x", units.x)] = xError;
    if (yError) arrays[withUnit("uncertainty of y", units.y)] = yError;
    return { ...arrays, [withUnit(fitted, units.y)]: curve, [withUnit("residual", units.y)]: residual };
  }

  /**
   * For the plot's description.
   * @param {import("./columns.js").Points} points
   * @param {Float64Array} residuals
   */
  #words({ x }, residuals) {
    const known = residuals.filter(Number.isFinite);
    const rms = Math.sqrt(known.reduce((sum, value) => sum + value * value, 0) / (known.length || 1));
    const unit = this.target?.units.y ?? "";
    const near = known.length
      ? ` Root mean square of the residuals of ${this.target?.label}: ${significant(rms)}${unit && ` ${unit}`}.`
      : "";
    return `A measurement of ${counted(x.length, "point")}, ${this.name}, lies over it.${near}${this.fitted ? ` ${spokenOf(this.fitted.result)}` : ""}`;
  }

  /**
   * The same for a picture that Plotly saves.
   * @param {import("./columns.js").Points} points
   * @param {{x: Float64Array, y: Float64Array} | null} line
   * @returns {Covis.Trace[]}
   */
  #traces({ x, y, xError, yError }, line) {
    const { ink, weight } = plotTheme(this.page.root);
    /** @param {Float64Array | null} array */
    const bars = (array) => array && { type: "data", array: Array.from(array), color: ink, thickness: weight, width: 3 };
    const own = { type: "scatter", xaxis: "x", yaxis: "y", showlegend: true };
    const points = {
      ...own,
      mode: "markers",
      name: this.name,
      x: Array.from(x),
      y: Array.from(y),
      marker: { color: ink, size: 5 * weight },
    };
    return [
      { ...points, ...(xError && { error_x: bars(xError) }), ...(yError && { error_y: bars(yError) }) },
      ...(line
        ? [
            {
              ...own,
              mode: "lines",
              name: "Fit",
              x: Array.from(line.x),
              y: Array.from(line.y),
              line: { color: faded(ink, 0.9), dash: "dash", width: 1.5 * weight },
            },
          ]
        : []),
    ];
  }

  /** The picture was drawn anew. Few points follow at once, many when it rests. */
  #soon() {
    if (this.timer !== undefined || !this.points) return;
    this.timer = setTimeout(() => this.refresh(), this.points.x.length > AT_ONCE ? REST : 0);
  }

  /** Make room for points that lie outside the axes. @param {Target["view"]} view */
  #widen(view) {
    const { layout } = view.spec.figure;
    /** @type {Record<string, number[]>} */
    const ranges = {};
    for (const way of /** @type {const} */ (["x", "y"])) {
      const range = layout?.[`${way}axis`]?.range;
      const log = layout?.[`${way}axis`]?.type === "log";
      const values = Array.from(this.points?.[way] ?? [], (value) => (log ? Math.log10(value) : value)).filter(Number.isFinite);
      if (!range || !values.length) continue;
      const [from, to] = range;
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [low, high]);
      const edge = 0.04 * (most - least);
      const wide = [least < low ? least - edge : low, most > high ? most + edge : high];
      if (wide[0] < low || wide[1] > high) ranges[`${way}axis.range`] = from > to ? [wide[1], wide[0]] : wide;
    }
    if (Object.keys(ranges).length) view.view = { ...view.home, ...ranges };
  }

  /** Fit the chosen controls, a slice of time after the other. */
  async fit() {
    const { points, model, target, choice } = this;
    if (!points || !model || !target || !choice) return;
    const controls = choice.fitted.map((name) => /** @type {Covis.NumberControl} */ (this.page.state.controls.get(name)));
    const used = this.inside();
    const faults = [
      ...(controls.length ? [] : ["Choose at least one control to fit."]),
      ...(used.length < controls.length
        ? [
            `${counted(used.length, "point")} on the curve cannot determine ${counted(controls.length, "value")}. Fit fewer controls, or measure more.`,
          ]
        : []),
    ];
    this.panel.refuse(faults.join(" "));
    if (faults.length) return;
    const number = ++this.fits;
    const [x, y] = [points.x, points.y].map((array) => Float64Array.from(used, (i) => array[i]));
    const sigma = points.yError && Float64Array.from(used, (i) => /** @type {Float64Array} */ (points.yError)[i]);
    const start = { ...this.page.state.values };
    /** @param {number[]} values */
    const others = (values) => Object.fromEntries(controls.map(({ name }, j) => [name, values[j]]));
    const parameters = controls.map(({ name, low, high }) => ({ low, high, start: start[name] }));
    const steps = fitting((values) => this.#curve(x, others(values)), y, sigma, parameters);
    this.panel.busy(true);
    try {
      let step = steps.next();
      while (!step.done) {
        const until = performance.now() + SLICE;
        while (!step.done && performance.now() < until) step = steps.next();
        if (!step.done) await new Promise((resolve) => setTimeout(resolve));
        if (number !== this.fits) return;
      }
      await this.#take(step.value, controls, { x, y, weighted: Boolean(sigma) });
    } catch (error) {
      if (!(error instanceof RangeError)) console.error(error);
      this.panel.refuse(`${/** @type {Error} */ (error).message} Move the controls, or leave rows out, then fit again.`);
    } finally {
      if (number === this.fits) this.panel.busy(false);
    }
  }

  /**
   * Put the controls where the fit says, and report.
   * @param {import("./fit.js").Fit} fit
   * @param {Covis.NumberControl[]} controls
   * @param {{x: Float64Array, y: Float64Array, weighted: boolean}} data
   */
  async #take(fit, controls, { x, y, weighted }) {
    const at = Object.fromEntries(controls.map(({ name }, j) => [name, fit.values[j]]));
    const stops = Object.fromEntries(
      controls.map((control) => [control.name, control.step ? snap(control, at[control.name]) : within(control, at[control.name])]),
    );
    const curve = this.#curve(x, at);
    const residuals = y.map((value, i) => value - curve[i]);
    const result = resultOf(fit, controls, { residuals, weighted, unit: this.target?.units.y ?? "", exact: this.model?.exact ?? true });
    if (controls.some(({ name }) => Math.abs(stops[name] - at[name]) > 1e-9 * Math.abs(at[name])))
      result.notes.push("Some controls move in steps and stand at the nearest one; the dashed line is the fit itself.");
    const rest = Object.fromEntries(
      (this.target?.moved ?? []).filter((name) => !(name in stops)).map((name) => [name, this.page.state.values[name]]),
    );
    this.fitted = { result, at, stops: { ...rest, ...stops } };
    await this.page.set(stops);
    this.refresh();
    this.panel.refresh();
    this.page.engine.describe();
    this.tell(spokenOf(result));
  }

  /** The points that lie where the curve is. */
  inside() {
    const { points, model, target } = this;
    if (!points || !model || !target) return [];
    const { low, high, places } = model;
    const room = 1e-9 * (high - low);
    /** @param {number} x */
    const on = (x) => (places ? places.some((place) => Math.abs(place - x) <= 1e-9 * Math.abs(x)) : x >= low - room && x <= high + room);
    return [...points.x.keys()].filter((i) => on(points.x[i] / target.scales.x));
  }

  /** What the reader should know of the points before a fit. */
  notes() {
    const { points, model, target } = this;
    if (!points || !model || !target || points.faults.length) return [];
    const used = new Set(this.inside());
    const outside = points.rows.filter((_, i) => !used.has(i));
    const { x } = target.scales;
    const unit = target.units.x && ` ${target.units.x}`;
    const where = model.places
      ? "which has points only where they are drawn"
      : `which goes from ${significant(model.low * x)} to ${significant(model.high * x)}${unit}`;
    return [
      ...(points.conversions.length ? [`Converted: ${points.conversions.join("; ")}.`] : []),
      ...points.notes,
      ...(outside.length
        ? [
            `${counted(outside.length, "point")} lie${outside.length === 1 ? "s" : ""} beside the curve, ${where}, and ${outside.length === 1 ? "is" : "are"} not fitted: ${some(outside)}.`,
          ]
        : []),
      ...(points.xError ? ["The uncertainties of x are drawn; the fit uses those of y only."] : []),
    ];
  }

  #clear() {
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
    Object.assign(this, { name: "", text: "", table: null, choice: null, points: null, fitted: null });
    this.panel.complain("");
    this.panel.refresh();
    this.page.engine.describe();
    this.tell("Measurement removed");
  }

  /** What brings it back: when the page is left and returned to, and in a single file. @returns {Kept | undefined} */
  kept() {
    const { name, text, choice, fitted, page } = this;
    if (!choice) return undefined;
    return { id: page.document.id, name, text, choice, fitted, values: { ...page.state.values } };
  }

  /** Take what was kept, by the page or in this file. */
  restore() {
    const { memory, document: doc, given } = this.page;
    const inside = document.getElementById(KEPT)?.textContent;
    /** @type {Kept | undefined} */
    const kept = memory.lab ?? (inside ? JSON.parse(inside) : undefined);
    if (!kept || kept.id !== doc.id) return;
    this.#show();
    if (inside && !memory.lab && !given.size) this.page.arrive(this.page.state.checked(kept.values), [], []);
    this.use(kept.name, kept.text, { choice: kept.choice });
    if (!kept.fitted || !this.points?.x.length) return;
    this.fitted = kept.fitted;
    this.refresh();
    this.panel.refresh();
  }
}

/**
 * @param {string} title
 * @param {string} unit
 */
const withUnit = (title, unit) => title + (unit && ` (${unit})`);

/**
 * The lab of a page, with its style sheet.
 * @param {import("../page/mount.js").Visualisation} page
 * @param {(text: string) => void} tell
 */
export async function openLab(page, tell) {
  await loadStyles(SHEETS);
  return new Lab(page, tell);
}
