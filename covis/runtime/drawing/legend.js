// The key to a plot's marks, above it, as buttons that hide and show them: it wraps or scrolls, and takes nothing of the picture.
// Plotly's own legend stays out of the page and comes back in a picture that is downloaded.
import { h } from "../dom.js";
import { keepsColours, roleOf, tracesOfMark } from "./marks.js";
import { PlotView } from "./plot.js";

const LINE = "M1 7H23";
const HEAD = "M17 2.5 23 7 17 11.5Z";

/**
 * A little picture of a mark, in its colour and dash.
 * @param {Covis.Trace} trace
 * @param {string} colour
 */
function swatch(trace, colour) {
  const type = trace.type ?? "scatter";
  const mode = trace.mode ?? "lines";
  const faint = Math.max(0.45, trace.opacity ?? 1);
  let inside = `<path d="${LINE}" stroke="currentColor" stroke-width="2.5" ${trace.line?.dash ? 'stroke-dasharray="5 3.5"' : ""}/>`;
  if (type === "surface") inside = `<path d="M5 1H23L19 13H1Z" fill="currentColor"/>`;
  else if (type === "bar" || trace.fill === "tonexty")
    inside = `<rect x="4" y="1" width="16" height="12" rx="2" fill="currentColor" fill-opacity="${type === "bar" ? 1 : 0.35}"/>`;
  else if (trace.marker?.angleref === "previous" || (type === "scatter3d" && Array.isArray(trace.marker?.size)))
    inside += `<path d="${HEAD}" fill="currentColor"/>`;
  else if (mode.includes("markers")) {
    const radius = trace.marker?.size > 12 ? 6 : 4.5;
    inside = `${mode.includes("lines") ? inside : ""}<circle cx="12" cy="7" r="${radius}" fill="currentColor"/>`;
  }
  return h("span", {
    class: "covis-swatch",
    "aria-hidden": "true",
    style: `color: ${colour}; opacity: ${faint}`,
    html: `<svg viewBox="0 0 24 14" fill="none">${inside}</svg>`,
  });
}

/**
 * The marks that a key names, by their place.
 * @param {Covis.Plot} spec
 * @returns {number[]}
 */
const named = (spec) =>
  spec.figure.layout?.showlegend === false || spec.marks.length < 2
    ? []
    : spec.marks.flatMap(({ name }, k) => (name && lastTrace(spec, k).showlegend !== false ? [k] : []));

/**
 * @param {Covis.Plot} spec
 * @param {number} k
 * @returns {Covis.Trace}
 */
const lastTrace = (spec, k) => spec.figure.data[tracesOfMark(spec, k).at(-1) ?? -1] ?? {};

/**
 * The document's plot without Plotly's legend.
 * @param {Covis.Plot} spec
 * @returns {Covis.Plot}
 */
const unkeyed = (spec) => ({ ...spec, figure: { ...spec.figure, layout: { ...spec.figure.layout, showlegend: false } } });

/** A plot with its key. */
export class KeyedPlot extends PlotView {
  /**
   * @param {Covis.Plot} spec
   * @param {number} number
   * @param {string} id
   * @param {Covis.HandleParts} parts
   */
  constructor(spec, number, id, parts) {
    super(unkeyed(spec), number, id, parts);
    /** @type {Map<number, HTMLButtonElement>} */
    this.keys = new Map(); // mark -> its button
    /** @type {Set<number>} */
    this.hidden = new Set(); // marks that the reader has switched off
    for (const k of named(spec)) {
      const trace = lastTrace(spec, k);
      const own = keepsColours(spec, k, tracesOfMark(spec, k).at(-1) ?? -1) && (trace.line?.color ?? trace.marker?.color);
      const byHeight = lastTrace(spec, k).type === "surface" && !spec.marks[k].color;
      const colour = typeof own === "string" ? own : `var(--covis-${byHeight ? "scale-5" : roleOf(spec, k)})`;
      const button = h(
        "button",
        { type: "button", class: "covis-key", "aria-pressed": "true", title: "Hide or show", onclick: () => this.toggle(k) },
        swatch(trace, colour),
        h("span", {}, spec.marks[k].name),
      );
      this.keys.set(k, button);
    }
    if (this.keys.size > 1)
      this.stage.before(h("div", { class: "covis-legend", role: "group", "aria-label": `Marks of ${this.name}` }, [...this.keys.values()]));
    else this.keys.clear();
  }

  /**
   * @param {Covis.Full} full
   * @param {Covis.Theme} theme
   * @param {Covis.Outputs | null} outputs
   */
  async create(full, theme, outputs) {
    await super.create(full, theme, outputs);
    this.#mark();
    for (const k of this.hidden) if (this.shown(k)) this.#restyle(k);
  }

  /** @param {Covis.Outputs} outputs */
  draw(outputs) {
    const before = [...this.hidden].map((k) => this.shown(k));
    super.draw(outputs);
    this.#mark();
    [...this.hidden].forEach((k, i) => !before[i] && this.shown(k) && this.#restyle(k)); // its condition came true: it stays switched off
  }

  /** @param {number} k */
  toggle(k) {
    if (this.hidden.has(k)) this.hidden.delete(k);
    else this.hidden.add(k);
    this.keys.get(k)?.setAttribute("aria-pressed", String(!this.hidden.has(k)));
    if (this.shown(k)) this.#restyle(k);
  }

  /** @param {number} k */
  #restyle(k) {
    this.light?.hide(tracesOfMark(this.spec, k), this.hidden.has(k));
    if (this.drawer) this.Plotly.restyle(this.area, { visible: this.hidden.has(k) ? "legendonly" : true }, tracesOfMark(this.spec, k));
  }

  /** A mark that its condition keeps out of the picture is pale in the key. */
  #mark() {
    for (const [k, button] of this.keys) {
      const away = !this.shown(k);
      if (away !== "away" in button.dataset) button.toggleAttribute("data-away", away);
    }
  }

  /** The picture as it is, with title, key and ground, so that it can be read wherever it is put. */
  download() {
    if (!this.drawer) return null;
    const { layout, clientWidth: width, clientHeight: height } = this.area;
    const ground = getComputedStyle(this.element.closest(".covis") ?? this.element).getPropertyValue("--covis-ground");
    const probe = h("span", { hidden: true, style: `color: ${ground}` });
    this.element.append(probe);
    const paper = getComputedStyle(probe).color;
    probe.remove();
    const title = { text: this.name, x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 12 } };
    const rest = { showlegend: this.keys.size > 0, paper_bgcolor: paper, plot_bgcolor: paper, title, margin: { ...layout.margin, t: 84 } };
    const options = { format: "png", filename: this.file, width: Math.max(width, 480), height: height + 76, scale: 2 };
    return this.Plotly.downloadImage(
      { data: this.drawer.withGaps(), layout: { ...layout, ...rest, width: undefined, height: undefined } },
      options,
    );
  }
}
