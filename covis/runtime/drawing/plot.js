// One plot: its title and small tools, the element that Plotly draws into, its description, and the message when it cannot be drawn.
// Tools are buttons of ours and not Plotly's bar: they are reachable from the keyboard and never cover the picture.
import { freshId, h, setText } from "../dom.js";
import { asDrawn, Drawer, rowsOf } from "./drawing.js";
import { colours, layoutColours, themedFigure, tracesOfMark } from "./figure.js";
import { Handles } from "../controls/handles.js";
import { describe } from "../page/readouts.js";

const NARROW = 480; // pixels of plot width below which margins and type shrink
const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset", showTips: false };

const ICONS = {
  Fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  "Reset view": "M3 8a5 5 0 1 0 1.6-3.7M3 2v3h3",
  PNG: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
};

function icon(name) {
  const svg = h("span", { html: `<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="${ICONS[name]}"/></svg>` });
  return svg.firstChild;
}

/** "Displacement against time", "Height over x and y", from the titles of the axes without their units; "" when one has none. */
function axesInWords(layout) {
  const axes = layout?.scene ?? layout;
  const [x, y, z] = ["xaxis", "yaxis", "zaxis"].map((axis) => (axes?.[axis]?.title?.text ?? "").replace(/ \([^()]*\)$/, ""));
  const inside = (title) => (/^[A-Z][a-z]/.test(title) ? title[0].toLowerCase() + title.slice(1) : title);
  if (layout?.scene) return x && y && z ? `${z} over ${inside(x)} and ${inside(y)}` : "";
  return x && y ? `${y} against ${inside(x)}` : "";
}

/** What a plot without a title is called: by its axes, its one named mark, its number. */
function nameOf(spec, number) {
  const names = spec.marks.map((mark) => mark.name).filter(Boolean);
  const named = names.length === 1 ? names[0][0].toUpperCase() + names[0].slice(1) : "";
  return spec.title || axesInWords(spec.figure.layout) || named || `Plot ${number + 1}`;
}

const NO_WEBGL = "This picture has three dimensions, and this browser has WebGL switched off. Switch hardware acceleration on in its settings, or read the numbers in the data table.";

/** Asked once for a page: browsers allow only a few such contexts. */
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
  /** `parts`: {state, move(changes), used}: what the handles of the plot move, and a memory of their first use. */
  constructor(spec, number, id, parts) {
    this.spec = spec;
    this.name = nameOf(spec, number);
    this.file = `${id}-${number + 1}`;
    this.error = "";
    this.outputs = null;
    this.near = true; // in sight, or nearly
    this.stale = false; // the state has moved on since it was drawn
    const described = freshId("description");
    this.area = h("div", { class: "covis-area", role: "img", "aria-label": this.name, "aria-describedby": described });
    this.gaps = h("p", { class: "covis-problem", role: "status", style: "position: absolute; inset: 0.5rem auto auto 4.5rem; margin: 0", hidden: true });
    this.stage = h("div", { class: "covis-stage" }, this.area, this.gaps);
    this.handles = new Handles(spec, { ...parts, area: this.area, arraysOf: (k) => this.arrays(k), shown: (k) => this.shown(k) });
    this.stage.append(...this.handles.elements);
    this.description = h("p", { id: described, class: "covis-description" });
    this.message = h("p", { class: "covis-problem covis-failed", role: "alert", hidden: true });
    const tool = (text, title, act) => {
      const button = h("button", { type: "button", class: "covis-tool", title, "aria-label": `${title}: ${this.name}`, onclick: () => act.call(this) });
      button.append(icon(text), h("span", {}, text));
      return button;
    };
    this.element = h(
      "figure",
      { class: "covis-plot" },
      h(
        "figcaption",
        { class: "covis-caption" },
        h("span", { class: "covis-plot-title" }, this.name),
        h("span", { class: "covis-tools" }, tool("Fit", "Fit the axes to what is drawn", this.fit), tool("Reset view", "Reset the axes", this.resetView), tool("PNG", "Download the picture", this.download)),
      ),
      this.message,
      this.stage,
      this.description,
    );
  }

  /** First drawing. `outputs` is null when the program failed: then the figure's own data are shown under the message. */
  async create(Plotly, theme, outputs) {
    this.Plotly = Plotly;
    this.outputs = outputs;
    this.narrow = this.area.clientWidth < NARROW;
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
    await this.#steady();
    this.area.on("plotly_afterplot", () => {
      this.handles.refresh();
      this.#steady();
    });
    this.handles.refresh();
    this.home = this.#ranges();
  }

  /** Plotly may leave its axes a pixel longer than the margins that it settled on: drawn again they agree, and nothing twitches later. */
  async #steady() {
    const off = ({ _size: size, xaxis, yaxis }) =>
      [[xaxis, size.l + size.w * xaxis?.domain?.[0], size.w], [yaxis, size.t + size.h * (1 - yaxis?.domain?.[1]), size.h]].some(
        ([axis, start, length]) => axis?._length > 0 && Math.abs(axis._length - length * (axis.domain[1] - axis.domain[0])) + Math.abs(axis._offset - start) > 0.01,
      );
    if (this.steadying) return;
    this.steadying = true;
    for (let tries = 0; tries < 2 && this.drawer && off(this.area._fullLayout); tries++) await this.Plotly.redraw(this.area);
    this.steadying = false;
  }

  /** From here on know whether the plot is in sight; `seen` is called when it comes back and is behind. */
  watchSight(seen) {
    const changed = (entries) => {
      this.near = entries[entries.length - 1].isIntersecting;
      if (this.near && this.stale) seen();
    };
    this.watch = new IntersectionObserver(changed, { rootMargin: "20%" });
    this.watch.observe(this.stage);
  }

  /** Draw the outputs of a new state. */
  draw(outputs) {
    this.drawer?.draw(outputs);
    this.outputs = outputs;
    this.fail("");
    this.sayGaps();
    this.handles.refresh();
  }

  /** A mark that should be seen but has not one number is a gap: say so, where it would be. */
  sayGaps() {
    const empty = (array) => array.length > 0 && !Array.prototype.some.call(array, Number.isFinite);
    const gaps = this.spec.marks.filter((_, k) => this.shown(k) && Object.values(this.arrays(k)).some(empty)).map((mark) => mark.name || mark.kind);
    setText(this.gaps, gaps.length ? `Not drawn, because it has no value here: ${[...new Set(gaps)].join(", ")}.` : "");
    this.gaps.hidden = !gaps.length;
  }

  /** Say in place that this state could not be drawn; "" takes the message away. The last picture stays, pale. */
  fail(message) {
    if (this.flat) message = NO_WEBGL;
    if (message === this.error) return;
    this.error = message;
    setText(this.message, this.flat ? NO_WEBGL : message && `This picture cannot be drawn for these values: ${message}. Change a control, or reset.`);
    this.message.hidden = !message;
    this.element.toggleAttribute("data-failed", Boolean(message));
  }

  describe(values, state) {
    if (!this.error) setText(this.description, describe(this.spec.description, (k) => this.arrays(k), values, state));
  }

  /** Mark k's arrays as the program gave them, for the state that is drawn. */
  arrays(k) {
    const named = Object.entries(this.spec.marks[k].arrays).map(([name, output]) => [name, this.outputs?.[output] ?? []]);
    return Object.fromEntries(named);
  }

  /** Whether mark k's condition holds. */
  shown(k) {
    const { show } = this.spec.marks[k];
    return show === null || show === undefined || Number(this.outputs?.[show]?.[0]) !== 0;
  }

  /** Every mark as drawn, in order, as plain data: not-a-number is null. */
  snapshot() {
    const number = (value) => (Number.isFinite(value) ? value : null);
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

  theme(theme) {
    if (!this.drawer) return;
    const update = {};
    const all = colours(this.spec, theme);
    for (const [k, { keys }] of all.entries()) {
      for (const [key, value] of Object.entries(keys)) (update[key] ??= all.map(() => undefined))[k] = value;
    }
    this.Plotly.update(this.area, update, layoutColours(this.area.layout, theme), all.map(({ trace }) => trace));
  }

  /** The element changed its size: Plotly follows; crossing the phone's width changes margins and type as well. */
  resize(theme) {
    if (!this.drawer || !this.area.clientWidth || !this.area.isConnected) return;
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

  #ranges() {
    return Object.fromEntries(this.#axes().map((axis) => [`${axis}.range`, [...this.area._fullLayout[axis].range]]));
  }

  /** The user's view of the axes, to be kept when the page is left and come back to. */
  get view() {
    return this.drawer && this.home ? this.#ranges() : null;
  }

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

  download() {
    if (!this.drawer) return null;
    const { clientWidth: width, clientHeight: height } = this.area;
    return this.Plotly.downloadImage(this.area, { format: "png", filename: this.file, width, height, scale: 2 });
  }

  dispose() {
    this.watch?.disconnect();
    this.drawer?.dispose();
    if (this.drawer) this.Plotly.purge(this.area);
    this.drawer = null;
  }
}
