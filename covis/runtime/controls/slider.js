// The slider: a native range and a box in which a number is typed.
import { freshId, h } from "../dom.js";
import { register } from "../state/kinds.js";
import { asShown, rangeState } from "../state/range.js";
import { entry, label, numberBox, rangeInput } from "./inputs.js";

/**
 * @param {Covis.SliderControl} given
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(given, { change, current }) {
  const { control, to, from } = asShown(given);
  const id = freshId(control.name);
  /** @type {Covis.Change} */
  const byHand = (name, value) => change(name, from(value));
  const range = rangeInput(control, id, byHand);
  const number = numberBox(control, byHand, () => to(current()));
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
    range.refresh(to(value));
    number.refresh(to(value), force);
  };
  return { element, refresh };
}

register("slider", { ...rangeState, build });
