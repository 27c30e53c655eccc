// One plot: its caption, the element that Plotly draws into, its description, and the message when it cannot be drawn.
import { freshId, h, setText } from "../dom.js";
import { captionOf, nameOf } from "./caption.js";
import { asDrawn, Drawer, rowsOf } from "./drawing.js";
import { colours, heightNeeded, layoutColours, themedFigure } from "./figure.js";
import { tracesOfMark } from "./marks.js";
import { relabel } from "./ticks.js";
import { Handles } from "../controls/handles.js";
import { describe } from "../page/readouts.js";

const NARROW = 480; // pixels of plot width below which margins and type shrink
const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset", showTips: false };
const NO_WEBGL =
  "This picture has three dimensions, and this browser has WebGL switched off. Switch hardware acceleration on in its settings, or read the numbers in the data table.";

/**
 * Asked once for a page: browsers allow only a few such contexts.
 * @type {boolean | undefined}
 */
let webgl;
function hasWebGL() {
  if (webgl === undefined) {
    const context = document.createElement("canvas").getContext("webgl");
    webgl = Boolean(context);
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return webgl;
}

export class PlotView {
  /** @type {Covis.PlotlyElement} the element that Plotly draws into */
  area;
  /** @type {Covis.Plotly} */
  Plotly;
  /** @type {Covis.Outputs | null} */
  outputs = null;
  /** @type {Drawer | null} */
  drawer = null;
  /** @type {IntersectionObserver | undefined} */
  watch;
  /** @type {Record<string, number[]> | undefined} the view of the axes at the start */
  home;
  narrow = false;
  flat = false;
  steadying = false;

  /**
   * `parts`: {state, move(changes), used}: what the handles of the plot move, and a memory of their first use.
   * @param {Covis.Plot} spec
   * @param {number} number its place in the document
   * @param {string} id the visualisation's
   * @param {Covis.HandleParts} parts
   */
  constructor(spec, number, id, parts) {
    this.spec = spec;
    this.name = nameOf(spec, number);
    this.file = `${id}-${number + 1}`;
    this.error = "";
    this.near = true; // in sight, or nearly
    this.stale = false; // the state has moved on since it was drawn
    const described = freshId("description");
    this.area = h("div", { class: "covis-area", role: "img", "aria-label": this.name, "aria-describedby": described });
    this.gaps = h("p", {
      class: "covis-problem",
      role: "status",
      style: "position: absolute; inset: 0.5rem auto auto 4.5rem; margin: 0",
      hidden: true,
    });
    this.stage = h("div", { class: "covis-stage" }, this.area, this.gaps);
    this.handles = new Handles(spec, { ...parts, area: this.area, arraysOf: (k) => this.arrays(k), shown: (k) => this.shown(k) });
    this.stage.append(...this.handles.elements);
    this.description = h("p", { id: described, class: "covis-description" });
    this.message = h("p", { class: "covis-problem covis-failed", role: "alert", hidden: true });
    this.element = h(
      "figure",
      { class: "covis-plot" },
      captionOf(this.name, {
        Fit: () => this.fit(),
        "Reset view": () => this.resetView(),
        PNG: () => this.download(),
      }),
      this.message,
      this.stage,
      this.description,
    );
  }

  /**
   * First drawing. `outputs` is null when the program failed: then the figure's own data are shown under the message.
   * @param {Covis.Plotly} Plotly
   * @param {Covis.Theme} theme
   * @param {Covis.Outputs | null} outputs
   */
  async create(Plotly, theme, outputs) {
    this.Plotly = Plotly;
    this.outputs = outputs;
    this.narrow = this.area.clientWidth < NARROW;
    this.area.style.maxBlockSize = heightNeeded(this.spec, this.area.clientWidth, this.narrow);
    const { data, layout } = themedFigure(this.spec, theme, this.narrow);
    if (layout.scene && !hasWebGL()) {
      this.flat = true;
      this.fail("");
      return;
    }
    this.drawer = new Drawer(Plotly, this.area, this.spec, (k) => tracesOfMark(this.spec, k));
    if (outputs) this.drawer.fill(data, outputs);
    await Plotly.newPlot(this.area, data, layout, CONFIG);
    this.drawer.begin();
    if (outputs) this.sayGaps();
    await relabel(Plotly, this.area, this.spec);
    await this.#steady();
    this.area.on("plotly_afterplot", () => {
      this.handles.refresh();
      relabel(Plotly, this.area, this.spec);
      this.#steady();
    });
    this.handles.refresh();
    this.home = this.#ranges();
  }

  /** Plotly may leave its axes a pixel longer than the margins that it settled on: drawn again they agree, and nothing twitches later. */
  async #steady() {
    /** @param {any} layout */
    const off = ({ _size: size, xaxis, yaxis }) =>
      [
        [xaxis, size.l + size.w * xaxis?.domain?.[0], size.w],
        [yaxis, size.t + size.h * (1 - yaxis?.domain?.[1]), size.h],
      ].some(
        ([axis, start, length]) =>
          axis?._length > 0 && Math.abs(axis._length - length * (axis.domain[1] - axis.domain[0])) + Math.abs(axis._offset - start) > 0.01,
      );
    if (this.steadying) return;
    this.steadying = true;
    for (let tries = 0; tries < 2 && this.drawer && off(this.area._fullLayout); tries++) await this.Plotly.redraw(this.area);
    this.steadying = false;
  }

  /**
   * From here on know whether the plot is in sight; `seen` is called when it comes back and is behind.
   * @param {() => void} seen
   */
  watchSight(seen) {
    /** @param {IntersectionObserverEntry[]} entries */
    const changed = (entries) => {
      this.near = entries[entries.length - 1].isIntersecting;
      if (this.near && this.stale) seen();
    };
    this.watch = new IntersectionObserver(changed, { rootMargin: "20%" });
    this.watch.observe(this.stage);
  }

  /**
   * Draw the outputs of a new state.
   * @param {Covis.Outputs} outputs
   */
  draw(outputs) {
    this.drawer?.draw(outputs);
    this.outputs = outputs;
    this.fail("");
    this.sayGaps();
    this.handles.refresh();
  }

  /** A mark that should be seen but has not one number is a gap: say so, where it would be. */
  sayGaps() {
    /** @param {ArrayLike<number>} array */
    const empty = (array) => array.length > 0 && !Array.prototype.some.call(array, Number.isFinite);
    const gaps = this.spec.marks
      .filter((_, k) => this.shown(k) && Object.values(this.arrays(k)).some(empty))
      .map((mark) => mark.name || mark.kind);
    setText(this.gaps, gaps.length ? `Not drawn, because it has no value here: ${[...new Set(gaps)].join(", ")}.` : "");
    this.gaps.hidden = !gaps.length;
  }

  /**
   * Say in place that this state could not be drawn; "" takes the message away. The last picture stays, pale.
   * @param {string} message
   */
  fail(message) {
    if (this.flat) message = NO_WEBGL;
    if (message === this.error) return;
    this.error = message;
    setText(
      this.message,
      this.flat ? NO_WEBGL : message && `This picture cannot be drawn for these values: ${message}. Change a control, or reset.`,
    );
    this.message.hidden = !message;
    this.element.toggleAttribute("data-failed", Boolean(message));
  }

  /**
   * @param {number[] | null} values
   * @param {import("../state/state.js").State} state
   */
  describe(values, state) {
    if (!this.error)
      setText(
        this.description,
        describe(this.spec.description, (k) => this.arrays(k), values, state),
      );
  }

  /**
   * Mark k's arrays as the program gave them, for the state that is drawn.
   * @param {number} k
   * @returns {Covis.Arrays}
   */
  arrays(k) {
    const named = Object.entries(this.spec.marks[k].arrays).map(([name, output]) => [name, this.outputs?.[output] ?? []]);
    return Object.fromEntries(named);
  }

  /**
   * Whether mark k's condition holds.
   * @param {number} k
   */
  shown(k) {
    const { show } = this.spec.marks[k];
    return show === null || show === undefined || Number(this.outputs?.[show]?.[0]) !== 0;
  }

  /**
   * Every mark as drawn, in order, as plain data: not-a-number is null.
   * @returns {Covis.Snapshot["plots"][number]}
   */
  snapshot() {
    /** @param {number} value */
    const number = (value) => (Number.isFinite(value) ? value : null);
    /**
     * @param {any} array
     * @returns {any[]}
     */
    const plain = (array) => Array.from(array, (value) => (typeof value === "number" ? number(value) : plain(value)));
    const traces = this.spec.marks.map((mark, k) => {
      const own = tracesOfMark(this.spec, k);
      const arrays = Object.entries(this.arrays(k)).map(([name, array]) => {
        const binding = this.spec.bindings.find((each) => each.output === mark.arrays[name] && own.includes(each.trace));
        const drawn = this.drawer && binding && this.area.data[binding.trace][binding.array]; // what Plotly holds; a field's components are no trace
        return [name, plain(drawn ?? asDrawn(array, rowsOf(this.spec, mark.arrays[name])))];
      });
      return { name: mark.name, kind: mark.kind, shown: this.shown(k), ...Object.fromEntries(arrays) };
    });
    return { traces, description: this.description.textContent, ...(this.error && { error: this.error }) };
  }

  /** @param {Covis.Theme} theme */
  theme(theme) {
    if (!this.drawer) return;
    /** @type {Record<string, any[]>} */
    const update = {};
    const all = colours(this.spec, theme);
    for (const [k, { keys }] of all.entries()) {
      for (const [key, value] of Object.entries(keys)) (update[key] ??= all.map(() => undefined))[k] = value;
    }
    this.Plotly.update(
      this.area,
      update,
      layoutColours(this.area.layout, theme),
      all.map(({ trace }) => trace),
    );
  }

  /**
   * The element changed its size: Plotly follows; crossing the phone's width changes margins and type as well.
   * @param {Covis.Theme} theme
   */
  resize(theme) {
    if (!this.drawer || !this.area.clientWidth || !this.area.isConnected) return;
    this.area.style.maxBlockSize = heightNeeded(this.spec, this.area.clientWidth, this.narrow);
    const narrow = this.area.clientWidth < NARROW;
    if (narrow !== this.narrow) {
      this.narrow = narrow;
      const { margin, font } = themedFigure(this.spec, theme, narrow).layout;
      this.Plotly.relayout(this.area, { margin, "font.size": font.size });
    }
    this.Plotly.Plots.resize(this.area);
  }

  #axes() {
    return Object.keys(this.area._fullLayout).filter((key) => /^[xy]axis\d*$/.test(key));
  }

  /** @returns {Record<string, number[]>} */
  #ranges() {
    return Object.fromEntries(this.#axes().map((axis) => [`${axis}.range`, [...this.area._fullLayout[axis].range]]));
  }

  /** The user's view of the axes, to be kept when the page is left and come back to. */
  get view() {
    return this.drawer && this.home ? this.#ranges() : null;
  }

  /** @param {Record<string, number[]> | null} ranges */
  set view(ranges) {
    if (ranges && this.drawer) this.Plotly.relayout(this.area, structuredClone(ranges));
  }

  /** Fit once: the axes stay fixed afterwards, so that what a control does to the size can be seen. */
  async fit() {
    if (!this.drawer) return;
    await this.Plotly.relayout(this.area, Object.fromEntries(this.#axes().map((axis) => [`${axis}.autorange`, true])));
    await this.Plotly.relayout(this.area, this.#ranges());
  }

  resetView() {
    return this.drawer && this.Plotly.relayout(this.area, structuredClone(this.home));
  }

  /** @returns {unknown} a plot with its key says how its picture is saved */
  download() {
    return null;
  }

  dispose() {
    this.watch?.disconnect();
    this.drawer?.dispose();
    if (this.drawer) this.Plotly.purge(this.area);
    this.drawer = null;
  }
}
