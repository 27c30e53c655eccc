// The numbers behind the picture: a table for reading, and a CSV file for working with them.
// Columns that hold the same numbers (a swept axis shared by curves) stand once.
import { h, saveFile } from "../dom.js";
import { significant, unitText } from "../state/format.js";
import { asShown } from "../state/range.js";

const MARK = "\ufeff"; // with this byte order mark Excel reads µ and Ω as they are
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
 * A plot's columns: [{title, values}]. A grid (z over x and y) is written out as one row a cell.
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
  const { layout = {} } = view.spec.figure;
  view.spec.marks.forEach((mark, k) => {
    const arrays = inShownUnits(mark, view.arrays(k));
    const { x, y, z } = arrays;
    if (z && x && y && z.length === x.length * y.length) {
      arrays.x = Array.from(z, (_, i) => x[i % x.length]);
      arrays.y = Array.from(z, (_, i) => y[Math.floor(i / x.length)]);
    }
    /** @param {string} letter */
    const axisTitle = (letter) => (layout.scene ?? layout)[`${letter}axis`]?.title?.text || letter;
    const label = mark.name || `${mark.kind} ${k + 1}`;
    const onlyOne = view.spec.marks.length === 1;
    const unit = / \([^()]*\)$/.exec(axisTitle("y"))?.[0] ?? "";
    /** @type {Record<string, string>} */
    const titles = {
      x: axisTitle("x"),
      y: onlyOne || z ? axisTitle("y") : label + unit,
      ...(layout.scene && onlyOne ? { z: axisTitle("z") } : {}),
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
    { class: "covis-scroll", tabindex: "0", role: "region", "aria-label": `Data of ${view.name}` },
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

/**
 * A field of CSV (RFC 4180); text that a spreadsheet would run as a formula is made plain.
 * @param {number | string} value
 */
export function field(value) {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * All plots and the state of the controls as one CSV text.
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {import("../state/state.js").State} state
 */
export function csv(views, state) {
  /** @type {Covis.Column[]} */
  const columns = [...state.controls.values()].map((control) => {
    const unit = "unit" in control ? unitText(control.unit) : "";
    const value = "low" in control ? asShown(control).to(state.values[control.name]) : state.values[control.name];
    return { title: control.name + (unit && ` (${unit})`), values: [typeof value === "boolean" ? Number(value) : value] };
  });
  for (const view of views)
    for (const column of columnsOf(view))
      columns.push({ ...column, title: views.length > 1 ? `${view.name}: ${column.title}` : column.title });
  const length = Math.max(...columns.map((column) => column.values.length));
  const lines = [columns.map(({ title }) => field(title))];
  for (let i = 0; i < length; i++) lines.push(columns.map(({ values: cells }) => (i < cells.length ? field(cells[i]) : "")));
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/**
 * @param {string} id
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {import("../state/state.js").State} state
 */
export const saveCsv = (id, views, state) => saveFile(`${id}.csv`, MARK + csv(views, state), "text/csv;charset=utf-8");
