// Types that several modules of the runtime share, as `Covis.Name`. The document's own types are made from its schema: document.d.ts.

type CovisDocument = import("./document.js").CovisDocument;

declare namespace Covis {
  type Document = CovisDocument;
  type Control = SliderControl | ChoiceControl | ToggleControl | ClockControl | AgainControl | StopwatchControl | PlacedControl;
  type SliderControl = import("./document.js").SliderControl;
  type ChoiceControl = import("./document.js").ChoiceControl;
  type AgainControl = import("./document.js").AgainControl;
  type PlacedControl = import("./document.js").PlacedControl;
  type ToggleControl = import("./document.js").ToggleControl;
  type StopwatchControl = import("./document.js").StopwatchControl;
  type ClockControl = import("./document.js").ClockControl & { step?: null }; // it has no steps
  type Plot = import("./document.js").Plot;
  type Mark = import("./document.js").Mark;
  type Binding = import("./document.js").Binding;
  type Preset = import("./document.js").Preset;
  type Readout = import("./document.js").Readout;
  type Question = import("./document.js").Question;
  type Fact = import("./document.js").Fact;
  type Description = Plot["description"];

  /** A control whose state is a number: a slider or a clock. */
  interface NumberControl {
    kind: "slider" | "clock";
    name: string;
    label: string;
    unit: string;
    symbol: string;
    low: number;
    high: number;
    step?: number | null;
    nudge: number;
    start: number;
    /** A state times this is a number of `unit`; none in older documents. */
    scale?: number;
    speed?: number;
  }

  /** The state by control: a number, a choice's key, or true or false. Which one it is depends on the control. */
  type Values = Record<string, any>;

  /** Every control as a number, for the program; of a stopwatch also its history, as `~name`. */
  interface Numbers {
    [control: string]: number;
    [history: `~${string}`]: any;
  }

  /** The outputs of one plot. `breaks`: by output, the points after which a line is broken (drawing/breaks.js). */
  type Outputs = Float64Array[] & { breaks?: Map<number, number[]> };

  /** The arrays of one mark by name: x, y, z, u, v, low, high. */
  type Arrays = Record<string, ArrayLike<number>>;

  /** Pixels along one axis; undefined is a gap. */
  type Pixels = (number | undefined)[];

  /** What the module of a document's program exports. */
  interface Program {
    format: number;
    prepare(controls: Numbers): unknown;
    plots: ((controls: Numbers, shared: unknown) => Outputs)[];
    readouts(controls: Numbers, shared: unknown): number[];
    values(controls: Numbers, shared: unknown): number[];
    /** For each stopwatch: the present states of its runs. */
    runs?: Record<string, (shared: unknown) => number[]>;
    /** For each plot, by output: the points of a line that may be broken, and its value anywhere. Older programs have none. */
    between?: Record<number, (controls: Numbers, shared: unknown) => [Float64Array, (at: number) => number]>[];
  }

  /** What a control calls when the person changes it. */
  type Change = (name: string, value: any, how?: { tick?: boolean }) => void;

  /** What a kind of control states of itself, in controls/<kind>.js; state/kinds.js says what each part is. */
  interface Kind<Own = any> {
    problem(control: Own, value: unknown): string;
    normal(control: Own, value: any): any;
    number(control: Own, value: any): number;
    read(control: Own, text: string): any;
    words(control: Own, value: any): string;
    /** The same in a few words, for large type; where this is left out, `words`. */
    brief?(control: Own, value: any): string;
    build(control: Own, parts: BuildParts): BuiltControl;
    slides?: boolean;
    plays?: boolean;
    numbers?(control: Own, value: any): Numbers;
    over?(control: Own, mark: Mark, parts: HandleParts & { area: HTMLElement; ground: () => Ground }): Over;
    text?(control: Own, value: any): string;
    follow?(control: Own, value: any, before: Numbers, after: Numbers): any;
    between?(control: Own, share: number): any;
  }

  /** What lies over a plot, where a hand works. `begin` is called once its element lies in that of the plot. */
  interface Over {
    element: HTMLElement;
    begin?(): void;
    refresh(): void;
  }

  /** The plot that a mark is drawn in, as it is now. A number of the mark times its scale is one of the axis. */
  interface Ground {
    shown: boolean;
    axes: PixelAxes | null;
    bounds: Bounds | null;
    scales: Record<string, number>;
  }

  /** Where the axes of a plot are, in pixels of its element. */
  interface Bounds {
    left: number;
    top: number;
    width: number;
    height: number;
  }

  /** What a control needs to be built. */
  interface BuildParts {
    change: Change;
    current(): any;
    signal: AbortSignal;
    numbers(): Numbers;
    present(name: string): number[];
  }

  /** A control in the page. `refresh` shows a value; `force` replaces a number that is half typed. */
  interface BuiltControl {
    element: HTMLElement;
    refresh(value: any, force?: boolean): void;
    clock?: Clock;
  }

  interface Clock {
    name: string;
    playing: boolean;
    play(): void;
    pause(): void;
    /** Go so many steps up the list of speeds, or down; the speed then, as it is shown. A stopwatch has one speed. */
    faster?(count: number): string;
  }

  /** The colours and the type that a plot is drawn with, as CSS values; `size` in pixels, `weight` times the usual width of lines. */
  interface Theme {
    ink: string;
    soft: string;
    grid: string;
    zero: string;
    ground: string;
    roles: Record<string, string>;
    scale: [number, string][];
    family: string;
    size: number;
    weight: number;
    /** The system's own few colours are forced on the page: marks differ by dash and shape. */
    forced: boolean;
  }

  /** What a file that leaves the page says of itself: the title, the values of the controls, who made and checked it, its address. */
  interface About {
    title: string;
    values: string;
    credit: string;
    address: string;
  }

  /** Pixels of a plot's element and data, both ways. */
  type PixelAxes = Record<"x" | "y", { toPixel(value: number): number; toData(pixel: number): number; reversed: boolean }>;

  /** Plotly, with what draws with it. */
  type Full = typeof import("../drawing/plotly.js") & { Plotly: Plotly };

  /** What the handles of a plot need: the state, a way to change it, and a memory of their first use. */
  interface HandleParts {
    state: import("../state/state.js").State;
    move(changes: Values): void;
    used: { handle?: boolean; hint?: Mark; turned?: boolean; turning?: string };
    /** A scene has been turned. */
    turned?: () => void;
    about?(): About;
  }

  /** Numbers that a plot's table and file show in one column. */
  interface Column {
    title: string;
    values: (number | string)[];
  }

  /** A measurement over a plot. `arrays`: by the titles of their columns, in the units that the axes show. `words`: for the description. `traces`: for a picture that is saved. */
  interface Measured {
    name: string;
    arrays: Record<string, ArrayLike<number>>;
    words: string;
    traces(): Trace[];
  }

  /** What outlives the DOM of a page, so that coming back to it finds the state as it was. */
  interface Memory {
    values?: Values;
    views?: (Record<string, number[]> | null)[];
    predictions?: Record<string, string>;
    used?: { handle?: boolean; turned?: boolean };
    lab?: import("../lab/lab.js").Kept;
  }

  /** Where a document comes from. */
  interface DocumentSource {
    document?: Document;
    documentUrl?: string;
  }

  /** Where a program comes from; `program` loads it where it has no address. */
  interface ProgramSource {
    program?: () => Promise<Program>;
    programUrl?: string;
  }

  interface MountOptions extends DocumentSource, ProgramSource {
    plotlyUrl?: string;
    /** The state to begin with. */
    state?: Values;
    /** Whether the state is kept in the address: true unless said otherwise. */
    fragment?: boolean;
    /** Who made and who checked it, and its licence, for files that are saved. */
    credit?: string;
    /** The page that a shared link names. */
    link?: string;
    /** Begin in teach mode. */
    teach?: boolean;
    memory?: Memory;
    /** Called after every change by the person. */
    changed?: (values: Values) => void;
    /** Called when the learner has committed to a prediction: the number of the question from 0, and what they say. */
    predicted?: (number: number, words: string) => void;
  }

  /** What is drawn, as plain data: not-a-number is null. */
  interface Snapshot {
    controls: Values;
    plots: {
      traces: Record<string, unknown>[];
      description: string | null;
      error?: string;
      /** From where a scene is seen, in degrees. */
      view?: { azimuth: number; elevation: number };
    }[];
    readouts: Record<string, number | null>;
    revision: number;
  }

  /** The root element's `.covis`. */
  interface Handle {
    /** Resolves when the controls work and the first picture is drawn, light or full; rejects when it cannot be. */
    ready: Promise<void>;
    /** Resolves when drawn; rejects with a RangeError that names every fault. */
    set(changes: Values): Promise<void>;
    snapshot(): Snapshot;
    /** The state as a link holds it, after the #; undefined until the controls are there. */
    fragment(): string | undefined;
    theme(): void;
    dispose(): void;
  }

  /** The root of a visualisation. */
  type Root = HTMLElement & { covis?: Handle };

  /** What `h` puts into an element. */
  type Content = Node | string | number | null | undefined | false;

  // Plotly has no types for what we write into: full data, calcdata, axes. They are Plotly's, and `any` here.
  type Plotly = any;
  type PlotlyElement = any;
  type Trace = any;
  type Axes = any;
}

interface Window {
  Plotly?: Covis.Plotly;
  /** In a single file: its whole text, as it was opened. */
  covisSource?: string;
}
