// One plot: its caption, the element that it is drawn in, its description, and the message when it cannot be drawn.
// It is drawn light at first (light.js); when Plotly is there, Plotly takes over, with the same state under the same hand.
import { freshId, h, setHidden, setText } from "../dom.js";
import { captionOf, nameOf } from "./caption.js";
import { LightDrawing } from "./light.js";
import { asDrawn, rowsOf, tracesOfMark } from "./marks.js";
import { heightNeeded, NARROW } from "./sizes.js";
import { Handles } from "../controls/handles.js";
import { describe } from "../page/readouts.js";

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset", showTips: false };
const NO_WEBGL =
  "This picture has three dimensions, and this browser has WebGL switched off. Switch hardware acceleration on in its settings, or read the numbers in the data table.";

/**
 * Asked once for a page: browsers allow only a few such contexts.
 * @type {boolean | undefined}
 */
let webgl;
export function hasWebGL() {
  if (webgl === undefined) {
    const context = document.createElement("canvas").getContext("webgl");
    webgl = Boolean(context);
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return webgl;
}

export class PlotView {
  /** @type {Covis.PlotlyElement} the element that it is drawn in */
  area;
  /** @type {HTMLElement} the whole figure */
  element;
  /** @type {Covis.Plotly} */
  Plotly;
  /** @type {Covis.Full} */
  full;
  /** @type {LightDrawing | import("./space/canvas.js").SceneDrawing | null} until Plotly has drawn; a scene's stays */
  light = null;
  /** @type {Covis.Outputs | null} */
  outputs = null;
  /** @type {import("./drawing.js").Drawer | null} once Plotly has drawn */
  drawer = null;
  /** @type {IntersectionObserver | undefined} */
  watch;
  /** @type {Record<string, number[]> | undefined} the view of the axes at the start */
  home;
  /** @type {Record<string, number[]> | null} a view of the axes for when Plotly has drawn */
  kept = null;
  /** @type {(() => unknown) | undefined} what the reader asked for that needs Plotly */
  later;
  /** @type {Set<() => void>} what else lies over the plot, and follows its axes */
  followers = new Set();
  /** @type {Covis.Measured | null} a measurement that the reader has laid over it (lab/) */
  measured = null;
  weight = 1; // of lines and points, as last drawn
  typeSize = 0; // in pixels, as last drawn
  narrow = false;
  flat = false;
  steadying = false;
  printing = false;

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
      class: "covis-problem covis-gaps",
      hidden: true,
    });
    this.stage = h("div", { class: "covis-stage" }, this.area, this.gaps);
    this.handles = new Handles(spec, {
      ...parts,
      area: this.area,
      axes: () => this.axes(),
      bounds: () => this.bounds(),
      arraysOf: (k) => this.arrays(k),
      pathOf: (k) => this.#named(spec.marks[k].path ?? {}),
      shown: (k) => this.shown(k),
    });
    this.handles.begin(this.stage);
    this.description = h("p", { id: described, class: "covis-description covis-unseen", "aria-hidden": "true" });
    this.message = h("p", { class: "covis-problem covis-failed", role: "alert", hidden: true });
    this.element = h(
      "figure",
      { class: "covis-plot", "aria-label": this.name },
      captionOf(this.name, this.tools(), this.toolTitles),
      this.message,
      this.stage,
      this.description,
    );
  }

  /** What the buttons say that they do, where it is not the usual. @returns {Partial<Record<import("./caption.js").Tool, string>>} */
  get toolTitles() {
    return {};
  }

  /** What the buttons of its caption do. @returns {Partial<Record<import("./caption.js").Tool, () => unknown>>} */
  tools() {
    return {
      "Full screen": async () => (await import("../page/fullscreen.js")).toggleFullScreen(this.element), // its code comes with the first use
      Fit: () => this.whenFull(() => this.fit()),
      "Reset view": () => this.whenFull(() => this.resetView()),
      SVG: () => this.whenFull(() => this.download("svg")),
      PNG: () => this.whenFull(() => this.download("png")),
    };
  }

  /**
   * First drawing, without Plotly. `outputs` is null when the program failed: then the figure's own data are shown under the message.
   * @param {Covis.Outputs | null} outputs
   */
  begin(outputs) {
    this.size();
    this.light = new LightDrawing(this.spec);
    this.area.after(this.light.element);
    this.light.resize(this.area);
    if (outputs) this.draw(outputs);
  }

  size() {
    this.narrow = this.area.clientWidth < NARROW;
    this.area.style.maxBlockSize = heightNeeded(this.spec, this.area.clientWidth, this.narrow);
  }

  /**
   * Do what needs Plotly, now or when it has drawn.
   * @param {() => unknown} work
   */
  whenFull(work) {
    if (this.drawer) work();
    else this.later = work;
  }

  /**
   * Draw with Plotly; the light drawing goes when that is done. Whatever is drawn meanwhile is drawn again. For `outputs` see `begin`.
   * @param {Covis.Full} full
   * @param {Covis.Theme} theme
   * @param {Covis.Outputs | null} outputs
   */
  async create(full, theme, outputs) {
    const { Plotly } = full;
    this.full = full;
    this.Plotly = Plotly;
    this.outputs = outputs;
    this.size();
    this.weight = theme.weight;
    this.typeSize = theme.size;
    const { data, layout } = full.themedFigure(this.spec, theme, this.narrow, this.area.clientHeight);
    if (layout.scene && !hasWebGL()) {
      this.flat = true;
      this.fail("");
      return;
    }
    const drawer = new full.Drawer(Plotly, this.area, this.spec, (k) => tracesOfMark(this.spec, k));
    if (outputs) drawer.fill(data, outputs);
    await Plotly.newPlot(this.area, data, layout, CONFIG);
    drawer.begin();
    this.drawer = drawer;
    if (this.outputs) this.sayGaps();
    await full.relabel(Plotly, this.area, this.spec);
    await this.#steady();
    this.area.on("plotly_afterplot", () => {
      this.#moved();
      full.relabel(Plotly, this.area, this.spec);
      this.#steady();
    });
    this.home = this.#ranges();
    this.view = this.kept;
    if (this.outputs && this.outputs !== outputs) drawer.draw(this.outputs);
    this.light?.element.remove();
    this.light = null;
    this.#moved();
    this.later?.();
  }

  /** The first pair of axes in pixels. */
  axes() {
    return this.light ? this.light.axes() : this.drawer && this.full.pixelAxes(this.area);
  }

  /** Where the axes are, in pixels of the plot's element; null in space, in polar coordinates and before anything is drawn. */
  bounds() {
    if (this.light) return this.light.bounds();
    const { xaxis, yaxis } = (this.drawer && this.area._fullLayout) || {};
    return xaxis && yaxis ? { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length } : null;
  }

  /** Something was drawn, or the axes are other ones: what lies over the plot follows. */
  #moved() {
    this.handles.refresh();
    for (const follow of this.followers) follow();
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
    this.light?.draw(outputs);
    this.outputs = outputs;
    this.fail("");
    this.sayGaps();
    this.#moved();
  }

  /** A mark that should be seen but has not one number is a gap: say so, where it would be. */
  sayGaps() {
    /** @param {ArrayLike<number>} array */
    const empty = (array) => array.length > 0 && !Array.prototype.some.call(array, Number.isFinite);
    const gaps = this.spec.marks
      .filter((_, k) => this.shown(k) && Object.values(this.arrays(k)).some(empty))
      .map((mark) => mark.name || mark.kind);
    setText(this.gaps, gaps.length ? `Not drawn, because it has no value here: ${[...new Set(gaps)].join(", ")}.` : "");
    setHidden(this.gaps, !gaps.length);
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
    setHidden(this.message, !message);
    this.element.toggleAttribute("data-failed", Boolean(message));
  }

  /**
   * @param {number[] | null} values
   * @param {import("../state/state.js").State} state
   */
  describe(values, state) {
    if (this.error) return;
    const words = describe(this.spec.description, (k) => this.arrays(k), values, state);
    setText(this.description, [words, this.measured?.words].filter(Boolean).join(" "));
  }

  /**
   * Mark k's arrays as the program gave them, for the state that is drawn.
   * @param {number} k
   * @returns {Covis.Arrays}
   */
  arrays(k) {
    return this.#named(this.spec.marks[k].arrays);
  }

  /** @param {Record<string, number>} outputs their numbers, by name */
  #named(outputs) {
    return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, this.outputs?.[output] ?? []]));
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
    const all = this.full.colours(this.spec, theme);
    for (const [k, { keys }] of all.entries()) {
      for (const [key, value] of Object.entries(keys)) (update[key] ??= all.map(() => undefined))[k] = value;
    }
    this.Plotly.update(
      this.area,
      update,
      this.full.layoutColours(this.area.layout, theme),
      all.map(({ trace }) => trace),
    );
    if (theme.weight !== this.weight || theme.size !== this.typeSize) this.#scale(theme);
  }

  /**
   * The sizes of type, lines and points changed, as they do when a lecture begins.
   * @param {Covis.Theme} theme
   */
  #scale(theme) {
    const { keys, traces } = this.full.sizesOf(this.spec, this.area.layout, theme, this.narrow, this.area.clientHeight);
    const names = [...new Set(traces.flatMap(Object.keys))];
    const update = Object.fromEntries(names.map((name) => [name, traces.map((own) => own[name])]));
    this.Plotly.update(this.area, update, keys, [...traces.keys()]);
    this.weight = theme.weight;
    this.typeSize = theme.size;
  }

  /**
   * The element changed its size: the drawing follows; crossing the phone's width changes margins and type as well.
   * @param {Covis.Theme} theme
   */
  resize(theme) {
    if (this.printing || !this.area.clientWidth || !this.area.isConnected) return;
    const before = this.narrow;
    this.size();
    if (this.light) {
      this.light.resize(this.area);
      this.#moved();
    }
    if (!this.drawer) return;
    if (this.narrow !== before) {
      const { margin, font } = this.full.themedFigure(this.spec, theme, this.narrow, this.area.clientHeight).layout;
      this.Plotly.relayout(this.area, { margin, "font.size": font.size });
    }
    if (theme.weight !== 1) this.#scale(theme); // as many labels as have room
    this.Plotly.Plots.resize(this.area);
  }

  /**
   * Drawn `width` pixels wide for paper; 0: again as wide as the page has it.
   * @param {number} width
   * @param {Covis.Theme} theme
   */
  print(width, theme) {
    this.printing = width > 0;
    if (!this.drawer) return;
    if (!width) {
      this.Plotly.relayout(this.area, { autosize: true, width: null, height: null });
      this.resize(theme);
      return;
    }
    const height = Math.min(340, Math.max(240, (this.area.clientHeight / this.area.clientWidth) * width));
    this.Plotly.relayout(this.area, { width, height });
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
    return this.drawer && this.home ? this.#ranges() : this.kept;
  }

  /** @param {Record<string, number[]> | null} ranges */
  set view(ranges) {
    this.kept = ranges;
    if (ranges && this.drawer) this.Plotly.relayout(this.area, structuredClone(ranges));
  }

  /** Fit once: the axes stay fixed afterwards, so that what a control does to the size can be seen. */
  async fit() {
    if (!this.drawer) return;
    await this.Plotly.relayout(this.area, Object.fromEntries(this.#axes().map((axis) => [`${axis}.autorange`, true])));
    await this.Plotly.relayout(this.area, this.#ranges());
  }

  resetView() {
    this.kept = null;
    return this.drawer && this.Plotly.relayout(this.area, structuredClone(this.home));
  }

  /**
   * @param {"png" | "svg"} _format
   * @returns {unknown} a plot with its key says how its picture is saved
   */
  download(_format) {
    return null;
  }

  dispose() {
    this.watch?.disconnect();
    this.drawer?.dispose();
    if (this.drawer) this.Plotly.purge(this.area);
    this.drawer = null;
    this.light?.element.remove();
    this.light = null;
  }
}
