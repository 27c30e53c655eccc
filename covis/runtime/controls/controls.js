// The controls of a document. Each kind is a file of its own, controls/<kind>.js, which is loaded when a document has such a control.
// What it builds gives {element, refresh(value)}; a change by the person goes out through `change(name, value)`.
import { h } from "../dom.js";
import { unitText } from "../state/format.js";
import { kindOf, known } from "../state/kinds.js";

/** The document, when the files of the kinds that its controls are of are loaded; each registers itself. */
export async function withKinds(doc) {
  const missing = [...new Set((doc.controls ?? []).map(({ kind }) => kind))].filter((kind) => !known(kind));
  const load = async (kind) => {
    const module = /^[a-z_]+$/.test(kind) && import(`./${kind}.js`);
    await Promise.resolve(module).catch((error) => console.warn(error));
    if (!known(kind)) throw new Error(`The control "${kind}" could not be loaded`);
  };
  await Promise.all(missing.map(load));
  return doc;
}

/** All controls of a document, in a form so that radio groups of two visualisations on a page stay apart. */
export function buildControls(controls, change, valueOf, signal) {
  const built = controls.map((control) => ({
    name: control.name,
    ...kindOf(control).build(control, { change, current: () => valueOf(control.name), signal }),
  }));
  const units = Math.max(0, ...controls.map((control) => unitText(control.unit ?? "").length));
  const element = h(
    "form",
    { class: "covis-controls", "aria-label": "Controls", style: `--covis-unit: ${units}ch`, onsubmit: (event) => event.preventDefault() },
    built.map((each) => each.element),
  );
  return {
    element,
    /** Show the values; a box with a half-typed number keeps it unless its control is in `renewed`. */
    refresh: (values, renewed = []) => built.forEach((each) => each.refresh(values[each.name], renewed.includes(each.name))),
    clocks: built.filter((each) => each.clock).map((each) => each.clock),
  };
}
