// The criteria of a sign-off: boxes that are ticked at once, kept over a reload, each beside what was opened and moved in this visit.
// A tick is kept under a token, the digest of what the criterion is about: it holds as long as that does not change.
import { freshId, h, setText } from "../dom.js";
import { stored } from "./storage.js";
import { Recorder, sentences } from "./visit.js";

/** @typedef {{id: string, text: string, help: string, token: string, carried: string}} Criterion */

/** @type {Recorder | null} */
let recorder = null;
let recording = "";
let sent = false; // whether the server was told of a tick: until then it knows that there is none

/**
 * data: {id, person, edition, criteria: Criterion[], totals: {facts, changes}}
 * @param {{data: {id: string, person: string, edition: string, criteria: Criterion[], totals: {facts: number, changes: number}}, parentElement: HTMLElement, setStateValue: (name: string, value: any) => void}} component
 */
export function attach({ data, parentElement, setStateValue }) {
  const place = /** @type {(HTMLElement & {covisShown?: string}) | null} */ (parentElement.querySelector(".cv-criteria"));
  const shown = JSON.stringify(data);
  if (!place || place.covisShown === shown) return; // the theme has changed, say
  place.covisShown = shown;
  const ticks = stored(`covis.ticks.${data.person}.${data.id}`);
  const key = `${data.person}.${data.id}.${data.edition}`;
  if (recording !== key) {
    recorder?.stop();
    recorder = new Recorder(data.id, key);
    recording = key;
  }
  const met = h("p", { class: "cv-desk-criteria-met", role: "status" });
  const boxes = data.criteria.map((one) => {
    const kept = ticks.read()[one.id];
    const id = freshId("criterion");
    const box = h("input", { type: "checkbox", id, name: one.id, "aria-describedby": `${id}-visit` });
    box.checked = kept ? kept.token === one.token && kept.met : one.carried !== "";
    return { one, box, visit: h("div", { class: "cv-criterion-visit", id: `${id}-visit` }) };
  });
  const send = () => {
    const count = boxes.filter(({ box }) => box.checked).length;
    setText(met, `${count} of ${boxes.length} criteria met`);
    if (!count && !sent) return;
    sent = true;
    setStateValue("criteria", Object.fromEntries(boxes.filter(({ box }) => box.checked).map(({ one }) => [one.id, one.token])));
  };
  for (const { one, box } of boxes)
    box.addEventListener("change", () => {
      ticks.write({ ...ticks.read(), [one.id]: { token: one.token, met: box.checked } });
      send();
    });
  place.replaceChildren(
    h(
      "ul",
      { "aria-label": "Criteria" },
      boxes.map(({ one, box, visit }) =>
        h(
          "li",
          { class: one.carried && "cv-criterion-carried" },
          h("label", { for: box.id }, box, h("span", {}, one.text)),
          one.carried && h("p", { class: "cv-criterion-visit" }, one.carried),
          visit,
          one.help && h("details", {}, h("summary", {}, "What this asks"), h("p", {}, one.help)),
        ),
      ),
    ),
    met,
  );
  const tell = () => {
    for (const { one, visit } of boxes) {
      const lines = recorder ? sentences(one.id, recorder.visit, data.totals) : [];
      if (visit.textContent !== lines.join("")) visit.replaceChildren(...lines.map((line) => h("p", {}, line)));
    }
  };
  if (recorder) recorder.changed = tell;
  tell();
  send();
}
