// The modal on top of what the app opened.

import { el, replace } from "./dom.js";
import { blocks } from "./blocks.js";
import { plain } from "./mrkdwn.js";
import { context, perform, store } from "./store.js";

const drafts = new Map(); // view id -> what was entered so far
let shown = null;

export function drawModal() {
  const modal = store.state.modal;
  const key = modal ? JSON.stringify([modal.id, modal.hash, modal.errors, store.state.you]) : null;
  if (key === shown) return;
  shown = key;
  document.getElementById("modal-root")?.remove();
  if (!modal) { drafts.clear(); return; }
  const form = draft(modal);
  const surface = {
    context: context(),
    form,
    errors: modal.errors,
    act: (element, block, value) => perform("click", { view: modal.id, block_id: block.block_id, action_id: element.action_id, value }),
    suggest: async (element, query) => (await perform("suggest", { view: modal.id, action_id: element.action_id, query })).options ?? [],
  };
  const close = () => perform("close", { view: modal.id });
  const submit = el("button", {
    class: "bk-button primary", "data-testid": "modal-submit",
    async onclick(event) {
      event.target.disabled = true;
      await perform("submit", { view: modal.id, values: form.values() });
      event.target.disabled = false;
    },
  }, modal.submit ? plain(modal.submit) : "Submit");
  const dialog = el("div", { class: "dialog modal", role: "dialog", "aria-modal": "true", "aria-label": plain(modal.title), "data-testid": "modal" },
    el("div", { class: "modal-head" }, el("span", { class: "avatar small app", "aria-hidden": "true" }, store.state.app.name[0]), el("h2", {}, plain(modal.title)),
      el("button", { class: "close", "aria-label": "Close", "data-testid": "modal-x", onclick: () => perform("close", { view: modal.id, clear: true }) }, "✕")),
    el("div", { class: "dialog-body" }, ...blocks(modal.blocks, surface)),
    el("div", { class: "dialog-foot" },
      el("button", { class: "bk-button", "data-testid": "modal-close", onclick: close }, modal.close ? plain(modal.close) : modal.depth > 1 ? "Back" : "Close"),
      modal.submit ? submit : null));
  const root = el("div", { id: "modal-root", class: "modal-root" }, dialog);
  root.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.body.append(root);
  (dialog.querySelector(".input input, .input textarea, .input select") ?? dialog.querySelector("[data-testid=modal-close]")).focus();
  replace(document.getElementById("layer"));
}

// What a person entered, kept while the app updates the modal.
function draft(modal) {
  if (!drafts.has(modal.id)) drafts.set(modal.id, new Map());
  const entered = drafts.get(modal.id);
  const name = (block, action) => `${block}\n${action}`;
  return {
    get: (block, action) => entered.get(name(block, action)),
    set: (block, action, value) => entered.set(name(block, action), value),
    values() {
      const there = new Set(modal.blocks.map((block) => block.block_id));
      const out = {};
      for (const [key, value] of entered) {
        const [block, action] = key.split("\n");
        if (there.has(block)) (out[block] ??= {})[action] = value;
      }
      return out;
    },
  };
}
