// The numbers behind the picture as CSV files, a tidy table for each plot.
import { saveFile } from "../dom.js";
import { shownArrays, titlesOf } from "../page/data.js";
import { unitText } from "../state/format.js";
import { asShown } from "../state/range.js";

const MARK = "\ufeff"; // with this byte order mark Excel reads µ and Ω as they are

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
