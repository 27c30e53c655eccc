// For plain pages: starts every <section class="covis" data-covis data-document data-program data-plotly> in the page.
// With more than one on a page the address stays as it is: it could name the controls of one only.
import { mount } from "./mount.js";

/** @type {NodeListOf<HTMLElement>} */
const sections = document.querySelectorAll("section.covis[data-covis][data-document]");
for (const section of sections) {
  const { document: whole, shown: documentUrl = whole, program: programUrl, plotly: plotlyUrl, link } = section.dataset;
  const teach = sections.length === 1 && new URLSearchParams(location.search).has("teach");
  const fragment = sections.length === 1 && location.protocol !== "about:"; // a frame without an address, in a notebook
  mount(section, { documentUrl, programUrl, plotlyUrl, link, teach, fragment });
}
