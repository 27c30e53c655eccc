// The controls as native inputs with labels: slider, choice, toggle. The clock is in clock.js.
// Each builder gives {element, refresh(value)}; a change by the person goes out through `change(name, value)`.
import { clockControl } from "./clock.js";
import { freshId, h } from "../dom.js";
import { unitText } from "../state/format.js";
import { entry, label, numberBox, rangeInput, symbol } from "./inputs.js";

function sliderControl(control, change, current) {
  const id = freshId(control.name);
  const range = rangeInput(control, id, change);
  const number = numberBox(control, change, current);
  const element = h(
    "div",
    { class: "covis-control covis-slider" },
    h("div", { class: "covis-head" }, label(control, id), entry(control, number.box)),
    range.input,
    number.fault,
  );
  const refresh = (value, force) => {
    range.refresh(value);
    number.refresh(value, force);
  };
  return { element, refresh };
}

/** Few short options lie open as radio buttons; more are a select. */
function choiceControl(control, change) {
  const keys = control.options.map(([key]) => key);
  if (keys.length > 4 || keys.join("").length > 40) {
    const id = freshId(control.name);
    const select = h("select", { id, name: control.name, class: "covis-select", onchange: () => change(control.name, select.value) });
    select.append(...keys.map((key) => h("option", { value: key }, key)));
    const element = h("div", { class: "covis-control" }, label(control, id), select);
    return { element, refresh: (value) => (select.value = value) };
  }
  const radios = keys.map((key) =>
    h("input", { type: "radio", name: control.name, value: key, id: freshId(control.name), onchange: () => change(control.name, key) }),
  );
  const element = h(
    "fieldset",
    { class: "covis-control covis-choice" },
    h("legend", { class: "covis-label" }, `${control.label} `, symbol(control)),
    h("div", { class: "covis-options" }, radios.map((radio) => h("label", { class: "covis-option" }, radio, radio.value))),
  );
  return { element, refresh: (value) => radios.forEach((radio) => (radio.checked = radio.value === value)) };
}

function toggleControl(control, change) {
  const id = freshId(control.name);
  const box = h("input", {
    type: "checkbox",
    id,
    name: control.name,
    class: "covis-toggle",
    onchange: () => change(control.name, box.checked),
  });
  const element = h("div", { class: "covis-control covis-switch" }, box, label(control, id));
  return { element, refresh: (value) => (box.checked = value) };
}

const BUILDERS = { slider: sliderControl, choice: choiceControl, toggle: toggleControl, clock: clockControl };

/** All controls of a document, in a form so that radio groups of two visualisations on a page stay apart. */
export function buildControls(controls, change, valueOf, signal) {
  const built = controls.map((control) => ({
    name: control.name,
    ...BUILDERS[control.kind](control, change, () => valueOf(control.name), signal),
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
