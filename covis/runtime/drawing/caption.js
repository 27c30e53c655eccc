// The caption of a plot: its name and small tools. Tools are buttons of ours and not Plotly's bar: they are reachable from the
// keyboard and never cover the picture.
import { h } from "../dom.js";

const ICONS = {
  "Full screen": "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  Fit: "M2 8h12M4.5 5.5 2 8l2.5 2.5M11.5 5.5 14 8l-2.5 2.5M8 2v2.5M8 11.5V14",
  "Reset view": "M3 8a5 5 0 1 0 1.6-3.7M3 2v3h3",
  SVG: "M4 10.5C4.5 5 9 8.5 11.5 4.5M2 11h3.5v3.5H2zM10.5 1.5H14V5h-3.5z", // a curve with the points that it is drawn by
  PNG: "M2 3h12v10H2zM2 11l3.5-3.5L9 11l2-2 3 2.5M10.5 6h.5", // a picture in its frame
};

/** @typedef {keyof typeof ICONS} Tool */

/** @param {Tool} name */
function icon(name) {
  const svg = h("span", {
    html: `<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`,
  });
  return /** @type {Element} */ (svg.firstChild);
}

/** @type {Record<Tool, string>} */
const TITLES = {
  "Full screen": "Full screen with its controls",
  Fit: "Fit the axes to what is drawn",
  "Reset view": "Reset the axes",
  SVG: "Save as SVG",
  PNG: "Save as PNG",
};

/**
 * "Displacement against time", "East, north and up", "Height over x and y", from the titles of the axes without their units; "" when one has none.
 * @param {Record<string, any> | undefined} layout
 * @param {boolean} surface whether something is drawn over the other two
 */
function axesInWords(layout, surface) {
  const axes = layout?.scene ?? layout;
  const [x, y, z] = ["xaxis", "yaxis", "zaxis"].map((axis) => (axes?.[axis]?.title?.text ?? "").replace(/ \([^()]*\)$/, ""));
  /** @param {string} title */
  const inside = (title) => (/^[A-Z][a-z]/.test(title) ? title[0].toLowerCase() + title.slice(1) : title);
  if (layout?.scene && !(x && y && z)) return "";
  if (layout?.scene) return surface ? `${z} over ${inside(x)} and ${inside(y)}` : `${x}, ${inside(y)} and ${inside(z)}`;
  return x && y ? `${y} against ${inside(x)}` : "";
}

/**
 * What a plot without a title is called: by its axes, its one named mark, its number.
 * @param {Covis.Plot} spec
 * @param {number} number
 */
export function nameOf(spec, number) {
  const names = spec.marks.map((mark) => mark.name).filter(Boolean);
  const surface = spec.figure.data.some(({ type }) => type === "surface");
  const named = names.length === 1 ? names[0][0].toUpperCase() + names[0].slice(1) : "";
  return spec.title || axesInWords(spec.figure.layout, surface) || named || `Plot ${number + 1}`;
}

/**
 * The caption with a button for each tool that the plot has.
 * @param {string} name
 * @param {Partial<Record<Tool, () => unknown>>} acts
 * @param {Partial<Record<Tool, string>>} [titles] what a button does, where it is not the usual
 */
export function captionOf(name, acts, titles = {}) {
  const known = /** @type {Tool[]} */ (Object.keys(ICONS));
  const tools = known
    .filter((text) => acts[text])
    .map((text) => {
      const title = titles[text] ?? TITLES[text];
      const button = h("button", {
        type: "button",
        class: "covis-tool",
        title,
        "data-tool": text,
        "aria-label": `${title}: ${name}`,
        onclick: acts[text],
      });
      button.append(icon(text), h("span", {}, text));
      return button;
    });
  return h(
    "figcaption",
    { class: "covis-caption" },
    h("span", { class: "covis-plot-title" }, name),
    h("span", { class: "covis-tools" }, tools),
  );
}
