// What a document says of its marks. One made before a mark stated it is answered for by the kind of mark, as pages always did.

const ROLES = "abcdefgh";
const WIDE = new Set(["curve", "bars", "band", "trace"]);

/**
 * The indices of mark k's traces.
 * @param {Covis.Plot} spec
 * @param {number} k
 */
export const tracesOfMark = (spec, k) => Array.from({ length: spec.marks[k].traces }, (_, i) => spec.marks[k].trace + i);

/**
 * What mark k wants its plot to be: "plane", "wide" or "strip".
 * @param {Covis.Plot} spec
 * @param {number} k
 * @returns {string}
 */
export function formOfMark(spec, k) {
  const { form, kind, trace } = spec.marks[k];
  if (form) return form;
  const was = kind.toLowerCase();
  if (was === "heatmap") return (spec.figure.data[trace]?.y?.length ?? 9) <= 2 ? "strip" : "wide";
  return WIDE.has(was) ? "wide" : "plane";
}

/**
 * Whether trace `index` of mark k keeps the colours that the figure gives it: its author stated them.
 * @param {Covis.Plot} spec
 * @param {number} k
 * @param {number} index
 * @returns {boolean}
 */
export function keepsColours(spec, k, index) {
  const { color, kind, own_colors: stated } = spec.marks[k];
  const { line, marker, colorscale } = spec.figure.data[index] ?? {};
  return stated ?? Boolean(!color && kind.toLowerCase() === "trace" && (line?.color ?? marker?.color ?? colorscale));
}

/**
 * The role of mark k in the palette: its own, or the next letter that no mark of this plot asks for.
 * @param {Covis.Plot} spec
 * @param {number} k
 * @returns {string}
 */
export function roleOf(spec, k) {
  const { color } = spec.marks[k];
  if (color) return color === "accent" ? "b" : color; // a role of early documents, which had the colour of "b"
  const taken = new Set(spec.marks.map((mark) => mark.color).filter(Boolean));
  const free = [...ROLES].filter((role) => !taken.has(role));
  const letters = free.length ? free : [...ROLES];
  const before = spec.marks.slice(0, k).filter((mark) => !mark.color).length;
  return letters[before % letters.length];
}

/**
 * An output as Plotly wants it: a copy, in rows when it is a grid. Not finite is a gap.
 * @param {ArrayLike<number>} output
 * @param {number} rows
 */
export function asDrawn(output, rows) {
  if (!rows) return Float64Array.from(output);
  const width = output.length / rows;
  const flat = Float64Array.from(output);
  return Array.from({ length: rows }, (_, row) => flat.slice(row * width, (row + 1) * width));
}

/**
 * Write an array by its path in a trace: "y", "marker.size".
 * @param {Covis.Trace} trace
 * @param {string} path
 * @param {unknown} value
 */
export function put(trace, path, value) {
  const keys = path.split(".");
  const last = /** @type {string} */ (keys.pop());
  keys.reduce((target, key) => (target[key] ??= {}), trace)[last] = value;
}

/**
 * How many rows output k of a plot has: 0 for one that is no grid.
 * @param {Covis.Plot} spec
 * @param {number} k
 */
export const rowsOf = (spec, k) => (spec.shapes[k]?.length === 2 ? spec.shapes[k][0] : 0);

const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
const SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "x"];

/**
 * The dash and the point shape of mark k, so that it differs from the others under forced colours.
 * @param {Covis.Plot} spec
 * @param {number} k
 */
export function patternOf(spec, k) {
  /** @param {Covis.Mark} mark */
  const dashed = ({ trace }) => spec.figure.data[trace]?.line?.dash;
  const plain = spec.marks.filter((mark) => !dashed(mark));
  const own = dashed(spec.marks[k]);
  const taken = new Set(spec.marks.map(dashed));
  const free = DASHES.filter((dash) => !taken.has(dash));
  return { dash: own ?? free[plain.indexOf(spec.marks[k]) % free.length], shape: SHAPES[k % SHAPES.length] };
}
