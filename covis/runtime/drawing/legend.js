// The key to a plot's marks, above it, as buttons that hide and show them: it wraps or scrolls, and takes nothing of the picture.
// Plotly's own legend stays out of the page and comes back in a picture that is downloaded.
import { h } from "../dom.js";
import { keepsColours, patternOf, roleOf, tracesOfMark } from "./marks.js";
import { PlotView } from "./plot.js";
import { strength } from "../preview/shapes.js";

const LEAST = 480; // pixels of width of a picture that is saved
const SMALL = 11; // pixels of the type under it
const LINE_HEIGHT = 15;
const LINE = "M1 7H23";
const HEAD = "M17 2.5 23 7 17 11.5Z";

/** @type {Record<string, string>} Plotly's dashes in the length of a swatch, and its symbols */
const PATTERNS = { dash: "5 3.5", dot: "2 3", dashdot: "7 3 2 3", longdash: "9 4", longdashdot: "10 3 2 3" };
/** @type {Record<string, string>} */
const SHAPES = {
  square: "M8 3H16V11H8Z",
  diamond: "M12 2 17 7 12 12 7 7Z",
  "triangle-up": "M12 2.5 17 11H7Z",
  cross: "M10.5 2H13.5V5.5H17V8.5H13.5V12H10.5V8.5H7V5.5H10.5Z",
  x: "M8 2 12 5.5 16 2 17 3.5 13.5 7 17 10.5 16 12 12 8.5 8 12 7 10.5 10.5 7 7 3.5Z",
};

/**
 * A little picture of a mark, in its colour and dash; with another's dash and shape where colours are forced.
 * @param {Covis.Trace} trace
 * @param {string} colour
 * @param {{dash: string, shape: string} | null} pattern
 */
function swatch(trace, colour, pattern) {
  const type = trace.type ?? "scatter";
  const mode = trace.mode ?? "lines";
  const faint = Math.max(0.45, trace.opacity ?? 1);
  const dash = PATTERNS[pattern?.dash ?? trace.line?.dash ?? ""] ?? (trace.line?.dash ? PATTERNS.dash : "");
  let inside = `<path d="${LINE}" stroke="currentColor" stroke-width="2.5" ${dash && `stroke-dasharray="${dash}"`}/>`;
  if (type === "surface") inside = `<path d="M5 1H23L19 13H1Z" fill="currentColor"/>`;
  else if (type === "bar" || trace.fill === "tonexty" || trace.fill === "toself") {
    const own = trace.fill === "toself";
    const outline = own ? `stroke="currentColor" stroke-width="2" ${dash && `stroke-dasharray="${dash}"`}` : "";
    const solid = type === "bar" ? 1 : own ? strength(trace.fillcolor) : 0.35;
    inside = `<rect x="4" y="1" width="16" height="12" rx="2" fill="currentColor" fill-opacity="${solid}" ${outline}/>`;
  } else if (trace.marker?.angleref === "previous" || (type === "scatter3d" && Array.isArray(trace.marker?.size)))
    inside += `<path d="${HEAD}" fill="currentColor"/>`;
  else if (mode.includes("markers")) {
    const radius = trace.marker?.size > 12 ? 6 : 4.5;
    const shape = mode === "markers" && pattern ? SHAPES[pattern.shape] : undefined;
    const point = shape ? `<path d="${shape}" fill="currentColor"/>` : `<circle cx="12" cy="7" r="${radius}" fill="currentColor"/>`;
    inside = `${mode.includes("lines") ? inside : ""}${point}`;
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
    this.about = parts.about;
    /** @type {Map<number, HTMLButtonElement>} */
    this.keys = new Map(); // mark -> its button
    /** @type {Set<number>} */
    this.hidden = new Set(); // marks that the reader has switched off
    for (const k of named(spec)) {
      const button = h(
        "button",
        { type: "button", class: "covis-key", "aria-pressed": "true", title: "Hide or show", onclick: () => this.toggle(k) },
        this.#swatch(k, matchMedia("(forced-colors: active)").matches),
        h("span", {}, spec.marks[k].name),
      );
      this.keys.set(k, button);
    }
    if (this.keys.size > 1)
      this.stage.before(h("div", { class: "covis-legend", role: "group", "aria-label": `Marks of ${this.name}` }, [...this.keys.values()]));
    else this.keys.clear();
  }

  /**
   * @param {number} k
   * @param {boolean} forced
   */
  #swatch(k, forced) {
    const trace = lastTrace(this.spec, k);
    const kept = keepsColours(this.spec, k, tracesOfMark(this.spec, k).at(-1) ?? -1);
    const own = kept && (trace.line?.color ?? trace.marker?.color);
    const byHeight = (trace.type === "surface" || Boolean(trace.marker?.colorbar)) && !this.spec.marks[k].color;
    const colour = typeof own === "string" ? own : `var(--covis-${byHeight ? "scale-5" : roleOf(this.spec, k)})`;
    return swatch(trace, colour, forced && !kept ? patternOf(this.spec, k) : null);
  }

  /** @param {Covis.Theme} theme */
  theme(theme) {
    super.theme(theme);
    for (const [k, button] of this.keys) button.querySelector(".covis-swatch")?.replaceWith(this.#swatch(k, theme.forced));
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

  /**
   * The picture as it is, with title, key, ground, the values of the controls, credit and address, so that it can be read wherever it is put.
   * @param {"png" | "svg"} format
   */
  download(format) {
    if (!this.drawer) return null;
    const { layout, clientHeight } = this.area;
    const size = this.area._fullLayout._size;
    const width = Math.max(this.area.clientWidth, LEAST);
    const ground = getComputedStyle(this.element.closest(".covis") ?? this.element).getPropertyValue("--covis-ground");
    const probe = h("span", { hidden: true, style: `color: ${ground}` });
    this.element.append(probe);
    const paper = getComputedStyle(probe).color;
    probe.remove();
    const { values = "", credit = "", address = "" } = this.about?.() ?? {};
    const lines = [values, credit, address].flatMap((text) => wrapped(text, width - 24, `${SMALL}px ${layout.font.family}`));
    const under = Math.max(size.b, 56); // the labels of the axis and its title, as far apart as given below
    const foot = LINE_HEIGHT * lines.length + 8;
    // The key stands in rows above the plot: as many as its entries need at this width, at most one an entry.
    const keys = [...this.keys.keys()].map((k) => this.spec.marks[k].name.length * 8 + 60);
    const rows = keys.length && Math.min(keys.length, Math.ceil(keys.reduce((sum, each) => sum + each, 0) / (width - size.l - size.r)) + 1);
    const top = 46 + 20 * rows;
    const margin = { ...layout.margin, l: size.l, r: size.r, t: top, b: under + foot };
    const title = { text: this.name, x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 12 } };
    const note = {
      text: lines.map(escaped).join("<br>"),
      ...{ xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", align: "left", showarrow: false },
      ...{ xshift: 12 - size.l, yshift: -under, font: { size: SMALL } },
    };
    const height = clientHeight - size.t - size.b + top + under + foot;
    return this.Plotly.downloadImage(
      {
        data: [...this.drawer.withGaps(), ...(this.measured?.traces() ?? [])],
        layout: {
          ...layout,
          ...{ showlegend: this.keys.size > 0, paper_bgcolor: paper, plot_bgcolor: paper, title, margin },
          ...(layout.xaxis?.title && { xaxis: { ...layout.xaxis, title: { ...layout.xaxis.title, standoff: 6 } } }),
          annotations: [...(layout.annotations ?? []), note],
          width: undefined,
          height: undefined,
        },
      },
      { format, filename: this.file, width, height, scale: format === "png" ? 2 : 1 },
    );
  }
}

/** Plotly reads markup in the text of a note. @param {string} text */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * A text in lines that are no wider than `width` pixels; a word that is wider is cut.
 * @param {string} text
 * @param {number} width
 * @param {string} font
 */
export function wrapped(text, width, font) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  context.font = font;
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(/(?<= )|(?<=[&#?])/)) {
    if (line && context.measureText((line + word).trimEnd()).width > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    while (line.length > 1 && context.measureText(line.trimEnd()).width > width) {
      let end = line.length - 1;
      while (end > 1 && context.measureText(line.slice(0, end)).width > width) end--;
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}
