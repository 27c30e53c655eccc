// Bars, written directly: Plotly's own places and roundings, so that motion and rest are the same picture.

import { fillWith } from "./markers.js";

/**
 * Plotly lets no thin bar disappear: its end goes to the whole pixel beyond.
 * @param {number} value
 * @param {number} other
 */
const visible = (value, other) =>
  value === other || Math.abs(value - other) >= 2 ? value : value > other ? Math.ceil(value) : Math.floor(value);

/** @param {Covis.Trace} full */
export const simpleBars = (full) => full.orientation !== "h" && !full.text && !full.texttemplate && !full.marker.cornerradius && !full.base;

/**
 * Draw heights y at places x. `calc` is Plotly's own list for the trace and is kept true. False when only Plotly can.
 * @param {ArrayLike<Element>} nodes
 * @param {any[]} calc
 * @param {Covis.Axes} plot
 * @param {unknown} gaps
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, offset?: any, width?: any}} arrays `offset`, `width`: of each bar that has its own
 * @param {((i: number) => string) | null} [shade] the colour of each, where a value gives it
 */
export function drawBars(nodes, calc, plot, gaps, { x, y, offset, width }, shade) {
  const known = calc.find((bar) => Number.isFinite(bar.p) && Number.isFinite(bar.p0));
  if (!known || nodes.length !== y.length || !gaps) return false;
  const [before, after] = [known.p0 - known.p, known.p1 - known.p];
  /** @type {(value: number | undefined) => number} */
  const toX = (value) => plot.xaxis.c2p(value, true);
  /** @type {(value: number | undefined) => number} */
  const toY = (value) => plot.yaxis.c2p(value, true);
  for (let i = 0; i < y.length; i++) {
    const bar = calc[i];
    /** @type {any} */ // undefined is Plotly's word for no number
    const place = Number.isFinite(x[i]) ? x[i] : undefined;
    const height = Number.isFinite(y[i]) ? y[i] : undefined;
    const [start, end] = offset?.length ? [offset[i], offset[i] + width[i]] : [before, after];
    Object.assign(bar, { p: place, p0: place + start, p1: place + end, s: height, s0: 0, s1: height });
    if (shade) fillWith(nodes[i], shade(i));
    const [left, right, foot, top] = [toX(bar.p0), toX(bar.p1), toY(0), toY(height)];
    const blank = ![left, right, foot, top].every(Number.isFinite) || (foot === top && !shade) || left === right; // a bar with a rim is seen at zero too
    nodes[i].setAttribute(
      "d",
      blank
        ? "M0,0Z"
        : `M${visible(left, right)},${visible(foot, top)}V${visible(top, foot)}H${visible(right, left)}V${visible(foot, top)}Z`,
    );
  }
  return true;
}
