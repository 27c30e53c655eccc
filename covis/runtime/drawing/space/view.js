// One plot in three dimensions. It is drawn on a canvas from the beginning (canvas.js) and turned by the reader (turning.js); Plotly makes the picture
// that is downloaded, where it can.
import { escaped, KeyedPlot, wrapped } from "../legend.js";
import { asDrawn, rowsOf, tracesOfMark } from "../marks.js";
import { h } from "../../dom.js";
import { hasWebGL } from "../plot.js";
import { plotTheme } from "../theme.js";
import { SceneDrawing } from "./canvas.js";
import { directions } from "./projection.js";
import { settled, Turning } from "./turning.js";

const LEAST = 480; // pixels of a picture that is saved
const SMALL = 11; // the type under it, in pixels
const FAR = 2; // of Plotly's camera, as in authoring/space/projection.py

export class SceneView extends KeyedPlot {
  /**
   * @param {Covis.Plot} spec
   * @param {number} number
   * @param {string} id
   * @param {Covis.HandleParts} parts
   */
  constructor(spec, number, id, parts) {
    super(spec, number, id, parts);
    this.turned = parts.turned;
    /** @type {[number, number]} */
    this.start = settled(spec.scene?.view ?? [0, 0]);
    /** @type {[number, number]} */
    this.seen = this.start;
    this.frame = 0;
    this.turning = new Turning(this.name, { view: () => this.seen, turn: (view) => this.turn(view), used: parts.used });
    this.stage.append(this.turning.element);
  }

  /** There are no axes to be fitted. */
  tools() {
    const tools = super.tools();
    delete tools.Fit;
    return { ...tools, "Reset view": () => this.resetView() };
  }

  get toolTitles() {
    return { "Reset view": "Turn it back to the first view" };
  }

  /** @param {Covis.Outputs | null} outputs */
  begin(outputs) {
    this.size();
    const root = /** @type {HTMLElement} */ (this.element.closest(".covis") ?? this.element);
    this.space = new SceneDrawing(this.spec, () => plotTheme(root));
    this.space.view = this.seen;
    this.light = this.space;
    for (const k of this.hidden) this.space.hide(tracesOfMark(this.spec, k), true);
    this.area.after(this.space.element);
    this.space.resize(this.area);
    if (outputs) this.draw(outputs);
    document.fonts.ready.then(() => this.space?.refreshTheme()); // the box's words are painted once: again, when their font is there
  }

  /**
   * Plotly has arrived: it is there for the picture that is downloaded.
   * @param {Covis.Full} full
   * @param {Covis.Theme} _theme
   * @param {Covis.Outputs | null} outputs
   */
  async create(full, _theme, outputs) {
    this.full = full;
    this.Plotly = full.Plotly;
    if (!this.space) this.begin(outputs);
    else if (outputs) this.draw(outputs);
    this.later?.();
  }

  /** @param {() => unknown} work */
  whenFull(work) {
    if (this.full) work();
    else this.later = work;
  }

  /** @param {Covis.Theme} theme */
  theme(theme) {
    super.theme(theme);
    this.space?.refreshTheme();
  }

  /**
   * Drawn `width` pixels wide for paper; 0: again as wide as the page has it.
   * @param {number} width
   * @param {Covis.Theme} theme
   */
  print(width, theme) {
    super.print(width, theme);
    this.space?.refreshTheme();
    this.space?.resize(width ? { clientWidth: width, clientHeight: 340 } : this.area);
  }

  /**
   * See it from elsewhere. Drawn with the next frame.
   * @param {[number, number]} view
   */
  turn(view) {
    if (view[0] === this.seen[0] && view[1] === this.seen[1]) return;
    this.seen = view;
    this.turning.refresh();
    this.turned?.();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.space) return;
      this.space.view = this.seen;
      this.space.move();
    });
  }

  /** The view, to be kept when the page is left and come back to. */
  get view() {
    return { view: this.seen };
  }

  /** @param {Record<string, number[]> | null} kept */
  set view(kept) {
    if (kept?.view) this.turn(settled(/** @type {[number, number]} */ (kept.view)));
  }

  resetView() {
    this.turn(this.start);
  }

  snapshot() {
    const [azimuth, elevation] = this.seen;
    return { ...super.snapshot(), view: { azimuth, elevation } };
  }

  /**
   * As Plotly draws it where there is WebGL, with title, key, the values of the controls, credit and address; else the canvas as it is.
   * @param {"png" | "svg"} format
   */
  download(format) {
    if (!this.space) return null;
    if (!hasWebGL()) return this.#canvas();
    const { full, spec, space, area } = this;
    const { theme } = space;
    const { data, layout } = full.themedFigure(spec, theme, false, area.clientHeight);
    for (const { trace, array, output } of spec.bindings) {
      const values = this.outputs?.[output];
      if (values) data[trace][array] = asDrawn(values, rowsOf(spec, output));
    }
    data.forEach((trace, k) => (trace.visible = !space.away(k)));
    const [x, y, z] = directions(this.seen).near.map((each) => FAR * each);
    layout.scene.camera = { ...layout.scene.camera, eye: { x, y, z } };
    const width = Math.max(area.clientWidth, LEAST);
    const { values = "", credit = "", address = "" } = this.about?.() ?? {};
    const lines = [values, credit, address].flatMap((text) => wrapped(text, width - 24, `${SMALL}px ${theme.family}`));
    const foot = 1.5 * SMALL * lines.length + 12;
    const corner = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", align: "left", showarrow: false };
    Object.assign(layout, {
      showlegend: this.keys.size > 0,
      paper_bgcolor: theme.ground,
      title: { text: this.name, x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 12, l: 12 } },
      annotations: [{ ...corner, text: lines.map(escaped).join("<br>"), xshift: 12, font: { size: SMALL, color: theme.ink } }],
      margin: { l: 0, r: 0, t: 84, b: foot },
    });
    return this.Plotly.downloadImage(
      { data, layout },
      { format, filename: this.file, width, height: area.clientHeight + 84 + foot, scale: format === "png" ? 2 : 1 },
    );
  }

  /** The canvas on its ground, with the title above. */
  #canvas() {
    const { canvas, theme, density } = /** @type {SceneDrawing} */ (this.space);
    const head = Math.round(2.5 * theme.size * density);
    const picture = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height + head });
    const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, picture.width, picture.height);
    context.drawImage(canvas, 0, head);
    context.fillStyle = theme.ink;
    context.font = `600 ${theme.size * density}px ${theme.family}`;
    context.fillText(this.name, theme.size * density, 0.7 * head);
    h("a", { href: picture.toDataURL("image/png"), download: `${this.file}.png` }).click();
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    this.space?.dispose();
    super.dispose();
  }
}
