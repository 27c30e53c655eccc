// A lost connection, in the gallery's words. Streamlit opens a dialog for programmers over the page; but a visualisation needs no server.

const PATIENCE = 2500; // milliseconds without a connection before a reader hears of it

/** @type {HTMLElement | null} */
let notice = null;
/** @type {number | undefined} */
let timer;

new MutationObserver(watchConnection).observe(document.body, { subtree: true, attributeFilter: ["data-test-connection-state"] });

/** To be called whenever the page may have changed. */
export function watchConnection() {
  closeDialog();
  const state = /** @type {HTMLElement | null} */ (document.querySelector(".stApp"))?.dataset.testConnectionState;
  const lost = state !== undefined && state !== "CONNECTED";
  if (!lost) {
    clearTimeout(timer);
    timer = undefined;
    notice?.remove();
    notice = null;
  } else if (timer === undefined) timer = setTimeout(show, PATIENCE);
}

function closeDialog() {
  for (const dialog of document.querySelectorAll('[role="dialog"]'))
    if (dialog.querySelector("h2")?.textContent === "Connection error")
      /** @type {HTMLElement | null} */ (dialog.querySelector('button[aria-label="Close"]'))?.click();
}

function show() {
  notice = document.createElement("div");
  notice.className = "cv-lost";
  notice.setAttribute("role", "status");
  const text = document.createElement("p");
  const works = document.querySelector("section.covis[data-ready]") ? "The visualisation on this page still works; links do not. " : "";
  text.textContent = `The connection to the gallery is lost. ${works}It is tried again by itself.`;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Reload the page";
  again.addEventListener("click", () => location.reload());
  notice.append(text, again);
  document.body.append(notice);
}
