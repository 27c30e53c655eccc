// HTML with formulas, which the compiler has sanitised, as it is: `st.html` would take MathML out.

/** @param {{data: {html: string}, parentElement: HTMLElement}} component */
export default function ({ data, parentElement }) {
  /** @type {(HTMLElement & {covisShown?: string}) | null} */
  const root = parentElement.querySelector(".cv-prose");
  if (!root || root.covisShown === data.html) return;
  root.covisShown = data.html;
  root.innerHTML = data.html;
}
