// The button that throws again. Its state is the seed, a whole number; each press is the next one.
import { h, setText } from "../dom.js";
import { register } from "../state/kinds.js";

const SEEDS = 10_000; // from 0; after the last comes 0

/**
 * @param {Covis.AgainControl} control
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(control, { change, current }) {
  const next = () => change(control.name, (current() + 1) % SEEDS);
  const button = h("button", { type: "button", name: control.name, class: "covis-button", onclick: next }, control.label);
  const which = h("span", { class: "covis-throw", role: "status" });
  const element = h("div", { class: "covis-control covis-again" }, button, which);
  /** @param {number} value */
  const refresh = (value) => {
    button.value = String(value);
    setText(which, words(control, value));
  };
  return { element, refresh };
}

/**
 * @param {Covis.AgainControl} _
 * @param {number} value
 */
const words = (_, value) => `throw ${value}`;

register("again", {
  problem: (_, value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value < SEEDS
      ? ""
      : `takes a whole number from 0 to ${SEEDS - 1}`,
  normal: (_, value) => value + 0,
  number: (_, value) => value + 0,
  read: (_, text) => (/^[0-9]{1,4}$/.test(text) ? Number(text) : null),
  words,
  build,
});
