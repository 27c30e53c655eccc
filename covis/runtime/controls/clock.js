// The clock: a slider that plays. It starts paused where motion is not wanted.
// Play, pause, a step back and a step on; scrubbing, typing and `set` pause it, so that what was asked for stays.
import { freshId, h } from "../dom.js";
import { tidy } from "../state/format.js";
import { register } from "../state/kinds.js";
import { asShown, nudge, rangeState, within } from "../state/range.js";
import { entry, label, numberBox, rangeInput } from "./inputs.js";
import { player } from "./player.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4]; // times the speed that the document gives

/**
 * Where the clock is `seconds` later; {value, ended}.
 * @param {Covis.ClockControl} control
 * @param {number} value
 * @param {number} seconds
 */
export function advance(control, value, seconds) {
  const next = value + control.speed * seconds;
  const span = control.high - control.low;
  if (next <= control.high && next >= control.low) return { value: next, ended: false };
  if (!control.loop) return { value: next > control.high ? control.high : control.low, ended: true };
  return { value: control.low + ((((next - control.low) % span) + span) % span), ended: false };
}

/**
 * @param {Covis.ClockControl} given
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(given, { change: changeState, current: state, signal }) {
  const { control, to, from } = asShown(given);
  /** @type {Covis.Change} */
  const change = (name, value, how) => changeState(name, from(value), how);
  const current = () => to(state());
  const id = freshId(control.name);
  const grain = Math.min(control.nudge / 10, 10 ** Math.floor(Math.log10(Math.abs(control.speed) / 600))); // finer than a frame: no judder
  let exact = control.start;
  let speed = 1;
  const { clock, toggle } = player(control.name, signal, {
    begin: () => (exact = !control.loop && current() >= control.high ? control.low : current()),
    pass(seconds) {
      const { value, ended } = advance(control, exact, speed * seconds);
      exact = value;
      change(control.name, within(control, tidy(Math.round(value / grain) * grain)), { tick: true });
      if (ended) clock.pause();
    },
    end: () => change(control.name, current()),
  });

  /** @type {Covis.Change} */
  const byHand = (name, value) => {
    clock.pause();
    change(name, value);
  };
  const range = rangeInput(control, id, byHand);
  const number = numberBox(control, byHand, current);
  /**
   * @param {string} title
   * @param {string} text
   * @param {() => void} onclick
   */
  const button = (title, text, onclick) =>
    h("button", { type: "button", class: "covis-button covis-icon", title, "aria-label": title, onclick }, text);
  const speeds = h(
    "select",
    {
      class: "covis-select covis-speed",
      title: "Speed",
      "aria-label": `${control.label}: speed`,
      onchange: () => (speed = Number(speeds.value)),
    },
    SPEEDS.map((times) => h("option", { value: times, selected: times === 1 }, `${times}×`)),
  );
  /** @param {number} count */
  const step = (count) => byHand(control.name, nudge(control, current(), count));
  const element = h(
    "div",
    { class: "covis-control covis-clock" },
    h("div", { class: "covis-head" }, label(control, id), entry(control, number.box)),
    range.input,
    h(
      "div",
      { class: "covis-transport" },
      button("One step back", "‹", () => step(-1)),
      toggle,
      button("One step on", "›", () => step(1)),
      speeds,
    ),
    number.fault,
  );

  /** @param {number} count */
  function faster(count) {
    speeds.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, speeds.selectedIndex + count));
    speed = Number(speeds.value);
    return `${speed}×`;
  }
  return {
    element,
    clock: Object.assign(clock, { faster }),
    /**
     * @param {number} value
     * @param {boolean} [force]
     */
    refresh(value, force) {
      range.refresh(to(value));
      number.refresh(to(value), force);
      if (Math.abs(to(value) - exact) > grain) exact = to(value); // a preset or a reset moved it while it plays
    },
  };
}

/**
 * @param {Covis.ClockControl} control
 * @param {number} share
 */
const between = ({ start, high }, share) => start + (high - start) * share;

register("clock", { ...rangeState, plays: true, slides: false, between, build });
