// SVG shapes as plain data, and paths through points: what picture.js is made of. It needs no DOM.

/** @typedef {{tag: string, props: Record<string, string | number>, children: (Shape | string)[]}} Shape */

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [props] attributes
 * @param {...(Shape | string)} children
 * @returns {Shape}
 */
export const shape = (tag, props = {}, ...children) => ({ tag, props, children });

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * A shape as SVG text.
 * @param {Shape | string} part
 * @returns {string}
 */
export function asText(part) {
  if (typeof part === "string") return escaped(part);
  const attributes = Object.entries(part.props).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const head = part.tag + attributes.join("");
  return part.children.length ? `<${head}>${part.children.map(asText).join("")}</${part.tag}>` : `<${head}/>`;
}

/** A coordinate: tenths of a pixel, the same text on every machine. @param {number} value */
export const at = (value) => String(Math.round(value * 10) / 10 || 0);

/** Numbers in a row, whatever the document or the program gives: null becomes not-a-number. @param {any} values @returns {number[]} */
export const numbers = (values) => Array.from(values ?? [], (value) => (typeof value === "number" ? value : Number.NaN));

/** A grid as one list, row after row: the document has rows, the program one array. @param {any} z */
export const flat = (z) => numbers(Array.isArray(z?.[0]) ? z.flat() : z);

/** Least and greatest of the finite values. @param {number[]} values @returns {[number, number]} */
export function extent(values) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? [low, high] : Number.isFinite(low) ? [low, low + 1] : [0, 1];
}

/** A range that can be drawn along; an author's layout= may give dates, or nothing. @param {any} range @returns {[number, number] | null} */
export const usable = (range) =>
  Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] !== range[1] ? [range[0], range[1]] : null;

/**
 * How solid the inside of a trace is: rgba(r, g, b, 0.25) is 0.25.
 * @param {string} [fill]
 */
export const strength = (fill = "") => Number(/^rgba\(.*,\s*([\d.]+)\)$/.exec(fill)?.[1] ?? 0.25);

/**
 * Where the value that colours each marker of a trace lies in the range of its scale, 0 to 1; null where no value colours them.
 * @param {Covis.Trace} trace
 * @param {Covis.Arrays} arrays
 */
export function shares({ marker }, arrays) {
  const values = arrays["marker.color"] ?? marker?.color;
  const { cmin, cmax } = marker ?? {};
  if (!values || typeof values === "string" || !(cmax > cmin)) return null;
  return numbers(values).map((value) => Math.min(1, Math.max(0, (value - cmin) / (cmax - cmin))));
}

/** How far the nearest two of some places are apart; 0 where there are no two. @param {number[]} places */
export function gap(places) {
  const sorted = places.filter(Number.isFinite).sort((one, other) => one - other);
  const steps = sorted.map((place, i) => place - sorted[i - 1]).filter((step) => step > 0);
  return steps.length ? Math.min(...steps) : 0;
}

/**
 * Points as a path: a line that is broken where there is no point, or dots.
 * @param {[number, number][]} points
 * @param {string} mode
 */
export function joined(points, mode) {
  if (!/lines|markers/.test(mode)) return "";
  const line = mode.includes("lines");
  let path = "";
  let pen = "M";
  for (const [x, y] of points) {
    if (x - x + y - y !== 0) {
      pen = "M";
      continue;
    }
    path += line ? `${pen}${at(x)},${at(y)}` : `M${at(x)},${at(y)}h0`;
    pen = "L";
  }
  return path;
}

/**
 * The heads of arrows: where a marker has a size, a triangle in the direction from the point before.
 * @param {[number, number][]} points
 * @param {number | number[]} size
 */
export function heads(points, size) {
  let path = "";
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x, y]] = [points[i - 1], points[i]];
    const length = Array.isArray(size) ? size[i] : size;
    const far = Math.hypot(x - x0, y - y0);
    if (!length || !(far > 0)) continue;
    const [u, v] = [((x - x0) / far) * length * 0.8, ((y - y0) / far) * length * 0.8];
    path += `M${at(x)},${at(y)}L${at(x - u - 0.45 * v)},${at(y - v + 0.45 * u)}L${at(x - u + 0.45 * v)},${at(y - v - 0.45 * u)}Z`;
  }
  return path;
}

/**
 * The colour of a trace: its mark's role, an author's own colour, or the quiet one.
 * @param {Covis.Trace} trace
 * @param {Covis.Mark | undefined} mark
 */
export function colourOf(trace, mark) {
  if (mark?.color) return `var(--covis-${mark.color})`;
  const own = [trace.line?.color, trace.marker?.color].find((color) => typeof color === "string");
  return own ?? "var(--covis-muted)";
}

/**
 * The colour at `share` of a scale of grids: an author's own of two colours, or the page's, which tokens.css gives from dark to light as
 * --covis-scale-0, --covis-scale-1 ...
 * @param {number} share 0 to 1
 * @param {number} colours how many the page's scale has
 * @param {any} [own]
 */
export function scaleColour(share, colours, own) {
  const pair = Array.isArray(own) && own.length === 2;
  const place = share * (pair ? 1 : colours - 1);
  const k = pair ? 0 : Math.min(colours - 2, Math.floor(place));
  const [low, high] = pair ? [own[0][1], own[1][1]] : [`var(--covis-scale-${k})`, `var(--covis-scale-${k + 1})`];
  return `color-mix(in srgb, ${high} ${Math.round(100 * (place - k))}%, ${low})`;
}
