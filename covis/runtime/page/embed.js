// For Streamlit components v2: attach({data, parentElement, setStateValue}) -> clean-up. It may be called again at any time.
// The same digest redraws nothing and only takes the new theme; when somebody leaves the page, this module keeps the state for their return.
import { mount } from "./mount.js";
import { loadStyles } from "./loading.js";

const REPORT_AFTER = 300; // milliseconds: one message to the server a drag, and only when `data.report` asks for it
/** @type {WeakMap<HTMLElement, any>} */
const instances = new WeakMap(); // parentElement -> {digest, handle, stop}
/** @type {Map<string, Covis.Memory>} */
const memories = new Map(); // digest -> what mount remembers

/**
 * A program that has no address, as a module.
 * @param {string} source
 */
async function blobModule(source) {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * data: {id, digest, base: "/covis/<hash>/", document, shown (less of it), program, plotly: URLs, link?: the page's own address, about?, embed?, single?: where its citation, its frame and its one file are, report?: true, top?: "3.75rem",
 *        inline?: the document itself, for an edition that has no address; fragment?: false keeps the state out of the address}
 * URLs are resolved against the page's origin: the module that imports this one may be a blob.
 * @param {{data: Record<string, any>, parentElement: HTMLElement, setStateValue?: (name: string, value: any) => void}} component
 * @returns {() => void}
 */
export function attach({ data, parentElement, setStateValue }) {
  const known = instances.get(parentElement);
  if (known?.digest === data.digest) {
    known.report = setStateValue;
    requestAnimationFrame(() => known.handle?.theme()); // Streamlit's variables change after this call
    return known.stop;
  }
  known?.stop();

  /** @param {string} path */
  const from = (path) => new URL(path, location.origin).href;
  /** @type {Covis.Root} */
  const root = parentElement.querySelector("section.covis") ?? parentElement.appendChild(document.createElement("section"));
  root.className = "covis";
  root.dataset.covis = data.id;
  for (const name of ["about", "embed", "single"]) if (data[name]) root.dataset[name] = from(data[name]);
  root.dataset.home = new URL("../../", from(data.base)).href;
  /** @type {HTMLElement | null} */
  const header = document.querySelector('[data-testid="stHeader"]'); // Streamlit's own bar lies over what sticks to the top
  root.style.setProperty("--covis-top", data.top ?? `${header?.offsetHeight ?? 0}px`);

  /** @type {{digest: string, handle: Covis.Handle | null, report: typeof setStateValue, stop: () => void}} */
  const instance = { digest: data.digest, handle: null, report: setStateValue, stop: () => {} };
  /** @type {number | undefined} */
  let timer;
  let gone = false;
  /** @param {Covis.Values} values */
  const changed = (values) => {
    if (!data.report) return;
    clearTimeout(timer);
    timer = setTimeout(() => instance.report?.("controls", values), REPORT_AFTER);
  };
  instance.stop = () => {
    gone = true;
    clearTimeout(timer);
    instance.handle?.dispose();
    if (instances.get(parentElement) === instance) instances.delete(parentElement);
  };
  instances.set(parentElement, instance);

  if (!memories.has(data.digest)) memories.set(data.digest, {});
  const base = from(data.base);
  loadStyles([new URL("css/tokens.css", base).href, new URL("css/covis.css", base).href]).then(() => {
    if (gone) return;
    instance.handle = mount(root, {
      ...(data.inline
        ? { document: data.inline, program: () => blobModule(data.inline.program) }
        : { documentUrl: from(data.shown ?? data.document), programUrl: from(data.program) }),
      fragment: data.fragment,
      plotlyUrl: from(data.plotly),
      link: data.link,
      credit: data.credit,
      memory: memories.get(data.digest),
      changed,
    });
  });
  return instance.stop;
}
