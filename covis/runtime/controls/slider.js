// The slider: a native range and a box in which a number is typed.
import { freshId, h } from "../dom.js";
import { register } from "../state/kinds.js";
import { rangeState } from "../state/range.js";
import { entry, label, numberBox, rangeInput } from "./inputs.js";

/**
 * @param {Covis.SliderControl} control
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(control, { change, current }) {
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
  /**
   * @param {number} value
   * @param {boolean} [force]
   */
  const refresh = (value, force) => {
    range.refresh(value);
    number.refresh(value, force);
  };
  return { element, refresh };
}

register("slider", { ...rangeState, build });
