// mount(root, options): runs one visualisation inside its root <section class="covis" data-covis="<id>">.
// It joins the parts; each has its own module. The root carries `.covis`: the handle with set, snapshot, theme, dispose.
import { buildControls, withKinds } from "../controls/controls.js";
import { h, setText } from "../dom.js";
import { Engine } from "./engine.js";
import { buildLayout, keepInView, slotsOf } from "./layout.js";
import { KeyedPlot } from "../drawing/legend.js";
import { keptHere, Link } from "../state/link.js";
import { watchDrops } from "../lab/drops.js";
import { watchKeys } from "./keys.js";
import { loadDocument, loadFace, loadFull, loadProgram } from "./loading.js";
import { answerMessages } from "../frame/messages.js";
import { watchPrinting } from "./printing.js";
import { buildQuestions } from "./questions.js";
import { buildTable } from "./table.js";
import { buildAnnouncer, buildReadouts, quieten } from "./readouts.js";
import { kindOf } from "../state/kinds.js";
import { snap } from "../state/range.js";
import { State } from "../state/state.js";
import { applyTheme, plotTheme, watchTheme } from "../drawing/theme.js";

const TRAVEL = 1500; // milliseconds for the way to a preset
const AFTER = 60; // milliseconds in which the first drawing reaches the screen, before Plotly is asked for

/**
 * options: {document | documentUrl, program (a loader) | programUrl, plotlyUrl,
 *           state: {control: value} to begin with, fragment: true (keep the state in the address), link: the page that "copy link" names,
 *           memory: an object that outlives the page's DOM, changed(values): called after every change by the person,
 *           predicted(number, words): called when they have committed to a prediction}
 * @param {Covis.Root} root
 * @param {Covis.MountOptions} [options]
 * @returns {Covis.Handle}
 */
export function mount(root, options = {}) {
  root.covis?.dispose();
  const ending = new AbortController();
  const visualisation = new Visualisation(root, options, ending.signal);
  /** @type {Covis.Handle} */
  const handle = {
    ready: visualisation.begin(),
    set: (changes) => visualisation.set(changes),
    snapshot: () => visualisation.snapshot(),
    fragment: () => visualisation.link?.now(),
    theme: () => visualisation.theme(),
    dispose() {
      if (ending.signal.aborted) return;
      visualisation.end();
      ending.abort();
      if (root.covis === handle) delete root.covis;
    },
  };
  root.covis = handle;
  handle.ready.catch(() => {}); // begin() shows it on the page; code that awaits `ready` gets the error too
  return handle;
}

/**
 * The document, when this page can show it: its format is known, and the kinds of its controls are loaded.
 * @param {Covis.Document} doc
 */
function readable(doc) {
  if (doc.format !== 1) throw new Error(`This page cannot show a document of format ${doc.format}`);
  return withKinds(doc);
}

export class Visualisation {
  // What build() makes of the document.
  /** @type {Covis.Document} */
  document;
  /** @type {State} */
  state;
  /** @type {ReturnType<typeof buildControls>} */
  controls;
  /** @type {KeyedPlot[]} */
  views;
  /** @type {ReturnType<typeof buildTable>} */
  table;
  /** @type {ReturnType<typeof buildLayout>} */
  layout;
  /** @type {Link} */
  link;
  /** @type {ReturnType<typeof buildAnnouncer>} */
  announcer;
  /** @type {Engine} */
  engine;
  playing = false; // a clock runs
  travelling = 0; // the frame that moves the picture to a preset
  /** @type {Set<string>} the controls that are not at their start because the address or the host gave them a value */
  given;
  /** @type {Covis.Preset[]} those that the state is */
  now = [];
  /** @type {Promise<import("../tools/tools.js").Tools> | undefined} */
  tools;
  /** @type {import("../tools/tools.js").Tools | undefined} the same, when they are here */
  loaded;

  /**
   * @param {Covis.Root} root
   * @param {Covis.MountOptions} options
   * @param {AbortSignal} signal
   */
  constructor(root, options, signal) {
    this.root = root;
    this.options = options;
    this.signal = signal;
    /** @type {Covis.Memory} */
    this.memory = options.memory ?? {};
    root.classList.add("covis");
    root.dataset.ready = "false";
    root.dataset.revision = "0";
    root.dataset.drawing = "light"; // "full" when Plotly has drawn every plot
  }

  async begin() {
    try {
      applyTheme(this.root);
      const [doc, program] = await Promise.all([loadDocument(this.options).then(readable), loadProgram(this.options)]);
      const Scene = doc.plots.some(({ scene }) => scene) ? (await import("../drawing/space/view.js")).SceneView : null;
      const full = window.Plotly && (await loadFull(this.options.plotlyUrl)); // another page has loaded it
      if (this.signal.aborted) return;
      this.build(doc, program, Scene);
      const theme = plotTheme(this.root);
      await this.engine.start(full ? (view, outputs) => view.create(full, theme, outputs) : (view, outputs) => view.begin(outputs));
      if (this.signal.aborted) this.views.forEach((view) => view.dispose());
      else this.started();
      if (full) this.root.dataset.drawing = "full";
      else setTimeout(() => this.drawFully(), AFTER);
    } catch (error) {
      if (this.signal.aborted) return;
      const again = h("button", { type: "button", class: "covis-button", onclick: () => mount(this.root, this.options) }, "Try again");
      this.root.replaceChildren(
        ...slotsOf(this.root),
        h("div", { class: "covis-problem covis-failed", role: "alert" }, `${/** @type {Error} */ (error).message}. `, again),
      );
      throw error;
    }
  }

  /**
   * @param {Covis.Document} doc
   * @param {Covis.Program} program
   * @param {typeof KeyedPlot | null} Scene what draws plots in three dimensions, where there are any
   */
  build(doc, program, Scene) {
    const state = (this.state = new State(doc.controls));
    this.document = doc;
    /** @type {Covis.Change} */
    const changed = (name, value, how) => this.change({ [name]: value }, how);
    this.controls = buildControls(doc.controls, changed, (name) => state.values[name], this.signal, {
      numbers: () => state.numbers(),
      present: (name) => program.runs?.[name](program.prepare(state.numbers())) ?? [],
    });
    const used = (this.memory.used = { handle: this.memory.used?.handle, turned: this.memory.used?.turned });
    const move = (/** @type {Covis.Values} */ changes) => this.change(changes);
    const turned = () => this.link?.schedule();
    const parts = { state, move, used, turned, about: () => this.about() };
    this.views = doc.plots.map((spec, k) => new (spec.scene && Scene ? Scene : KeyedPlot)(spec, k, doc.id, parts));
    this.table = buildTable(this.views);
    const readouts = buildReadouts(doc.readouts);
    const presetsByName = new Map(doc.presets.map((preset) => [preset.name, () => this.travel(preset)]));
    this.announcer = buildAnnouncer(readouts.outputs, this.views);
    this.layout = buildLayout(this.root, doc, {
      controls: this.controls,
      readouts,
      views: this.views,
      table: this.table,
      announcer: this.announcer,
      signal: this.signal,
      questions: buildQuestions(
        doc.questions,
        {
          presets: presetsByName,
          sketch: (place, host) => this.withTools((tools) => tools.sketch(place, host)),
          predicted: this.options.predicted,
        },
        (this.memory.predictions ??= {}),
      ),
      acts: {
        preset: (preset) => this.preset(preset),
        reset: () => this.reset(),
        compare: () => this.withTools((tools) => tools.compare.freeze()),
        measurement: () => this.withTools((tools) => tools.measurement()),
        teach: () => this.withTools((tools) => tools.teach.enter(true)),
        share: () => this.withTools((tools) => tools.share()),
      },
    });
    const skip = () => new Set(this.controls.clocks.filter((clock) => clock.playing).map((clock) => clock.name));
    /**
     * @param {Covis.Values} changes
     * @param {string[]} faults
     */
    const apply = (changes, faults) => this.arrive({ ...state.start(), ...changes }, faults);
    this.link = new Link(state, { apply, skip, plots: this.views, enabled: this.options.fragment ?? true, signal: this.signal });
    const { changes, faults } = this.link.read(keptHere(doc.id)?.state);
    const first = Object.keys(changes).length ? changes : (this.memory.values ?? this.options.state ?? {});
    this.given = new Set(Object.keys(first));
    try {
      Object.assign(state.values, state.checked(first));
    } catch (error) {
      faults.push(/** @type {Error} */ (error).message);
    }
    this.complain(faults);
    this.controls.refresh(state.values);
    this.markPresets();
    this.engine = new Engine({
      document: doc,
      program,
      state,
      views: this.views,
      readouts,
      texts: this.layout.texts,
      drawn: () => this.drawn(),
      described: () => {
        this.table.refresh();
        const { values, address } = this.about();
        setText(this.layout.printed, [values, address].filter(Boolean).join(". "));
      },
      rested: () => this.playing || this.announcer.rested(),
    });
    keepInView(this.layout.panel, this.signal);
    if (this.options.teach) this.withTools((tools) => tools.teach.enter());
  }

  /**
   * Do what is needed now and then: teaching, comparing, sharing. Its code comes when it is first asked for.
   * @template Result
   * @param {(tools: import("../tools/tools.js").Tools) => Result | Promise<Result>} work
   * @returns {Promise<Result | undefined>}
   */
  async withTools(work) {
    if (this.loaded) return work(this.loaded); // at once, so that a key can be kept from doing anything else
    try {
      this.tools ??= import("../tools/tools.js").then(({ openTools }) => openTools(this));
      this.loaded = await this.tools;
      return this.signal.aborted ? undefined : await work(this.loaded);
    } catch (error) {
      this.tools = undefined;
      console.error(error);
      setText(this.layout.note, "This part of the page could not be loaded. Check the connection and try again.");
    }
  }

  /** @param {(lab: import("../lab/lab.js").Lab) => unknown} work */
  withLab(work) {
    return this.withTools((tools) => tools.measurement(work));
  }

  /** Plotly takes over from the light drawing. Without it the page goes on as it is, and says what is missing. */
  async drawFully() {
    try {
      if (this.signal.aborted) return;
      const [full] = await Promise.all([loadFull(this.options.plotlyUrl), loadFace()]);
      await this.engine.replace(async (view, outputs) => {
        if (!this.signal.aborted) await view.create(full, plotTheme(this.root), outputs);
        if (this.signal.aborted) view.dispose();
      });
      if (!this.signal.aborted) this.root.dataset.drawing = "full";
    } catch (error) {
      if (this.signal.aborted) return;
      const problem = h("div", { class: "covis-problem", role: "alert" }, `${/** @type {Error} */ (error).message}. `);
      const retry = () => {
        problem.remove();
        this.drawFully();
      };
      problem.append(
        "The controls work; zoom, numbers under the pointer and downloads of the picture are missing. ",
        h("button", { type: "button", class: "covis-button", onclick: retry }, "Try again"),
      );
      this.layout.plots.before(problem);
    }
  }

  started() {
    if (!location.hash.includes("view-")) this.views.forEach((view, k) => (view.view = this.memory.views?.[k] ?? null));
    const sizes = new ResizeObserver(() => this.views.forEach((view) => view.resize(plotTheme(this.root))));
    this.views.forEach((view) => sizes.observe(view.area));
    this.signal.addEventListener("abort", () => sizes.disconnect());
    const back = () => !document.hidden && this.engine.catchUp();
    this.views.forEach((view) => view.watchSight(back));
    document.addEventListener("visibilitychange", back, { signal: this.signal });
    watchTheme(() => this.theme(), this.signal);
    watchPrinting(this.root, this.views, () => this.theme(), this.signal);
    watchKeys(this.root, (event) => this.withTools((tools) => tools.press(event)), this.signal);
    answerMessages(/** @type {Covis.Handle} */ (this.root.covis), this.document.id, this.signal);
    watchDrops(this.root, (file, target) => this.withLab((lab) => lab.take(file, target)), this.signal);
    if (this.memory.lab || keptHere(this.document.id)?.lab) this.withLab((lab) => lab.restore());
    this.root.dataset.ready = "true";
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const clock of this.controls.clocks) if (!this.given.has(clock.name)) clock.play();
  }

  drawn() {
    const playing = this.controls.clocks.some((clock) => clock.playing);
    if (playing !== this.playing) quieten(this.views, playing);
    this.playing = playing;
    this.root.dataset.revision = String(this.engine.revision);
  }

  /**
   * A change by the person, or a tick of a clock: always a good value. Everything follows in the next frame.
   * @param {Covis.Values} changes
   * @param {{tick?: boolean, hand?: boolean, renewed?: string[]}} [how] `hand`: false where it was not moved on the page itself
   */
  change(changes, { tick = false, hand = true, renewed = [] } = {}) {
    if (!tick) cancelAnimationFrame(this.travelling);
    this.state.take(changes);
    this.controls.refresh(this.state.values, renewed);
    const drawn = this.engine.request();
    this.markPresets(tick);
    if (!tick) {
      this.complain([]);
      this.link.schedule();
      this.options.changed?.({ ...this.state.values });
      this.loaded?.teach.changed(hand);
    }
    return drawn;
  }

  /**
   * A whole state arrives from elsewhere: a clock that it names is paused there.
   * @param {Covis.Values} values
   * @param {string[]} [faults]
   * @param {string[]} [named] the controls that it names
   */
  arrive(values, faults = [], named = Object.keys(values)) {
    for (const clock of this.controls.clocks) if (named.includes(clock.name)) clock.pause();
    const drawn = this.change(values, { hand: false, renewed: Object.keys(values) });
    this.complain(faults);
    return drawn;
  }

  /** @param {Covis.Values} changes */
  async set(changes) {
    if (!this.engine) await this.root.covis?.ready;
    const good = this.state.checked(changes);
    await this.arrive(good, [], Object.keys(good));
  }

  snapshot() {
    if (!this.engine?.revision) throw new Error("Nothing is drawn yet: wait for data-ready, or for set()");
    return this.engine.snapshot();
  }

  /** @param {Covis.Preset} preset */
  preset(preset) {
    this.arrive({ ...this.state.start(), ...preset.controls }, [], Object.keys(preset.controls));
  }

  /**
   * Move the picture from the present state to the preset's, at once where motion is not wanted; a hand that moves something ends it.
   * @param {Covis.Preset} preset
   * @param {Covis.Values} [from]
   * @returns {() => void} moves it again, from the same state
   */
  travel(preset, from = { ...this.state.values }) {
    const to = { ...this.state.start(), ...preset.controls };
    const again = () => void this.travel(preset, from);
    const controls = /** @type {Covis.NumberControl[]} */ ([...this.state.controls.values()].filter((each) => kindOf(each).slides));
    const moving = controls.filter(({ name }) => from[name] !== to[name]);
    cancelAnimationFrame(this.travelling);
    if (!moving.length || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.preset(preset);
      return again;
    }
    const begin = performance.now();
    /** @param {number} now */
    const tick = (now) => {
      if (this.signal.aborted) return;
      const share = Math.min(1, Math.max(0, (now - begin) / TRAVEL));
      if (share === 1) return this.preset(preset);
      const eased = share * share * (3 - 2 * share);
      const at = moving.map((control) => [
        control.name,
        snap(control, from[control.name] + (to[control.name] - from[control.name]) * eased),
      ]);
      this.change(Object.fromEntries(at), { tick: true });
      this.travelling = requestAnimationFrame(tick);
    };
    this.travelling = requestAnimationFrame(tick);
    return again;
  }

  reset() {
    this.arrive(this.state.start(), [], []);
    this.views.forEach((view) => view.resetView());
  }

  /**
   * Show which presets the state is. One that leaves the clock alone is there at any time, but gives way to one that names this very time.
   * @param {boolean} [tick] only a clock has moved
   */
  markPresets(tick = false) {
    const { values, controls } = this.state;
    /** @param {string} name */
    const plays = (name) => kindOf(/** @type {Covis.Control} */ (controls.get(name))).plays;
    /** @param {Covis.Preset} preset */
    const timed = (preset) => Object.keys(preset.controls).some(plays);
    if (tick && !this.document.presets.some(timed)) return;
    const start = this.state.start();
    /** @param {Covis.Preset} preset */
    const fits = (preset) =>
      Object.entries({ ...start, ...preset.controls }).every(
        ([name, value]) => values[name] === value || (plays(name) && !(name in preset.controls)),
      );
    const found = this.document.presets.filter(fits);
    const now = found.some(timed) ? found.filter(timed) : found;
    this.now = now;
    this.layout.presets.mark((preset) => now.includes(preset));
  }

  /** The numbers of the presets that the state is. */
  presetsNow() {
    return this.now.map((preset) => this.document.presets.indexOf(preset));
  }

  /** The visualisation has another size, or another size of type. */
  resized() {
    this.theme();
    const theme = plotTheme(this.root);
    this.views.forEach((view) => view.resize(theme));
  }

  /** What a saved file says of itself. */
  about() {
    const { document: doc, state, options } = this;
    const values = doc.controls.map((control) => `${control.label}: ${kindOf(control).words(control, state.values[control.name])}`);
    const credit = [doc.title, options.credit ?? this.root.dataset.credit].filter(Boolean).join(". ");
    return { title: doc.title, values: values.join("; "), credit, address: this.link.href(options.link) };
  }

  /** @param {string[]} faults */
  complain(faults) {
    setText(this.layout.note, faults.length ? `Left out of the link: ${faults.join("; ")}.` : "");
  }

  theme() {
    applyTheme(this.root);
    const theme = plotTheme(this.root);
    this.views?.forEach((view) => view.theme(theme));
    this.loaded?.compare.theme();
  }

  /** What should come back when the page is left and returned to, then everything is let go. */
  end() {
    if (this.state) {
      this.memory.values = { ...this.state.values };
      this.memory.views = this.views.map((view) => view.view);
      if (this.loaded?.lab) this.memory.lab = this.loaded.lab.kept();
    }
    this.loaded?.teach.leave();
    this.controls?.clocks.forEach((clock) => clock.pause());
    this.engine?.stop();
    this.link?.dispose();
    this.views?.forEach((view) => view.dispose());
    this.root.dataset.ready = "false";
  }
}
