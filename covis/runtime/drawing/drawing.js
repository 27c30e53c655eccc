// The Drawer: from a program's outputs to the picture. draw(outputs) on every frame; settle() hands the state to Plotly.
// A plot whose moving traces are all simple takes the fast path and settles when the hand rests; any other is restyled at once.
import { gapped, liftsOf } from "./breaks.js";
import { FastTraces } from "./direct/direct.js";
import { asDrawn, put, rowsOf } from "./marks.js";

const GRIDS = new Set(["heatmap", "contour"]); // their x and y are used only when they move
export const SETTLE_AFTER = 120; // milliseconds without a drawing

/**
 * Whether two outputs hold the same numbers. The program gives new arrays every time.
 * @param {Float64Array} a
 * @param {Float64Array | undefined} b
 */
function same(a, b) {
  if (a === b) return true;
  if (a.length !== b?.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

export class Drawer {
  /** @type {FastTraces} */
  fast;
  /** @type {number[]} the traces that fill the area to the one before, where one of the two moves */
  fills;

  /**
   * `spec` is the document's plot. `traces(k)` are the indices of the traces that draw mark k.
   * @param {Covis.Plotly} Plotly
   * @param {Covis.PlotlyElement} gd
   * @param {Covis.Plot} spec
   * @param {(k: number) => number[]} tracesOfMark
   */
  constructor(Plotly, gd, spec, tracesOfMark) {
    this.Plotly = Plotly;
    this.gd = gd;
    this.spec = spec;
    this.tracesOfMark = tracesOfMark;
    this.rows = spec.bindings.map((binding) => rowsOf(spec, binding.output));
    /** @type {Map<number, (Covis.Binding & {rows: number})[]>} */
    this.moving = new Map(); // trace -> its bindings that a control moves
    for (const [k, binding] of spec.bindings.entries()) {
      if (binding.moves) this.moving.set(binding.trace, [...(this.moving.get(binding.trace) ?? []), { ...binding, rows: this.rows[k] }]);
    }
    /** @type {Map<number, boolean>} */
    this.shown = new Map(); // trace -> the last value of its mark's `show`
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {Covis.Outputs | null} */
    this.outputs = null;
    /** @type {Covis.Outputs | null} what the picture shows */
    this.drawn = null;
    /** @type {Map<number, Set<number>>} trace -> the points after which its line is broken */
    this.lifts = new Map();
    this.fastDraws = 0;
    this.fullDraws = 0;
  }

  /**
   * Put the outputs into a figure that Plotly has not drawn yet.
   * @param {Covis.Trace[]} data
   * @param {Covis.Outputs} outputs
   */
  fill(data, outputs) {
    this.drawn = outputs;
    this.lifts = liftsOf(this.spec, outputs);
    this.spec.bindings.forEach((binding, k) => put(data[binding.trace], binding.array, asDrawn(outputs[binding.output], this.rows[k])));
    for (const [trace, visible] of this.#visibility(outputs)) {
      data[trace].visible = visible;
      this.shown.set(trace, visible);
    }
  }

  /** Plotly has drawn: from here on frames may be written. */
  begin() {
    this.fast = new FastTraces(this.gd, this.moving.keys(), this.lifts);
    /** @param {number} trace */
    const area = (trace) => this.gd._fullData[trace]?.fill === "tonexty" && (this.moving.has(trace) || this.moving.has(trace - 1));
    this.fills = [...this.gd._fullData.keys()].filter(area);
  }

  /** @param {Covis.Outputs} outputs */
  draw(outputs) {
    this.outputs = outputs;
    this.lifts = this.fast.lifts = liftsOf(this.spec, outputs);
    clearTimeout(this.timer);
    const toggled = [...this.#visibility(outputs)].filter(([trace, visible]) => this.shown.get(trace) !== visible);
    if (!toggled.length && this.#drawFast(outputs)) {
      this.fastDraws++;
      this.timer = setTimeout(() => this.settle(), SETTLE_AFTER);
    } else this.#drawFull(toggled);
    this.drawn = outputs;
  }

  /** Let Plotly draw the state as it is: after this, motion and rest are the same picture. */
  settle() {
    clearTimeout(this.timer);
    if (this.outputs && this.gd.isConnected) this.#drawFull([]);
  }

  /** The traces as Plotly has them, with a gap wherever a line is broken: for a picture that Plotly draws by itself. */
  withGaps() {
    return this.gd.data.map((/** @type {Covis.Trace} */ trace, /** @type {number} */ k) => {
      const lifts = this.lifts.get(k);
      const arrays = lifts ? ["x", "y", "r", "theta"].filter((name) => trace[name]) : [];
      return lifts ? { ...trace, ...Object.fromEntries(arrays.map((name) => [name, gapped(trace[name], lifts)])) } : trace;
    });
  }

  dispose() {
    clearTimeout(this.timer);
    this.outputs = null;
  }

  /** @param {Covis.Outputs} outputs */
  #drawFast(outputs) {
    for (const [trace, bindings] of this.moving) {
      if (bindings.every(({ output }) => same(outputs[output], this.drawn?.[output]))) continue;
      const { x, y, r, theta, type } = this.gd._fullData[trace];
      /** @type {Record<string, any>} */
      const arrays = type === "scatterpolar" ? { r, theta } : GRIDS.has(type) ? {} : { x, y };
      let rows = 0;
      for (const binding of bindings) {
        const words = binding.array === "customdata" && this.gd._fullData[trace].mode === "text"; // the number in a label
        const look = ["marker.color", ...(type === "bar" ? ["width", "offset"] : [])].includes(binding.array);
        if (!(words || look || binding.array in arrays || (GRIDS.has(type) && "xyz".includes(binding.array)))) return false;
        arrays[binding.array] = outputs[binding.output];
        rows ||= binding.rows;
      }
      if (!this.fast.draw(trace, arrays, rows)) return false;
    }
    return this.fills.every((trace) => this.fast.fill(trace));
  }

  /**
   * One restyle for every array that moves, and for the traces that appear or go.
   * @param {[number, boolean][]} toggled
   */
  #drawFull(toggled) {
    const outputs = this.outputs;
    if (!outputs) return;
    this.fullDraws++;
    const indices = [...new Set([...this.moving.keys(), ...toggled.map(([trace]) => trace)])];
    if (!indices.length) return;
    /** @type {Record<string, any[]>} */
    const update = {};
    /**
     * @param {string} key
     * @param {number} trace
     * @param {unknown} value
     */
    const set = (key, trace, value) => ((update[key] ??= indices.map(() => undefined))[indices.indexOf(trace)] = value);
    for (const [trace, bindings] of this.moving) {
      for (const { array, output, rows } of bindings) set(array, trace, asDrawn(outputs[output], rows));
    }
    for (const [trace, visible] of toggled) {
      set("visible", trace, visible);
      this.shown.set(trace, visible);
    }
    this.Plotly.restyle(this.gd, update, indices);
  }

  /**
   * Trace -> true or false, for the traces of marks that have a condition.
   * @param {Covis.Outputs} outputs
   * @returns {Map<number, boolean>}
   */
  #visibility(outputs) {
    const visibility = new Map();
    this.spec.marks.forEach((mark, k) => {
      if (mark.show === null || mark.show === undefined) return;
      const shown = outputs[mark.show];
      const visible = Number(shown[0] ?? shown) !== 0;
      for (const trace of this.tracesOfMark(k)) visibility.set(trace, visible);
    });
    return visibility;
  }
}
