// The toggle: on or off. Its state is true or false.
import { freshId, h } from "../dom.js";
import { register } from "../state/kinds.js";
import { label } from "./inputs.js";

/** @type {Record<string, boolean>} */
const READ = { true: true, 1: true, false: false, 0: false };

/**
 * @param {Covis.ToggleControl} control
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(control, { change }) {
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

register("toggle", {
  problem: (_, value) => (typeof value === "boolean" ? "" : "takes true or false"),
  normal: (_, value) => value,
  number: (_, value) => Number(value),
  read: (_, text) => (Object.hasOwn(READ, text) ? READ[text] : null),
  words: (_, value) => (value ? "on" : "off"),
  build,
});
