// The controls of a document. Each kind is a file of its own, controls/<kind>.js, which is loaded when a document has such a control.
// What it builds gives {element, refresh(value)}; a change by the person goes out through `change(name, value)`.
import { h } from "../dom.js";
import { unitText } from "../state/format.js";
import { kindOf, known } from "../state/kinds.js";

/**
 * The document, when the files of the kinds that its controls are of are loaded; each registers itself.
 * @param {Covis.Document} doc
 * @returns {Promise<Covis.Document>}
 */
export async function withKinds(doc) {
  const missing = [...new Set((doc.controls ?? []).map(({ kind }) => kind))].filter((kind) => !known(kind));
  /** @param {string} kind */
  const load = async (kind) => {
    const module = /^[a-z_]+$/.test(kind) && import(`./${kind}.js`);
    await Promise.resolve(module).catch((error) => console.warn(error));
    if (!known(kind)) throw new Error(`The control "${kind}" could not be loaded`);
  };
  await Promise.all(missing.map(load));
  return doc;
}

/**
 * All controls of a document, in a form so that radio groups of two visualisations on a page stay apart.
 * @param {Covis.Control[]} controls
 * @param {Covis.Change} change
 * @param {(name: string) => any} valueFor
 * @param {AbortSignal} signal
 * @param {Pick<Covis.BuildParts, "numbers" | "present">} more
 */
export function buildControls(controls, change, valueFor, signal, more) {
  const built = controls.map((control) => ({
    name: control.name,
    ...kindOf(control).build(control, { change, current: () => valueFor(control.name), signal, ...more }),
  }));
  const units = Math.max(0, ...controls.map((control) => unitText("unit" in control ? control.unit : "").length));
  const element = h(
    "form",
    {
      class: "covis-controls",
      style: `--covis-unit: ${units}ch`,
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h(
      "div",
      { class: "covis-control-list", role: "group", "aria-label": "Controls" },
      built.map((each) => each.element),
    ), // a form with a name is a landmark
  );
  return {
    element,
    /**
     * Show the values; a box with a half-typed number keeps it unless its control is in `renewed`.
     * @param {Covis.Values} values
     * @param {string[]} [renewed]
     */
    refresh: (values, renewed = []) => built.forEach((each) => each.refresh(values[each.name], renewed.includes(each.name))),
    clocks: built.flatMap((each) => each.clock ?? []),
  };
}
