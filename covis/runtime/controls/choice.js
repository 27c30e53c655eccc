// The choice: one of several named numbers. Its state is the name.
import { freshId, h } from "../dom.js";
import { register } from "../state/kinds.js";
import { label, symbol } from "./inputs.js";

/** @param {Covis.ChoiceControl} control */
const keysOf = (control) => control.options.map(([key]) => key);

/**
 * Few short options lie open as radio buttons; more are a select.
 * @param {Covis.ChoiceControl} control
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(control, { change }) {
  const keys = keysOf(control);
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
    h(
      "div",
      { class: "covis-options" },
      radios.map((radio) => h("label", { class: "covis-option" }, radio, radio.value)),
    ),
  );
  return { element, refresh: (value) => radios.forEach((radio) => (radio.checked = radio.value === value)) };
}

register("choice", {
  problem: (control, value) =>
    keysOf(control).includes(/** @type {string} */ (value)) ? "" : `takes one of: ${keysOf(control).join(", ")}`,
  normal: (_, value) => value,
  number: (control, value) => /** @type {Covis.ChoiceControl} */ (control).options.find(([key]) => key === value)?.[1] ?? NaN,
  read: (_, text) => text,
  words: (_, value) => value,
  build,
});
