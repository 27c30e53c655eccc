// In a learning platform: the entry of a page of a SCORM 1.2 package. It finds the platform's API, begins where the learner left off, and
// keeps what they do: the state of the controls, their predictions, which questions are answered, and the time.
import { setText } from "../dom.js";
import { mount } from "../page/mount.js";

const LONGEST = 4096; // characters that a platform has to keep; some keep no more
const LONGEST_ANSWER = 255;
const SETTLED = 3000; // milliseconds after a change until it is sent
const DONE = ["completed", "passed", "failed"];

/** @typedef {Record<"LMSInitialize" | "LMSFinish" | "LMSCommit" | "LMSGetValue" | "LMSSetValue" | "LMSGetLastError" | "LMSGetErrorString", (...given: string[]) => string>} Api */
/** @typedef {{state: string, predictions: Record<string, string>}} Kept */

/**
 * The platform's API: in a window above this one, or above the one that opened it.
 * @param {Window | null} from
 * @returns {Api | undefined}
 */
function find(from) {
  for (let at = from; at; at = at.parent === at ? null : at.parent) {
    try {
      const { API, opener } = /** @type {Window & {API?: Api}} */ (at);
      const found = API ?? (at.parent === at ? find(opener) : undefined);
      if (found) return found;
    } catch {} // a window of another origin
  }
}

/**
 * What is kept, as the platforms take it: one line of ASCII, of limited length. Long predictions are cut, the longest first.
 * @param {Kept} kept
 */
function packed({ state, predictions }) {
  const texts = { ...predictions };
  const text = (/** @type {string} */ shown) =>
    JSON.stringify({ state: shown, predictions: texts }).replace(
      /[^ -~]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  while (text(state).length > LONGEST) {
    const longest = Object.keys(texts).reduce((a, b) => (texts[b].length > texts[a].length ? b : a), Object.keys(texts)[0]);
    if (!texts[longest]) return text(""); // the state alone is too long
    texts[longest] = texts[longest].slice(0, texts[longest].length / 2);
  }
  return text(state);
}

/**
 * What was kept at the last visit.
 * @param {string} text
 * @returns {Kept}
 */
function unpacked(text) {
  try {
    const { state, predictions } = JSON.parse(text);
    if (typeof state === "string" && Object.values(predictions).every((each) => typeof each === "string")) return { state, predictions };
  } catch {} // nothing yet, or somebody else's
  return { state: "", predictions: {} };
}

/** @param {number} milliseconds */
function timespan(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const digits = (/** @type {number} */ number, wide = 2) => String(Math.floor(number)).padStart(wide, "0");
  return `${digits(seconds / 3600, 4)}:${digits((seconds / 60) % 60)}:${digits(seconds % 60)}`;
}

/** One visit: what was kept before, and what is kept from now on. */
class Visit {
  begun = Date.now();
  open = true; // until the platform was told that the learner has left
  /** @type {number | undefined} */
  timer;

  /**
   * @param {Api} api
   * @param {(text: string) => void} tell
   */
  constructor(api, tell) {
    this.api = api;
    this.tell = tell;
    this.get = (/** @type {string} */ name) => String(api.LMSGetValue(`cmi.${name}`) ?? "");
    this.kept = unpacked(this.get("suspend_data"));
    this.answered = Number(/\d+/.exec(this.get("core.lesson_location"))?.[0] ?? 0);
    this.reviewed = this.get("core.lesson_mode") === "review"; // somebody looks at it again: nothing is written
    this.status = this.get("core.lesson_status");
    if (!DONE.includes(this.status)) this.#put("core.lesson_status", (this.status = "incomplete"));
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #put(name, value) {
    if (!this.reviewed && String(this.api.LMSSetValue(`cmi.${name}`, value)) !== "true") this.#failed();
  }

  #failed() {
    const why = this.api.LMSGetErrorString(String(this.api.LMSGetLastError()));
    this.tell(`The learning platform did not keep what you did here${why ? ` (${why})` : ""}.`);
  }

  /**
   * A prediction, for the platform's reports. Platforms need not keep it.
   * @param {string} id
   * @param {string} text
   */
  report(id, text) {
    if (this.reviewed) return;
    const place = `cmi.interactions.${this.get("interactions._count") || 0}`;
    const answer = text.replace(/\s+/g, " ").slice(0, LONGEST_ANSWER);
    for (const [name, value] of Object.entries({ id, type: "fill-in", student_response: answer, result: "neutral" }))
      this.api.LMSSetValue(`${place}.${name}`, value);
  }

  /** Everything was done that there is to do. */
  done() {
    if (!DONE.includes(this.status)) this.#put("core.lesson_status", (this.status = "completed"));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SETTLED);
  }

  /** Send all of it to the platform. */
  keep() {
    clearTimeout(this.timer);
    if (!this.open) return;
    this.kept.state = handle.fragment() ?? this.kept.state;
    this.#put("suspend_data", packed(this.kept));
    this.#put("core.lesson_location", this.answered ? `question ${this.answered}` : "");
    this.#put("core.session_time", timespan(Date.now() - this.begun));
    this.#put("core.exit", "suspend"); // so that the platform gives it back
    if (String(this.api.LMSCommit("")) !== "true") this.#failed();
  }

  finish() {
    this.keep();
    if (this.open) this.api.LMSFinish("");
    this.open = false;
  }
}

/** @type {HTMLElement} */
const section = /** @type {HTMLElement} */ (document.querySelector("section.covis"));
const note = document.querySelector(".site-kept");
const tell = (/** @type {string} */ text) => note && setText(note, text);
const { shown: documentUrl, program: programUrl, plotly: plotlyUrl, link, covis: id } = section.dataset;
const api = find(window);
const visit = api && String(api.LMSInitialize("")) === "true" ? new Visit(api, tell) : null;
const predictions = visit?.kept.predictions ?? {};
if (!visit) tell("This page was not opened by a learning platform, so nothing is kept of what you do here.");
else if (visit.kept.state && !location.hash) history.replaceState(null, "", `#${visit.kept.state}`);

/** @returns {NodeListOf<HTMLDetailsElement>} */
const questions = () => section.querySelectorAll("details.covis-question");
const handle = mount(section, {
  documentUrl,
  programUrl,
  plotlyUrl,
  link,
  memory: { predictions },
  changed() {
    if (!questions().length) visit?.done(); // where nothing is asked, it is done when something was moved
    visit?.later();
  },
  predicted(number, words) {
    if (!visit) return;
    visit.answered = number + 1;
    visit.report(`${id}_${number + 1}`, words);
    if (Object.keys(predictions).length === questions().length) visit.done();
    visit.keep();
  },
});

if (visit) {
  const { answered } = visit;
  window.addEventListener("pagehide", () => visit.finish());
  document.addEventListener("visibilitychange", () => document.hidden && visit.keep()); // a phone may never come back
  await handle.ready;
  const next = questions()[answered];
  if (answered && next) next.open = true;
}
