// What a document says of its marks. One made before a mark stated it is answered for by the kind of mark, as pages always did.

const WIDE = new Set(["curve", "bars", "band", "trace"]);

/** The indices of mark k's traces. */
export const tracesOfMark = (spec, k) => Array.from({ length: spec.marks[k].traces }, (_, i) => spec.marks[k].trace + i);

/** What mark k wants its plot to be: "plane", "wide" or "strip". */
export function formOfMark(spec, k) {
  const { form, kind, trace } = spec.marks[k];
  if (form) return form;
  const was = kind.toLowerCase();
  if (was === "heatmap") return (spec.figure.data[trace]?.y?.length ?? 9) <= 2 ? "strip" : "wide";
  return WIDE.has(was) ? "wide" : "plane";
}

/** Whether trace `index` of mark k keeps the colours that the figure gives it: its author stated them. */
export function keepsColours(spec, k, index) {
  const { color, kind, own_colors: stated } = spec.marks[k];
  const { line, marker, colorscale } = spec.figure.data[index] ?? {};
  return stated ?? Boolean(!color && kind.toLowerCase() === "trace" && (line?.color ?? marker?.color ?? colorscale));
}
