// The curves of a page that a measurement can be laid over, and why it cannot over the others.
import { roleOf } from "../drawing/marks.js";
import { kindOf } from "../state/kinds.js";
import { snap } from "../state/range.js";
import { suggested } from "./data/columns.js";
import { conversion } from "./data/units.js";
import { influences, modelOf, SINGLE } from "./model.js";

const ASIDE = new Set(["handle", "label", "polyline", "arrow", "arrows", "field"]); // marks that nobody measures

/**
 * @typedef {{view: import("../drawing/legend.js").KeyedPlot, plot: number, mark: number, label: string, why: string, moved: string[], units: {x: string, y: string}, scales: {x: number, y: number}}} Target
 */

/** The present numbers of the controls, and others with every slider elsewhere. @param {import("../page/mount.js").Visualisation} page */
export function statesOf(page) {
  const now = page.state.numbers();
  const other = { ...now };
  for (const control of page.state.controls.values())
    if (control.kind === "slider") other[control.name] = kindOf(control).number(control, elsewhere(control, now[control.name])[0]);
  return [now, other];
}

/**
 * Two other values of a slider.
 * @param {Covis.NumberControl} control
 * @param {number} now
 */
const elsewhere = (control, now) =>
  [0.37, 0.81]
    .map((share) => snap(control, control.low + share * (control.high - control.low)))
    .sort((a, b) => Math.abs(b - now) - Math.abs(a - now));

/**
 * Every mark that could be measured, with why it cannot be compared.
 * @param {import("../page/mount.js").Visualisation} page
 * @returns {Target[]}
 */
export function targetsOf(page) {
  const { program } = page.engine;
  const states = statesOf(page);
  const sliding = /** @type {Covis.NumberControl[]} */ ([...page.state.controls.values()].filter((each) => kindOf(each).slides));
  return page.views.flatMap((view, plot) => {
    const { layout = {} } = view.spec.figure;
    const flat = !Object.keys(layout).some((key) => /^(scene|polar)/.test(key));
    const plain = ["x", "y"].every((way) => !["category", "date"].includes(layout[`${way}axis`]?.type));
    const units = { x: unitOf(layout.xaxis), y: unitOf(layout.yaxis) };
    /** @type {Set<string>[]} */
    let moved = [];
    try {
      const options = sliding.map((control) => ({ name: control.name, values: elsewhere(control, states[0][control.name]) }));
      moved = influences(program, plot, view.spec.marks, states[0], options);
    } catch (error) {
      console.warn(`covis: ${error}`);
    }
    const unnamed = view.spec.marks.filter(({ name, kind }) => !name && !ASIDE.has(kind)).length;
    return view.spec.marks.flatMap((given, mark) => {
      if (ASIDE.has(given.kind)) return [];
      let why = !flat || !plain ? "its plot does not have two axes with numbers" : given.kind === "histogram" ? "it is a histogram" : "";
      try {
        const found = why || modelOf(program, plot, given, states);
        if (typeof found === "string") why = found;
      } catch (error) {
        why = `it cannot be drawn at present (${error instanceof Error ? error.message : error})`;
      }
      if (why === SINGLE) return [];
      const label = given.name || (unnamed === 1 ? view.name : `${given.kind} ${mark + 1}`);
      const scales = { x: given.scales?.x ?? 1, y: given.scales?.y ?? 1 };
      return [{ view, plot, mark, label, why, moved: [...(moved[mark] ?? [])], units, scales }];
    });
  });
}

/** The unit in the title of an axis: "Time t (s)" -> "s". @param {any} axis */
const unitOf = (axis) => / \(([^()]*(?:\([^()]*\))?[^()]*)\)$/.exec(axis?.title?.text ?? axis?.title ?? "")?.[1] ?? "";

/**
 * The curve that most likely was measured, with the columns that go with it: its units fit, and the most controls move it.
 * @param {import("./data/reading.js").Table} table
 * @param {Target[]} targets
 * @param {Target["view"]} [view] what the file was dropped on
 */
export function likely(table, targets, view) {
  const here = targets.filter((target) => target.view === view);
  const ranked = (here.length ? here : targets).map((target) => {
    const chosen = suggested(table, target.units);
    const fits = [chosen.units.x, chosen.units.y].map(
      (unit, i) => typeof conversion(unit, [target.units.x, target.units.y][i]) !== "string",
    );
    const muted = roleOf(target.view.spec, target.mark) === "muted";
    return { target, chosen, score: 100 * fits.filter(Boolean).length + target.moved.length - (muted ? 50 : 0) };
  });
  return ranked.reduce((found, each) => (each.score > found.score ? each : found));
}
