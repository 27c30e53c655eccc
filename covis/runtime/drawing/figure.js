// From a document's figure to what Plotly gets here: the design's colours, type and margins on the author's traces and axes.
// Nothing is changed in place: the figure belongs to the document, and Plotly writes into what it is given.
import { keepsColours, patternOf, roleOf, tracesOfMark } from "./marks.js";
import { margins } from "./sizes.js";
import { faded } from "./theme.js";
import { strength } from "../preview/shapes.js";

const COLOURED_BY_VALUE = new Set(["heatmap", "contour", "surface", "histogram2d", "mesh3d", "volume", "isosurface"]);

/**
 * What the theme says about one trace, as flat keys for restyle.
 * @param {Covis.Trace} trace
 * @param {string} colour
 * @param {Covis.Theme} theme
 * @returns {Record<string, any>}
 */
function paint(trace, colour, theme) {
  const type = trace.type ?? "scatter";
  if (type === "contour" && trace.contours?.coloring === "none") return { "line.color": colour };
  if (COLOURED_BY_VALUE.has(type)) return trace.colorscale ? {} : { colorscale: theme.scale };
  /** @type {Record<string, any>} */
  const keys = {};
  if (type.startsWith("scatter")) keys["line.color"] = colour;
  if (!Array.isArray(trace.marker?.color)) keys["marker.color"] = colour;
  if (type === "cone" || type === "streamtube")
    return {
      colorscale: [
        [0, colour],
        [1, colour],
      ],
    };
  if (trace.fill && trace.fill !== "none") keys.fillcolor = faded(colour, inside(trace, theme));
  if (trace.marker?.line?.width > 0) keys["marker.line.color"] = trace.marker.colorbar ? theme.soft : theme.ground; // or a handle's rim
  if (trace.mode?.includes("text")) keys["textfont.color"] = colour;
  return keys;
}

/**
 * The colours that an author stated, as keys: they take the place of forced colours when those are switched off.
 * @param {Covis.Trace} trace
 */
function stated({ line, marker, fillcolor }) {
  const keys = { "line.color": line?.color, "marker.color": marker?.color, fillcolor };
  return Object.fromEntries(Object.entries(keys).filter(([, colour]) => typeof colour === "string"));
}

/**
 * For every trace of the plot: {trace, keys}. A mark whose author stated its colours keeps them, except in forced colours.
 * @param {Covis.Plot} spec
 * @param {Covis.Theme} theme
 */
export function colours(spec, theme) {
  return spec.marks.flatMap((_mark, k) =>
    tracesOfMark(spec, k).map((index) => ({
      trace: index,
      keys: {
        ...(keepsColours(spec, k, index) && !theme.forced
          ? stated(spec.figure.data[index])
          : paint(spec.figure.data[index], theme.roles[roleOf(spec, k)] ?? theme.roles.a, theme)),
        ...patterned(spec, k, index, theme),
      },
    })),
  );
}

/**
 * How solid the inside of a trace is drawn. In forced colours shapes differ only in their outlines, so no inside may hide them.
 * @param {Covis.Trace} trace
 * @param {Covis.Theme} theme
 */
function inside({ fill, fillcolor }, theme) {
  if (fill !== "toself") return 0.8 * strength(fillcolor);
  return theme.forced ? Math.min(0.25, strength(fillcolor)) : strength(fillcolor);
}

/**
 * The pattern of mark k as keys of its trace; the document's own where the theme has colours.
 * @param {Covis.Plot} spec
 * @param {number} k
 * @param {number} index
 * @param {Covis.Theme} theme
 * @returns {Record<string, any>}
 */
function patterned(spec, k, index, theme) {
  const trace = spec.figure.data[index] ?? {};
  if (!/^scatter(polar)?$/.test(trace.type ?? "scatter")) return {};
  const { dash, shape } = patternOf(spec, k);
  const mode = trace.mode ?? "lines";
  /** @type {Record<string, any>} */
  const keys = {};
  if (mode.includes("lines") && trace.line?.width !== 0) keys["line.dash"] = theme.forced ? dash : (trace.line?.dash ?? "solid");
  if (mode === "markers" && (trace.marker?.symbol ?? "circle") === "circle") keys["marker.symbol"] = theme.forced ? shape : "circle";
  return keys;
}

const AXES = /^[xy]axis\d*$/;
const SCENES = /^scene\d*$/;

/**
 * The theme's part of a layout, for a first drawing or a relayout.
 * @param {Record<string, any>} layout
 * @param {Covis.Theme} theme
 * @returns {Record<string, any>}
 */
export function layoutColours(layout, theme) {
  const keys = {
    "font.color": theme.ink,
    "hoverlabel.bgcolor": theme.ground,
    "hoverlabel.bordercolor": theme.zero,
    "hoverlabel.font.color": theme.ink,
    "legend.font.color": theme.ink,
  };
  for (const axis of Object.keys(layout).filter((key) => AXES.test(key))) {
    Object.assign(keys, { [`${axis}.gridcolor`]: theme.grid, [`${axis}.zerolinecolor`]: theme.zero, [`${axis}.linecolor`]: theme.zero });
    Object.assign(keys, { [`${axis}.tickfont.color`]: theme.soft, [`${axis}.title.font.color`]: theme.ink });
  }
  for (const scene of Object.keys(layout).filter((key) => SCENES.test(key))) {
    for (const axis of ["xaxis", "yaxis", "zaxis"]) {
      Object.assign(keys, { [`${scene}.${axis}.gridcolor`]: theme.grid, [`${scene}.${axis}.color`]: theme.soft });
    }
  }
  return keys;
}

/**
 * @param {any} target
 * @param {Record<string, any>} keys
 */
function putAll(target, keys) {
  for (const [path, value] of Object.entries(keys)) {
    const steps = path.split(".");
    const last = /** @type {string} */ (steps.pop());
    let place = target;
    for (const step of steps) {
      if (typeof place[step] === "string") place[step] = { text: place[step] }; // a title given as plain text
      place = place[step] ??= {};
    }
    place[last] = value;
  }
}

/**
 * What is shown over a point of a flat plot: the titles of the axes with the numbers, four digits of them, and their units.
 * @param {Record<string, any>} layout
 * @param {Covis.Trace} trace
 */
function hoverOf(layout, trace) {
  /**
   * @param {any} title
   * @param {string} letter
   */
  const line = (title, letter) => {
    const [, name, unit = ""] = /^(.*?)(?: \(([^()]*)\))?$/.exec(title?.text ?? title ?? "") ?? [];
    return `${name || letter}: %{${letter}:.4~g}${unit && ` ${unit}`}`;
  };
  /** @param {"x" | "y"} letter */
  const axis = (letter) => line(layout[`${letter}axis${trace[`${letter}axis`]?.slice(1) ?? ""}`]?.title, letter);
  const lines = [axis("x"), axis("y")];
  if (trace.z) lines.push(line(trace.colorbar?.title, "z"));
  if (trace.marker?.colorbar) lines.push(line(trace.marker.colorbar.title?.text?.trim() || "Colour", "marker.color"));
  return `${lines.join("<br>")}<extra>${trace.name ? "%{fullData.name}" : ""}</extra>`;
}

/**
 * The type and the widths of lines and points in the theme's sizes, as keys for an update: those of the layout, and for every flat trace its own.
 * @param {Covis.Plot} spec
 * @param {Record<string, any>} layout
 * @param {Covis.Theme} theme
 * @param {boolean} narrow
 * @param {number} height of the plot, in pixels
 */
export function sizesOf(spec, layout, theme, narrow, height) {
  const rows = Math.max(2, Math.min(6, Math.floor(height / (3 * theme.size)) - 1)); // large labels need more room
  /** @type {Record<string, any>} */
  const keys = { "font.size": narrow ? theme.size - 1 : theme.size, "hoverlabel.font.size": theme.size };
  for (const axis of Object.keys(layout).filter((key) => AXES.test(key)))
    if (spec.figure.layout?.[axis]?.nticks === undefined && layout[axis].type !== "log")
      keys[`${axis}.nticks`] = theme.weight > 1 ? (axis[0] === "x" ? 6 : rows) : narrow ? 6 : 0; // 0 leaves it to Plotly
  const bound = new Set(spec.bindings.map(({ trace, array }) => `${trace} ${array}`));
  const traces = spec.figure.data.map((trace, k) => {
    const type = trace.type ?? "scatter";
    /** @type {Record<string, number>} */
    const own = {};
    if (type === "scatter" || type === "scatterpolar") own["line.width"] = (trace.line?.width ?? WIDTHS[type]) * theme.weight;
    const { size = 6 } = trace.marker ?? {};
    if (type.startsWith("scatter") && trace.mode?.includes("markers") && typeof size === "number" && !bound.has(`${k} marker.size`))
      own["marker.size"] = size * (type === "scatter3d" ? 1 : theme.weight);
    if (type === "contour" && trace.contours?.coloring === "none") own["line.width"] = (trace.line?.width ?? WIDTHS.contour) * theme.weight;
    return own;
  });
  return { keys, traces };
}

/** @type {Record<string, number>} pixels of a line whose width the figure leaves open */
const WIDTHS = { scatter: 2.25, scatterpolar: 2, contour: 0.5 };
const FLAT = new Set(["scatter", "bar", "heatmap", "contour"]);
const BESIDE = { orientation: "v", x: 1, xanchor: "left", y: 0.5, yanchor: "middle", len: 1 };
/**
 * The figure to draw: {data, layout}, copies. `narrow` is a phone's width.
 * @param {Covis.Plot} spec
 * @param {Covis.Theme} theme
 * @param {boolean} narrow
 * @param {number} height of the plot, in pixels
 */
export function themedFigure(spec, theme, narrow, height) {
  const data = structuredClone(spec.figure.data);
  /** @type {Record<string, any>} */
  const layout = structuredClone(spec.figure.layout ?? {});
  delete layout.template;
  delete layout.width;
  delete layout.height;
  delete layout.title; // the title is text above the plot
  data.forEach((trace) => {
    if ((trace.type ?? "scatter") === "scatter") trace.line = { width: WIDTHS.scatter, simplify: false, ...trace.line };
    if (FLAT.has(trace.type ?? "scatter") && trace.hoverinfo === undefined && trace.hovertext === undefined && !trace.text)
      trace.hovertemplate ??= hoverOf(layout, trace);
    if (trace.marker?.angleref === "previous") trace.marker.line ??= { width: 0 }; // a head has no rim
    // Numbers that lie on their side take a third of a small plot: fewer of them, upright, are enough.
    const upright = trace.colorbar?.orientation === "h" ? { tickangle: 0, nticks: narrow ? 3 : 5 } : {};
    // On a phone a plane is as high as its place, and narrower: beside it a bar takes nothing from it.
    const beside = narrow && layout.yaxis?.scaleanchor ? BESIDE : {};
    if (trace.colorbar || COLOURED_BY_VALUE.has(trace.type))
      trace.colorbar = { outlinewidth: 0, thickness: 12, ...upright, ...trace.colorbar, ...beside };
  });
  const covered = data.some((trace) => trace.type === "heatmap"); // its picture hides the grid
  for (const { trace, keys } of colours(spec, theme)) putAll(data[trace], keys);
  for (const axis of ["xaxis", "yaxis"]) if (!Object.keys(layout).some((key) => /^scene|^polar/.test(key))) layout[axis] ??= {};
  for (const axis of Object.keys(layout).filter((key) => AXES.test(key))) {
    layout[axis] = { automargin: true, zerolinewidth: 1, gridwidth: 1, ticks: "", ...layout[axis] };
    if (covered) Object.assign(layout[axis], { showgrid: false, zeroline: false });
    if (narrow && layout[axis].type !== "log") layout[axis].nticks ??= 6;
  }
  const coarse = matchMedia("(pointer: coarse)").matches;
  Object.assign(layout, {
    autosize: true,
    uirevision: "covis", // keeps a zoom through redraws
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: margins(narrow),
    dragmode: coarse ? false : (layout.dragmode ?? "zoom"), // a finger scrolls the page
    showlegend: layout.showlegend ?? spec.marks.filter((mark) => mark.name).length > 1,
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)", ...layout.legend },
    font: { ...layout.font, family: theme.family, size: narrow ? theme.size - 1 : theme.size },
    hoverlabel: { ...layout.hoverlabel, font: { family: theme.family, size: theme.size } },
  });
  for (const scene of Object.keys(layout).filter((key) => SCENES.test(key)))
    layout[scene] = { dragmode: coarse ? false : "turntable", ...layout[scene] }; // without its own it takes the plot's, which zooms
  putAll(layout, layoutColours(layout, theme));
  if (theme.weight !== 1) {
    const sizes = sizesOf(spec, layout, theme, narrow, height);
    putAll(layout, sizes.keys);
    data.forEach((trace, k) => putAll(trace, sizes.traces[k]));
  }
  return { data, layout };
}
