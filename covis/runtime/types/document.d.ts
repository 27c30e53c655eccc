// Made from docs/schemas/document.schema.json by `npm run types`: do not edit.

/**
 * Format 1. The program is one ES module that exports
 *
 * `format` (1); `prepare(c) -> s`; `plots`: a list of functions `(c, s) -> [Float64Array, ...]`, the outputs that bindings and
 * marks name; `readouts(c, s) -> number[]`; `values(c, s) -> number[]`. `c` maps every control's name to a number.
 * All are pure: same `c`, same numbers.
 */
export interface CovisDocument {
  format: 1;
  id: string;
  title: string;
  summary: string;
  /**
   * where the gallery lists it, with level and keywords; none in older documents
   */
  subject: string;
  level: number | null;
  keywords: string[];
  /**
   * sanitised HTML
   */
  objectives: string[];
  /**
   * sanitised HTML
   */
  prior_knowledge: string;
  controls: (SliderControl | ChoiceControl | ToggleControl | ClockControl | AgainControl | StopwatchControl | PlacedControl)[];
  plots: Plot[];
  readouts: Readout[];
  presets: Preset[];
  questions: Question[];
  /**
   * sanitised HTML with MathML; <output data-value="0" data-digits="3"> is entry 0 of values(c, s)
   */
  text: string;
  equations: Equation[];
  facts: Fact[];
  program: string;
  /**
   * SVG
   */
  thumbnail: string;
}
/**
 * A number in [low, high]. `step` null means continuous: any number may be typed, and a drag or an arrow key moves by `nudge`.
 *
 * With a step the states are its stops: low, low + step, ... up to the last that is not above high.
 */
export interface SliderControl {
  kind: "slider";
  name: string;
  label: string;
  /**
   * MathML of the symbol as the equations print it
   */
  symbol: string;
  start: number;
  /**
   * the unit that the page shows
   */
  unit: string;
  /**
   * a state times this is a number of `unit`
   */
  scale: number;
  low: number;
  high: number;
  nudge: number;
  step: number | null;
}
/**
 * The state is the key; the program sees the number.
 */
export interface ChoiceControl {
  kind: "choice";
  name: string;
  label: string;
  symbol: string;
  start: string;
  /**
   * names and their numbers, in the author's order
   */
  options: [string, number][];
}
/**
 * The state is true or false; the program sees 1 or 0.
 */
export interface ToggleControl {
  kind: "toggle";
  name: string;
  label: string;
  symbol: string;
  start: boolean;
}
/**
 * A slider that plays: `speed` units a real second.
 */
export interface ClockControl {
  kind: "clock";
  name: string;
  label: string;
  /**
   * MathML of the symbol as the equations print it
   */
  symbol: string;
  start: number;
  /**
   * the unit that the page shows
   */
  unit: string;
  /**
   * a state times this is a number of `unit`
   */
  scale: number;
  low: number;
  high: number;
  nudge: number;
  speed: number;
  loop: boolean;
}
/**
 * A button that throws again. The state is a whole number, the seed; each press is the next one, and after the last comes 0.
 */
export interface AgainControl {
  kind: "again";
  name: string;
  label: string;
  symbol: string;
  start: number;
}
/**
 * The time that runs have gone: it plays without end, `speed` units a real second, in whole steps. It remembers `memory` of them.
 *
 * The state is a text, the history of the runs. The program sees the time as `c[name]` and the text as `c["~" + name]`.
 */
export interface StopwatchControl {
  kind: "stopwatch";
  name: string;
  label: string;
  symbol: string;
  start: string;
  /**
   * the unit that the page shows
   */
  unit: string;
  /**
   * a time times this is a number of `unit`
   */
  scale: number;
  step: number;
  speed: number;
  /**
   * how many of the last steps the program gives
   */
  memory: number;
  /**
   * how many states the runs have
   */
  states: number;
  /**
   * the controls that the runs depend on
   */
  inputs: string[];
  pushes: Push[];
}
/**
 * A button that adds to the states of the runs.
 */
export interface Push {
  name: string;
  label: string;
}
/**
 * Points that are added, moved and removed: from `fewest` to `most` of them, each inside x and y.
 *
 * The state is a text: 1*2~3*4 is the points (1, 2) and (3, 4), and "" is none; a list of pairs is read too. The program sees how many
 * there are as `c[name]`, and as many places as there may be points: `c[name_x_1]`, `c[name_y_1]`, ... Those of points that are not
 * there are at the low ends.
 */
export interface PlacedControl {
  kind: "placed";
  name: string;
  label: string;
  symbol: string;
  start: string;
  x: Direction;
  y: Direction;
  fewest: number;
  most: number;
}
/**
 * Where points may be in one direction: from `low` to `high`. A drag rounds to `nudge`, and an arrow key moves by it.
 */
export interface Direction {
  label: string;
  /**
   * the unit that the page shows
   */
  unit: string;
  /**
   * a number times this is one of `unit`
   */
  scale: number;
  low: number;
  high: number;
  nudge: number;
}
/**
 * One plot: a Plotly figure with the default state's data inside, and how the program's outputs move it.
 *
 * `description` is for screen readers: literal strings with live numbers between them.
 */
export interface Plot {
  title: string;
  figure: {data: Covis.Trace[]; layout: Record<string, any>};
  /**
   * of every output: its length, or the rows and columns of a grid (row after row)
   */
  shapes: number[][];
  bindings: Binding[];
  marks: Mark[];
  description: (string | Statistic | LiveValue)[];
  /**
   * for a plot that the page projects; null in the plane and where Plotly draws
   */
  scene?: Scene | null;
  /**
   * the share of the usual height that it takes on the page; null for the usual height
   */
  height: number | null;
}
/**
 * Output `output` of the plot's function is drawn as `data[trace][array]`. One that no control moves is drawn once.
 */
export interface Binding {
  trace: number;
  array: string;
  output: number;
  moves: boolean;
}
/**
 * One mark as the author stated it. `arrays` names its outputs (x, y, z, u, v, low, high), which `snapshot()` reports.
 *
 * `color` is the role in the palette; `trace` is the first of the `traces` Plotly traces that draw it; `show` an output (0 or 1), null
 * for always.
 */
export interface Mark {
  kind: string;
  name: string;
  trace: number;
  traces: number;
  color: string | null;
  arrays: {
    [k: string]: number;
  };
  show: number | null;
  /**
   * the control that each of x and y of a Handle moves, or that moves along its path; or that places Points
   */
  handle: {
    [k: string]: string;
  } | null;
  /**
   * for a Handle with a path: its outputs x and y, from the lowest to the highest state of the control
   */
  path: {
    [k: string]: number;
  };
  /**
   * what it wants its plot to be; null in documents made before it was stated
   */
  form?: ("plane" | "wide" | "strip") | null;
  /**
   * arrays that the page shows in another unit: each number times this
   */
  scales: {
    [k: string]: number;
  };
  /**
   * whether its traces keep the colours that the figure gives them
   */
  own_colors?: boolean | null;
}
/**
 * A number in a description, taken from a mark's array as drawn.
 */
export interface Statistic {
  mark: number;
  array: string;
  /**
   * at_min, at_max: the x of the least, the greatest
   */
  stat: "first" | "last" | "min" | "max" | "at_min" | "at_max";
  unit: string;
  /**
   * a number times this is one of `unit`
   */
  scale: number;
  digits: number;
}
/**
 * A number in a text: entry `value` of the program's `values(c, s)`, or a control's state by its name.
 */
export interface LiveValue {
  value: number | string;
  unit: string;
  digits: number;
}
/**
 * How a plot in three dimensions is seen: the page projects it itself.
 *
 * `view`: azimuth and elevation at the start, in degrees. `edges`: the lengths of the edges of its box along x, y and z.
 */
export interface Scene {
  /**
   * @minItems 2
   * @maxItems 2
   */
  view: [number, number];
  /**
   * @minItems 3
   * @maxItems 3
   */
  edges: [number, number, number];
}
/**
 * `digits` significant digits; 0 for a whole number.
 */
export interface Readout {
  label: string;
  unit: string;
  /**
   * a number times this is one of `unit`
   */
  scale: number;
  digits: number;
}
/**
 * A named state; controls that are not named go to their start.
 */
export interface Preset {
  name: string;
  controls: {
    [k: string]: number | boolean | string;
  };
}
/**
 * `ask` and `answer` are sanitised HTML; the answer opens after the learner commits to a prediction.
 *
 * `sketch` is the curve that the learner may draw as they expect it: the number of its plot, and of its mark there.
 */
export interface Question {
  ask: string;
  answer: string;
  preset: string | null;
  sketch: number[] | null;
}
/**
 * A printed equation of the model: its module-level name and its MathML.
 */
export interface Equation {
  name: string;
  mathematics: string;
}
/**
 * What the visualisation claims, in words and in printed mathematics (MathML, "" where it has none), and the source of it.
 */
export interface Fact {
  id: string;
  kind: string;
  statement: string;
  mathematics: string;
  source: string;
}
