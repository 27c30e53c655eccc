// The stopwatch: the time of runs. It plays in whole steps, a number of them that follows the time that has passed and not the machine; it
// rests while the document is hidden, and starts paused where motion is not wanted. Its state is the history of the runs, a text.
import { h, setText } from "../dom.js";
import { controlText, tidy, unitText } from "../state/format.js";
import { inLink, noted, problem, read, wantsPlace, withPlace, write } from "../state/history.js";
import { register } from "../state/kinds.js";
import { symbol } from "./inputs.js";
import { player } from "./player.js";

/** @param {string} text */
const historyOf = (text) => /** @type {import("../state/history.js").History} */ (read(text));

/**
 * @param {Covis.StopwatchControl} control
 * @param {string} value
 */
function words({ step, unit, scale = 1 }, value) {
  const time = tidy(tidy(historyOf(value).steps * step) * scale);
  return [controlText(time, tidy(step * scale)), unitText(unit)].filter(Boolean).join("\u00a0");
}

/**
 * @param {Covis.StopwatchControl} control
 * @param {Covis.BuildParts} parts
 * @returns {Covis.BuiltControl}
 */
function build(control, { change, current, signal, numbers, present }) {
  let due = 0; // seconds that have passed and are not yet a whole step
  const { clock, toggle } = player(control.name, signal, {
    begin: () => (due = 0),
    pass(seconds) {
      due += seconds;
      const count = Math.floor((due * control.speed) / control.step + 1e-9);
      due = Math.max(0, due - (count * control.step) / control.speed);
      if (count) go(count, [], true);
    },
    end: () => change(control.name, current()),
  });

  /**
   * Go on from here with the controls as they are now, by so many steps, or by a push.
   * @param {number} count
   * @param {string[]} pushes
   * @param {boolean} [tick]
   */
  function go(count, pushes, tick = false) {
    let history = noted(historyOf(current()), control.inputs, numbers(), numbers());
    if (control.states && wantsPlace(history, control.memory)) {
      const values = present(control.name);
      if (!values.every(Number.isFinite)) return clock.pause(); // it has run away: there is nothing to go on from
      history = withPlace(history, values, control.memory);
    }
    const { steps, parts } = history;
    change(control.name, write({ steps: steps + count, parts: [...parts, ...pushes.map((name) => ({ step: steps, name }))] }), { tick });
  }
  /**
   * @param {string} text
   * @param {() => void} onclick
   * @param {string} [kind]
   */
  const button = (text, onclick, kind = "") => h("button", { type: "button", class: `covis-button ${kind}`, onclick }, text);
  const time = h("output", { class: "covis-time", name: control.name, "aria-live": "off" });
  const one = () => {
    clock.pause();
    go(1, []);
  };
  const step = button("One step", one, "covis-quiet");
  const again = button("Start again", () => change(control.name, control.start), "covis-quiet");
  const element = h(
    "div",
    { class: "covis-control covis-clock covis-stopwatch" },
    h("div", { class: "covis-head" }, h("span", { class: "covis-label" }, `${control.label} `, symbol(control)), time),
    h("div", { class: "covis-transport", role: "group", "aria-label": control.label }, toggle, step, again),
    control.pushes.length > 0 &&
      h(
        "div",
        { class: "covis-transport covis-pushes", role: "group", "aria-label": "Push" },
        control.pushes.map(({ name, label }) => {
          const made = button(label, () => go(0, [name], clock.playing));
          made.dataset.push = name;
          return made;
        }),
      ),
  );

  return {
    element,
    clock,
    /** @param {string} value */
    refresh: (value) => setText(time, words(control, value)),
  };
}

register("stopwatch", {
  problem(control, value) {
    const history = read(value);
    return history ? problem(history, control) : "takes the history of a run, such as 250 for 250 steps";
  },
  normal: (_, value) => write(historyOf(value)),
  number: ({ step }, value) => historyOf(value).steps * step,
  read: (_, text) => text,
  words,
  text: (_, value) => inLink(value),
  follow: ({ inputs }, value, before, after) => write(noted(historyOf(value), inputs, before, after)),
  between: ({ memory }, share) => String(Math.round(share * memory)),
  plays: true,
  build,
});
