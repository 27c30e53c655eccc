// Every key of a visualisation, stated once: what it does, and what the list of keys says of it.
import { h } from "../dom.js";
import { keysOff, switchKeys } from "../page/keys.js";

/**
 * `keys`: always. `remote`: in teach mode, wherever the focus is; `loose`: in teach mode, where nothing has the focus that wants them.
 * `shown`: how the list writes them. `teach`: the entry is for teach mode alone.
 * @typedef {{keys: string[], remote?: string[], loose?: string[], shown: string[], says: string, act: (event: KeyboardEvent) => unknown, teach?: boolean, repeats?: boolean}} Key
 */

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * @param {import("./tools.js").Tools} tools
 * @returns {Key[]}
 */
export function keyTable(tools) {
  const { page, teach, compare } = tools;
  const { clocks } = page.controls;
  const { presets } = page.document;
  let at = -1; // the preset that was shown last
  /** @param {number} k */
  const show = (k) => {
    if (!presets.length) return tools.tell("This visualisation has no presets.");
    at = (k + presets.length) % presets.length;
    page.travel(presets[at]);
    tools.tell(`Preset ${at + 1} of ${presets.length}: ${presets[at].name}`);
  };
  /** @param {number} count */
  const preset = (count) => {
    const now = page.presetsNow(); // where somebody chose one by hand, the keys go on from there
    if (now.length && !now.includes(at)) at = now[0];
    show(at < 0 && count < 0 ? -1 : at + count);
  };
  const play = () => {
    const running = clocks.some((clock) => clock.playing);
    for (const clock of clocks) clock[running ? "pause" : "play"]();
    tools.tell(clocks.length ? (running ? "Paused" : "Playing") : "Nothing plays here: this visualisation has no clock.");
  };
  /** @param {number} count */
  const pace = (count) => {
    const speeds = clocks.flatMap((clock) => clock.faster?.(count) ?? []);
    tools.tell(speeds.length ? `Speed ${speeds[0]}` : "Nothing here plays at another speed.");
  };
  const reset = () => {
    at = -1;
    page.reset();
    tools.tell("Reset");
  };
  /** @param {KeyboardEvent} event */
  const freeze = (event) => (event.shiftKey ? compare.clear() : compare.freeze());
  /** @type {Key[]} */
  const table = [
    { keys: ["n"], remote: ["PageDown"], loose: ["ArrowRight"], shown: ["N", "Page Down"], says: "Next preset", act: () => preset(1) },
    { keys: ["p"], remote: ["PageUp"], loose: ["ArrowLeft"], shown: ["P", "Page Up"], says: "Previous preset", act: () => preset(-1) },
    {
      keys: DIGITS,
      shown: ["1", "to", "9"],
      says: "The preset with this number",
      act: ({ key }) => presets[Number(key) - 1] && show(Number(key) - 1),
    },
    { keys: ["k"], loose: [" "], shown: ["K", "Space"], says: "Play or pause", act: play },
    { keys: ["-"], shown: ["-"], says: "Slower", act: () => pace(-1) },
    { keys: ["+", "="], shown: ["+"], says: "Faster", act: () => pace(1) },
    { keys: ["0"], shown: ["0"], says: "Reset", act: reset },
    { keys: ["g"], shown: ["G"], says: "Freeze the present curves to compare; with Shift, remove them", act: freeze },
    {
      keys: ["v"],
      shown: ["V"],
      says: "Next visualisation of the course; with Shift, the one before",
      act: ({ shiftKey }) => teach.onward(shiftKey ? -1 : 1),
    },
    {
      keys: ["m"],
      shown: ["M"],
      says: "Lay a measurement of your own over the curves",
      act: () => (teach.on ? tools.tell("Leave teach mode to choose a measurement.") : tools.measurement()),
    },
    { keys: ["t"], shown: ["T"], says: "Text on or off", act: () => teach.toggleText() },
    { keys: ["h"], shown: ["H"], says: "Controls on or off", act: () => teach.toggleControls(), teach: true },
    { keys: ["b"], loose: ["."], shown: ["B", "."], says: "Blank the screen", act: () => teach.blank() },
    { keys: ["f"], shown: ["F"], says: "Fill the screen, or end that", act: () => teach.toggleScreen() },
    { keys: ["Escape"], shown: ["Escape"], says: "Leave teach mode", act: () => teach.leave(), teach: true },
    { keys: ["?"], shown: ["?"], says: "This list", act: () => tools.listKeys() },
  ];
  return table;
}

/**
 * The list of keys, with a switch for people whom single keys get in the way of.
 * @param {Key[]} keys
 */
export function listKeys(keys) {
  const rows = keys.map(({ shown, says }) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        shown.flatMap((each) => [each === "to" ? " to " : h("kbd", {}, each), " "]),
      ),
      h("td", {}, says),
    ),
  );
  const off = h("input", { type: "checkbox", checked: keysOff(), onchange: () => switchKeys(off.checked) });
  return [
    h(
      "p",
      {},
      "They work wherever nothing is being typed. Page Up, Page Down, Space and the arrows are for teach mode: a presenter's remote sends them.",
    ),
    h("table", { class: "covis-keys" }, h("tbody", {}, rows)),
    h("label", { class: "covis-in-mind" }, off, " Outside teach mode, switch these keys off in this browser"),
  ];
}
