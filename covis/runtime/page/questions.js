// Predict, observe, explain: the learner commits to a prediction first, then the answer opens beside it.
// What was predicted is kept in `memory`, so that coming back to the page does not take it away.
import { freshId, h, setText } from "../dom.js";

/**
 * `presets` maps a preset's name to a function that moves the picture there, and gives one that does it again; `sketch` lets the learner draw
 * a curve, with what it needs in `host`; `predicted` is called after each prediction.
 * @typedef {{presets: Map<string, () => () => void>, sketch: (place: number[], host: HTMLElement) => Promise<import("../tools/sketch.js").Sketch | undefined>, predicted?: (number: number, words: string) => void}} Acts
 */

/**
 * @param {Covis.Question} question
 * @param {number} number
 * @param {Acts} acts
 * @param {Record<string, string>} memory
 * @param {number} count
 */
function one(question, number, { presets, sketch, predicted: committed }, memory, count) {
  const key = `q${number}`;
  const problem = freshId("problem");
  const id = freshId("prediction");
  const text = h("textarea", { id, rows: "2", class: "covis-prediction", placeholder: "I think that ...", "aria-describedby": problem });
  const inMind = h("input", { type: "checkbox", class: "covis-tick" });
  const fault = h("p", { id: problem, class: "covis-problem", role: "alert", hidden: true });
  const predicted = h("p", { class: "covis-predicted" });
  const preset = question.preset ? presets.get(question.preset) : undefined;
  /** @type {(() => void) | undefined} */
  let again;
  const move = () => {
    if (again) again();
    else again = preset?.();
  };
  /** @type {import("../tools/sketch.js").Sketch | undefined} */
  let drawing;
  const host = h("div", {});
  const { sketch: place } = question;
  const draw = async () => {
    drawing?.remove();
    drawing = place ? await sketch(place, host) : undefined;
  };
  const takeAway = () => {
    drawing?.remove();
    away.hidden = true;
  };
  const away = h("button", { type: "button", class: "covis-button covis-quiet", hidden: true, onclick: takeAway }, "Remove the drawing");
  const answer = h(
    "div",
    { class: "covis-answer", tabindex: "-1", hidden: true },
    predicted,
    away,
    preset && h("p", { class: "covis-step" }, "Observe"),
    preset &&
      h(
        "p",
        { class: "covis-observe" },
        "The picture moves there now: watch it. ",
        h("button", { type: "button", class: "covis-button covis-quiet covis-set", onclick: move }, "Show it again"),
      ),
    h("p", { class: "covis-step" }, "Explain"),
    h("div", { html: question.answer }),
  );
  /** @param {string} prediction */
  const show = (prediction) => {
    const drew = drawing?.drawn ? "You drew the dotted line on the picture." : "You had a prediction in mind.";
    const words = prediction ? `You predicted: ${prediction}` : drew;
    setText(predicted, words);
    drawing?.fix();
    away.hidden = !drawing?.drawn;
    answer.hidden = false;
    form.hidden = true;
    return words;
  };
  /** @param {Event} event */
  const commit = (event) => {
    event.preventDefault();
    const prediction = text.value.trim();
    if (!prediction && !inMind.checked && !drawing?.drawn) {
      setText(fault, `Predict first: write it down,${question.sketch ? " draw it," : ""} or tick that you have one in mind.`);
      fault.hidden = false;
      text.focus();
      return;
    }
    memory[key] = prediction;
    const words = show(prediction);
    committed?.(number, words);
    move(); // the answer never comes before the prediction, nor does what the picture shows of it
    const drew = drawing?.drawn;
    answer.focus({ preventScroll: drew }); // its scroll margin keeps it clear of the panel
    if (drew) drawing?.see();
  };
  const quieten = () => (fault.hidden = true);
  const form = h(
    "form",
    { class: "covis-predict", onsubmit: commit, oninput: quieten },
    h("label", { for: id, class: "covis-step" }, "Predict"),
    text,
    place && h("button", { type: "button", class: "covis-button covis-quiet", onclick: draw }, "Draw the curve that you expect"),
    host,
    h("label", { class: "covis-in-mind" }, inMind, " I have a prediction in mind"),
    fault,
    h("button", { type: "submit", class: "covis-button" }, "Commit and see the answer"),
  );
  if (key in memory) show(memory[key]);
  const ask = h(
    "summary",
    { class: "covis-ask" },
    count > 1 && h("span", { class: "covis-number-of" }, number + 1),
    h("div", { html: question.ask }),
  );
  const body = h("div", { class: "covis-try-it" }, form, answer);
  return h("li", {}, h("details", { class: "covis-question", open: number === 0 || key in memory }, ask, body));
}

/**
 * The questions of a document.
 * @param {Covis.Question[]} questions
 * @param {Acts} acts
 * @param {Record<string, string>} memory
 */
export function buildQuestions(questions, acts, memory) {
  if (!questions.length) return null;
  return h(
    "section",
    { class: "covis-questions" },
    h("h2", {}, questions.length === 1 ? "Predict, then look" : `Predict, then look: ${questions.length} questions`),
    h(
      "ol",
      {},
      questions.map((question, k) => one(question, k, acts, memory, questions.length)),
    ),
  );
}
