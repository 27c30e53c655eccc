// Fetching what a visualisation needs: the document, its program (a same-origin module), and Plotly, once for a page.
// Every URL may be relative; it is resolved against the page and not this module, which may have come from a blob.

/** @param {string | undefined} url */
const absolute = (url) =>
  new URL(/** @type {string} */ (url), document.baseURI === "about:srcdoc" ? location.origin : document.baseURI).href;
/** @type {Promise<Covis.Plotly> | null} */
let plotly = null;

/**
 * Plotly as a classic script, loaded once. A failed load may be tried again.
 * @param {string | undefined} url
 * @returns {Promise<Covis.Plotly>}
 */
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = absolute(url);
    script.fetchPriority = "low"; // the page works without it
    const failed = () => {
      plotly = null;
      script.remove();
      reject(new Error("The plotting library could not be loaded"));
    };
    script.addEventListener("load", () => (window.Plotly ? resolve(window.Plotly) : failed()));
    script.addEventListener("error", failed);
    document.head.append(script);
  });
  return plotly;
}

/**
 * Plotly, with the modules that draw with it.
 * @param {string | undefined} url
 * @returns {Promise<Covis.Full>}
 */
export async function loadFull(url) {
  const [modules, Plotly] = await Promise.all([import("../drawing/plotly.js"), loadPlotly(url)]);
  return { ...modules, Plotly };
}

/**
 * The document as data, from the options or the network.
 * @param {Covis.DocumentSource} source
 * @returns {Promise<Covis.Document>}
 */
export async function loadDocument({ document: given, documentUrl }) {
  if (given) return given;
  const answer = await fetch(absolute(documentUrl));
  if (!answer.ok) throw new Error(`The visualisation could not be loaded (${answer.status})`);
  return answer.json();
}

/**
 * The program's module. `program` is a loader that a single-file page swaps in (a blob); else it is imported by URL.
 * @param {Covis.ProgramSource} source
 * @returns {Promise<Covis.Program>}
 */
export async function loadProgram({ program, programUrl }) {
  const module = await (program ? program() : import(absolute(programUrl)));
  if (module.format !== 1) throw new Error(`This page cannot run a program of format ${module.format}`);
  return module;
}

/**
 * The faces that the page's words use, before Plotly measures words in them; too late, the system's serve.
 * @param {number} [patience] milliseconds
 */
export async function loadFace(patience = 1500) {
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  await Promise.race([document.fonts.ready, late]);
}

/**
 * Stylesheets in the page's head, each once; resolves when they are there, or failed.
 * @param {string[]} urls
 */
export function loadStyles(urls) {
  return Promise.all(
    urls.map(absolute).map((href) => {
      /** @type {NodeListOf<HTMLLinkElement>} */
      const links = document.querySelectorAll('link[rel="stylesheet"]');
      if ([...links].some((link) => link.href === href)) return null;
      return new Promise((resolve) => {
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: resolve });
        document.head.append(link);
      });
    }),
  );
}
