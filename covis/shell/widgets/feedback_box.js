// The box under a visualisation in which learners say what helped, what confused them and what seems wrong.
// The state of the controls is read from the runtime when something is sent, so moving a slider sends nothing.

const REPLY_TIMEOUT = 20000; // milliseconds to wait for a reply

const PROMPTS = {
  helped: ["What helped? A few words, if you like.", false],
  confused: ["What confused you? A few words, if you like.", false],
  wrong: ["What seems wrong, and what did you expect instead?", true],
};

const boxes = new WeakMap(); // parentElement -> Box

export default function (component) {
  const { parentElement } = component;
  if (!boxes.has(parentElement)) boxes.set(parentElement, new Box(parentElement.querySelector(".cv-feedback")));
  boxes.get(parentElement).update(component);
}

class Box {
  constructor(root) {
    this.root = root;
    this.kind = "";
    this.pending = "";
    const find = (name) => root.querySelector(name);
    this.form = find("form");
    this.more = find(".cv-feedback-more");
    this.field = find("textarea");
    this.label = find("label span");
    this.left = find(".cv-feedback-count");
    this.send = find("[type=submit]");
    this.reply = find(".cv-feedback-reply");
    this.buttons = [...root.querySelectorAll("[data-kind]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.choose(button.dataset.kind));
    find("[data-cancel]").addEventListener("click", () => this.close());
    this.field.addEventListener("input", () => this.count());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    const { reply } = data;
    if (!this.pending || reply?.to !== this.pending) return;
    this.setPending("");
    this.showReply(reply.text, reply.kept);
    if (!reply.kept) return;
    this.field.value = "";
    const hadFocus = this.more.contains(document.activeElement);
    this.close();
    if (hadFocus) this.reply.focus();
  }

  choose(kind) {
    if (kind === this.kind) return this.close();
    this.kind = kind;
    const [ask, needed] = PROMPTS[kind];
    this.label.textContent = ask;
    this.field.required = needed;
    this.more.hidden = false;
    this.showReply("");
    this.mark();
    this.count();
    this.field.focus({ preventScroll: true });
    this.more.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.kind = "";
    this.more.hidden = true;
    this.mark();
  }

  mark() {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.kind === this.kind));
  }

  count() {
    const left = this.field.maxLength - this.field.value.length;
    this.left.textContent = left < 100 ? `${left} characters left` : "";
  }

  submit() {
    if (this.pending || !this.kind) return;
    const { visualisation, digest } = this.data;
    let state = {};
    try {
      state = document.querySelector(`section.covis[data-covis="${visualisation}"]`).covis.snapshot().controls;
    } catch {} // nothing is drawn: the feedback is sent without a state
    this.setPending(crypto.randomUUID?.() ?? String(Math.random()));
    this.trigger("sent", { to: this.pending, kind: this.kind, document: digest, state, note: this.field.value });
    setTimeout((pending) => this.pending === pending && this.giveUp(), REPLY_TIMEOUT, this.pending);
  }

  setPending(pending) {
    this.pending = pending;
    this.send.disabled = Boolean(pending);
    if (pending) this.showReply("Sending …");
  }

  giveUp() {
    this.setPending("");
    this.showReply("There was no answer, so your feedback may not have arrived. Your text is still here: try again.", false);
  }

  showReply(text, kept = true) {
    this.reply.textContent = text;
    this.reply.classList.toggle("cv-feedback-problem", !kept);
  }
}
