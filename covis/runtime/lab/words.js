// What a fit says, in numbers and words.
import { significant, unitText } from "../state/format.js";
import { rounded } from "./fit.js";

const TOGETHER = 0.95; // a correlation that is worth a word

/**
 * A fit as it is kept: the names of its controls, values and errors in the units that the page shows.
 * @typedef {{names: string[], labels: string[], units: string[], values: number[], errors: (number | null)[], points: number, freedom: number, chiSquare: number | null,
 * rms: number, unit: string, notes: string[]}} Result
 */

/**
 * @param {import("./fit.js").Fit} fit
 * @param {Covis.NumberControl[]} controls
 * @param {{residuals: Float64Array, weighted: boolean, unit: string, exact: boolean}} how
 * @returns {Result}
 */
export function resultOf(fit, controls, { residuals, weighted, unit, exact }) {
  const scales = controls.map(({ scale = 1 }) => scale);
  const labels = controls.map(({ label }) => label);
  const notes = [];
  if (!fit.converged) notes.push("The fit did not settle. Move the controls by hand until the curve is near the points, then fit again.");
  for (const j of fit.still) notes.push(`${labels[j]} does not move the curve at these points. Take it out of the fit.`);
  for (const group of fit.mixed)
    notes.push(
      `These points cannot tell ${joined(group.map((j) => labels[j]))} apart: other values together give the same curve. Fit fewer of them.`,
    );
  for (const [j, at] of fit.atBound.entries())
    if (at) notes.push(`${labels[j]} reached the end of its range: the best value may lie beyond it, and no error is given.`);
  for (const [i, row] of fit.correlations.entries())
    for (const [j, correlation] of row.entries())
      if (j > i && correlation !== null && Math.abs(correlation) > TOGETHER)
        notes.push(
          `${labels[i]} and ${labels[j]} can hardly be told apart by these points (correlation ${significant(correlation, 2)}): a change in one can be made up for by the other.`,
        );
  if (!exact) notes.push("The curve was interpolated between the points that are drawn.");
  return {
    names: controls.map(({ name }) => name),
    labels,
    units: controls.map((control) => unitText(control.unit)),
    values: fit.values.map((value, j) => value * scales[j]),
    errors: fit.errors.map((error, j) => (error === null ? null : error * scales[j])),
    points: residuals.length,
    freedom: residuals.length - fit.free,
    chiSquare: weighted ? fit.cost : null,
    rms: rootMeanSquare(residuals),
    unit,
    notes,
  };
}

/** @param {Float64Array} values */
export const rootMeanSquare = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / (values.length || 1));

/** @param {string[]} words */
export const joined = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`);

/**
 * Each value as it is printed: [label, "0.203 ± 0.012", unit].
 * @param {Result} result
 */
export function valuesOf({ labels, values, errors, units }) {
  return labels.map((label, j) => {
    const [value, error] = rounded(values[j], errors[j]).map((text) =>
      text.replace("-", "\u2212").replace(/e\u2212?\+?/, (e) => e.replace("+", "")),
    );
    return { label, value: error ? `${value} ± ${error}` : value, unit: units[j], error: Boolean(error) };
  });
}

/** How good it is, as a sentence. @param {Result} result */
export function qualityOf({ points, freedom, chiSquare, rms, unit }) {
  const degrees = `${freedom} degree${freedom === 1 ? "" : "s"} of freedom (${points} points)`;
  const spread = `root mean square of the residuals ${significant(rms)}${unit && `\u00a0${unit}`}`;
  if (chiSquare === null) return `${degrees}; ${spread}. The errors take all points to be equally uncertain.`;
  const reduced = freedom > 0 ? ` (${significant(chiSquare / freedom)} per degree of freedom)` : "";
  return `χ² = ${significant(chiSquare, 4)}${reduced}; ${degrees}; ${spread}. The errors rest on the uncertainties of the file.`;
}

/** The values as a sentence, for the live region and for descriptions. @param {Result} result */
export const spokenOf = (result) =>
  `Fitted: ${valuesOf(result)
    .map(({ label, value, unit }) => `${label} ${value}${unit && ` ${unit}`}`)
    .join("; ")}.`;
