// A light drawing of a document's first plot, with no Plotly: a few kilobytes, for the picture on the first page and for cards that move.
// It runs the same program as the visualisation and writes SVG in the document's own ranges; colours are the tokens, so light and dark follow.
import { h } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
const draw = (tag, props, ...children) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** Whether the first plot is made of what is drawn here: lines, points, bars and bands in a plane. */
export function sketchable(doc) {
  const { data, layout } = doc.plots[0].figure;
  return !layout.scene && !layout.polar && data.every((trace) => ["scatter", "bar"].includes(trace.type));
}

/** The controls that a hand should try first: sliders, those that the presets speak of most before the others. */
export function telling(doc) {
  const named = (control) => doc.presets.filter((preset) => control.name in preset.controls).length;
  return doc.controls.filter((control) => control.kind === "slider").sort((one, other) => named(other) - named(one));
}

/** Whole steps through an axis' range: about `wanted` of them, each 1, 2 or 5 times a power of ten. */
export function ticks(low, high, wanted) {
  const raw = Math.abs(high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw);
  const first = Math.ceil(Math.min(low, high) / step - 1e-9);
  const last = Math.floor(Math.max(low, high) / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(10)));
}

export class Sketch {
  /** `axes`: numbers and a grid round the plot; without them it fills a thumbnail's frame. */
  constructor(doc, program, { axes = false, label = doc.title } = {}) {
    Object.assign(this, { doc, program, axes });
    this.spec = doc.plots[0];
    this.traces = this.spec.figure.data.map((trace, k) => ({
      ...trace,
      role: this.spec.marks.find((mark) => k >= mark.trace && k < mark.trace + mark.traces)?.color ?? "muted",
    }));
    this.frame = draw("g", { class: "cv-sketch-frame" });
    this.inside = draw("svg", { overflow: axes ? "hidden" : "visible" });
    this.svg = draw("svg", { class: "cv-sketch", role: "img", "aria-label": label }, this.frame, this.inside);
    // the first mark is what the visualisation is about: it lies on top
    this.nodes = this.traces.map((trace) => this.#node(trace));
    this.inside.append(...[...this.nodes].reverse());
    this.resize(320, 200);
  }

  #node({ type, mode = "", fill, line, marker, opacity = 1, role }) {
    const colour = `var(--covis-${role})`;
    if (type === "bar") return draw("path", { fill: colour, opacity });
    if (fill === "tonexty") return draw("path", { fill: colour, opacity: 0.18 });
    if (mode.includes("lines")) {
      const dash = line?.dash ? { "stroke-dasharray": line.dash === "dot" ? "2 5" : "7 5" } : {};
      return draw("path", { fill: "none", stroke: colour, "stroke-width": line?.width === 0 ? 0 : 2.5, "stroke-linejoin": "round", opacity, ...dash });
    }
    if (mode === "markers") return draw("path", { stroke: colour, "stroke-width": Math.min(10, marker?.size ?? 8), "stroke-linecap": "round", opacity });
    return draw("path", { fill: "none" });
  }

  resize(width, height) {
    const edge = this.axes ? { left: 44, right: 10, top: 26, bottom: 40 } : { left: 14, right: 14, top: 14, bottom: 14 };
    this.width = width - edge.left - edge.right;
    this.height = height - edge.top - edge.bottom;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [name, value] of Object.entries({ x: edge.left, y: edge.top, width: this.width, height: this.height })) this.inside.setAttribute(name, value);
    this.#scales();
    if (this.axes) this.#ruled(edge);
  }

  #scales() {
    const { xaxis = {}, yaxis = {} } = this.spec.figure.layout;
    let x = xaxis.range ?? [0, 1];
    let y = yaxis.range ?? [0, 1];
    if (yaxis.scaleanchor) {
      const unit = Math.max((x[1] - x[0]) / this.width, (y[1] - y[0]) / this.height);
      const wide = ([low, high], pixels) => [(low + high - unit * pixels) / 2, (low + high + unit * pixels) / 2];
      [x, y] = [wide(x, this.width), wide(y, this.height)];
    }
    const place = ({ type }, [low, high], from, to) => (value) => from + (((type === "log" ? Math.log10(value) : value) - low) / (high - low)) * (to - from);
    this.range = { x, y };
    this.x = place(xaxis, x, 0, this.width);
    this.y = place(yaxis, y, this.height, 0);
  }

  #ruled({ left, top }) {
    const { xaxis = {}, yaxis = {} } = this.spec.figure.layout;
    const words = (value) => String(value).replace("-", "−");
    const parts = [];
    const log = (axis, value) => (axis.type === "log" ? 10 ** value : value);
    for (const at of ticks(...this.range.x, Math.max(2, this.width / 90))) {
      const x = left + this.x(log(xaxis, at));
      parts.push(draw("path", { d: `M${x},${top}v${this.height}` }), draw("text", { x, y: top + this.height + 17, "text-anchor": "middle" }, words(log(xaxis, at))));
    }
    for (const at of ticks(...this.range.y, Math.max(2, this.height / 55))) {
      const y = top + this.y(log(yaxis, at));
      parts.push(draw("path", { d: `M${left},${y}h${this.width}`, ...(at === 0 ? { class: "cv-sketch-zero" } : {}) }));
      parts.push(draw("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, words(log(yaxis, at))));
    }
    parts.push(draw("text", { x: left + this.width, y: top + this.height + 34, "text-anchor": "end", class: "cv-sketch-title" }, xaxis.title?.text ?? ""));
    parts.push(draw("text", { x: left - 36, y: 14, class: "cv-sketch-title" }, yaxis.title?.text ?? ""));
    this.frame.replaceChildren(...parts);
  }

  /** Draw the state `controls` (numbers, by name). Returns what the program's readouts say. */
  draw(controls) {
    const shared = this.program.prepare(controls);
    const outputs = this.program.plots[0](controls, shared);
    const arrays = this.traces.map(({ x, y }) => ({ x, y }));
    for (const { trace, array, output } of this.spec.bindings) arrays[trace][array] = outputs[output];
    this.traces.forEach((trace, k) => this.nodes[k].setAttribute("d", this.#shape(trace, arrays[k], arrays[k - 1])));
    return this.program.readouts(controls, shared);
  }

  #shape({ type, mode = "", fill }, { x, y }, before) {
    if (!x || !y) return "";
    if (type === "bar") return this.#bars(x, y);
    if (fill === "tonexty") return before ? `${this.#line(x, y)}${this.#line([...before.x].reverse(), [...before.y].reverse()).replaceAll("M", "L")}Z` : "";
    if (mode.includes("lines")) return this.#line(x, y);
    return mode === "markers" ? Array.from(x, (value, i) => (this.#there(value, y[i]) ? `M${this.x(value).toFixed(1)},${this.y(y[i]).toFixed(1)}h0` : "")).join("") : "";
  }

  #there(x, y) {
    return x !== null && y !== null && Number.isFinite(this.x(x)) && Number.isFinite(this.y(y));
  }

  #line(x, y) {
    let path = "";
    let pen = "M";
    for (let i = 0; i < y.length; i++) {
      if (!this.#there(x[i], y[i])) pen = "M";
      else {
        path += `${pen}${this.x(x[i]).toFixed(1)},${this.y(y[i]).toFixed(1)}`;
        pen = "L";
      }
    }
    return path;
  }

  #bars(x, y) {
    const half = Math.max(0.75, 0.3 * Math.abs(this.x(1) - this.x(0)));
    const ground = Math.min(this.height, Math.max(0, this.y(0)));
    return Array.from(x, (value, i) => (this.#there(value, y[i]) ? `M${this.x(value) - half},${ground}H${this.x(value) + half}V${this.y(y[i])}H${this.x(value) - half}Z` : "")).join("");
  }
}

/** The names of the marks in their colours, for those that have one. */
export function legend(sketch) {
  const named = sketch.traces.filter((trace) => trace.name && trace.showlegend !== false);
  return h("ul", { class: "cv-sketch-legend" }, named.slice(0, 4).map((trace) => h("li", { style: `--cv-role: var(--covis-${trace.role})` }, trace.name)));
}
