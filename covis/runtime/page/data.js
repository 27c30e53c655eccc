// The numbers behind the picture as a table for reading. The file for working with them is in tools/csv.js.
// Columns that hold the same numbers (a swept axis shared by curves) stand once.
import { h } from "../dom.js";
import { significant } from "../state/format.js";

const ROWS = 500; // rows shown; the file has all of them

/**
 * @param {(number | string)[]} a
 * @param {(number | string)[]} b
 */
const same = (a, b) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

/**
 * The arrays of a mark in the units that the axes show.
 * @param {Covis.Mark} mark
 * @param {Covis.Arrays} arrays
 * @returns {Covis.Arrays}
 */
function inShownUnits(mark, arrays) {
  const scaled = Object.entries(mark.scales ?? {}).map(([name, scale]) => [
    name,
    Float64Array.from(arrays[name], (value) => value * scale),
  ]);
  return { ...arrays, ...Object.fromEntries(scaled) };
}

/**
 * Mark k's arrays in the units that are shown; a grid (z over x and y) is written out as one row a cell.
 * @param {import("../drawing/plot.js").PlotView} view
 * @param {number} k
 */
export function shownArrays(view, k) {
  const arrays = inShownUnits(view.spec.marks[k], view.arrays(k));
  const { x, y, z } = arrays;
  if (z && x && y && z.length === x.length * y.length) {
    arrays.x = Array.from(z, (_, i) => x[i % x.length]);
    arrays.y = Array.from(z, (_, i) => y[Math.floor(i / x.length)]);
  }
  return arrays;
}

/**
 * What the columns of a plot are called: the titles of its axes, with their units.
 * @param {import("../drawing/plot.js").PlotView} view
 * @returns {Record<string, string>}
 */
export function titlesOf(view) {
  const { layout, data } = view.spec.figure;
  const axes = layout?.scene ?? layout;
  /** @param {string} letter */
  const title = (letter) => axes?.[`${letter}axis`]?.title?.text || letter;
  const bar = data.map((/** @type {Covis.Trace} */ trace) => trace.colorbar?.title?.text).find(Boolean);
  return { x: title("x"), y: title("y"), z: bar ?? title("z"), low: `${title("y")}: low`, high: `${title("y")}: high` };
}

/**
 * A plot's columns: [{title, values}].
 * @param {import("../drawing/plot.js").PlotView} view
 * @returns {Covis.Column[]}
 */
export function columnsOf(view) {
  /** @type {Covis.Column[]} */
  const columns = [];
  /**
   * @param {string} title
   * @param {(number | string)[]} values
   */
  const add = (title, values) => {
    const known = columns.find((column) => same(column.values, values));
    if (!known) columns.push({ title, values });
  };
  const { x: xTitle, y: yTitle, z: zTitle } = titlesOf(view);
  view.spec.marks.forEach((mark, k) => {
    const arrays = shownArrays(view, k);
    const label = mark.name || `${mark.kind} ${k + 1}`;
    const onlyOne = view.spec.marks.length === 1;
    const unit = / \([^()]*\)$/.exec(yTitle)?.[0] ?? "";
    /** @type {Record<string, string>} */
    const titles = {
      x: xTitle,
      y: onlyOne || "z" in arrays ? yTitle : label + unit,
      ...(view.spec.figure.layout?.scene && onlyOne ? { z: zTitle } : {}),
      low: `${label}: low${unit}`,
      high: `${label}: high${unit}`,
    };
    for (const [name, values] of Object.entries(arrays)) add(titles[name] ?? `${label}: ${name}`, Array.from(values));
  });
  return columns;
}

/** @param {import("../drawing/plot.js").PlotView} view */
function tableOf(view) {
  const columns = columnsOf(view);
  const length = Math.max(0, ...columns.map((column) => column.values.length));
  const rows = Array.from({ length: Math.min(length, ROWS) }, (_, i) =>
    h(
      "tr",
      {},
      columns.map(({ values }) => h("td", {}, i < values.length ? significant(/** @type {number} */ (values[i]), 5) : "")),
    ),
  );
  return h(
    "div",
    { class: "covis-scroll", tabindex: "0", role: "group", "aria-label": `Data of ${view.name}` },
    h(
      "table",
      {},
      h("caption", {}, view.name + (length > ROWS ? `: the first ${ROWS} of ${length} rows` : "")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map(({ title }) => h("th", { scope: "col" }, title)),
        ),
      ),
      h("tbody", {}, rows),
    ),
  );
}

/**
 * The folded table; `refresh()` rebuilds it when it is open.
 * @param {import("../drawing/plot.js").PlotView[]} views
 */
export function buildTable(views) {
  const body = h("div", {});
  const refresh = () => details.open && body.replaceChildren(...views.map(tableOf));
  const details = h("details", { class: "covis-fold covis-data", ontoggle: refresh }, h("summary", {}, "Data table"), body);
  return { element: details, refresh };
}
