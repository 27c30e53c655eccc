// What a document says of its marks. One made before a mark stated it is answered for by the kind of mark, as pages always did.

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
