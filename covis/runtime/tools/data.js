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
 * Mark k's arrays in the units that are shown; a grid (z over x and y) is written out as one row a cell.
 * @param {import("../drawing/plot.js").PlotView} view
 * @param {number} k
 */
function shownArrays(view, k) {
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
function titlesOf(view) {
  const { layout, data } = view.spec.figure;
  const axes = layout?.scene ?? layout;
  /** @param {string} letter */
  const title = (letter) => axes?.[`${letter}axis`]?.title?.text || letter;
  const bars = data.map((/** @type {Covis.Trace} */ { colorbar, marker }) => (colorbar ?? marker?.colorbar)?.title?.text?.trim());
  const bar = bars.find(Boolean);
  return {
    x: title("x"),
    y: title("y"),
    z: (axes === layout && bar) || title("z"),
    color: bar ?? "color",
    low: `${title("y")}: low`,
    high: `${title("y")}: high`,
  };
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
  const { name = "", arrays = {} } = view.measured ?? {};
  for (const [title, values] of Object.entries(arrays)) columns.push({ title: `${name}: ${title}`, values: Array.from(values) });
  return columns;
}

/** @param {import("../drawing/plot.js").PlotView} view */
export function tableOf(view) {
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
 * A field of CSV (RFC 4180); text that a spreadsheet would run as a formula is made plain.
 * @param {number | string} value
 */
export function field(value) {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One plot as a tidy table: a row for every point of every mark, and in each row the state of the controls and where it comes from.
 * @param {import("../drawing/plot.js").PlotView} view
 * @param {import("../state/state.js").State} state
 * @param {Covis.About} about
 */
export function csv(view, state, { credit, address }) {
  const titles = titlesOf(view);
  const marks = view.spec.marks.map((mark, k) => ({ name: mark.name || `${mark.kind} ${k + 1}`, arrays: shownArrays(view, k) }));
  if (view.measured) marks.push(view.measured);
  const names = ["x", "y", "low", "high", "z", "u", "v"];
  for (const { arrays } of marks) for (const name of Object.keys(arrays)) if (!names.includes(name)) names.push(name);
  const used = names.filter((name) => marks.some(({ arrays }) => name in arrays));
  const controls = [...state.controls.values()].map((control) => {
    const unit = "unit" in control ? unitText(control.unit) : "";
    const value = "low" in control ? asShown(control).to(state.values[control.name]) : state.values[control.name];
    return { title: control.name + (unit && ` (${unit})`), value: typeof value === "boolean" ? Number(value) : value };
  });
  const constant = [...controls.map(({ value }) => value), credit, address].map(field);
  const lines = [["mark", ...used.map((name) => titles[name] ?? name), ...controls.map(({ title }) => title), "source", "link"].map(field)];
  for (const { name, arrays } of marks) {
    const length = Math.max(0, ...Object.values(arrays).map((values) => values.length));
    for (let i = 0; i < length; i++)
      lines.push([field(name), ...used.map((each) => (i < (arrays[each]?.length ?? 0) ? field(arrays[each][i]) : "")), ...constant]);
  }
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/**
 * A file for each plot.
 * @param {import("../drawing/plot.js").PlotView[]} views
 * @param {import("../state/state.js").State} state
 * @param {Covis.About} about
 */
export const saveCsv = (views, state, about) =>
  views.forEach((view) => saveFile(`${view.file}.csv`, MARK + csv(view, state, about), "text/csv;charset=utf-8"));
