// The pane at the right: one thread.

import { el, replace } from "./dom.js";
import { composer } from "./composer.js";
import { follower } from "./follow.js";
import { drawMessages } from "./messages.js";
import { channel, go, redraw, store, view } from "./store.js";

let pane = null;

export function drawThread() {
  const root = document.getElementById("thread");
  const place = channel();
  const messages = view.thread ? place.messages.filter((one) => one.ts === view.thread || (one.thread_ts === view.thread)) : [];
  const parent = messages.find((one) => one.ts === view.thread);
  root.hidden = !parent;
  document.body.classList.toggle("with-thread", Boolean(parent));
  if (!parent) { pane = null; replace(root); return; }
  const key = `${view.you}:${place.id}:${view.thread}`;
  if (pane?.key !== key) {
    pane = makePane(key, place);
    replace(root, pane.node);
  }
  const replies = messages.filter((one) => one !== parent);
  drawMessages(pane.head, [parent], { thread: true });
  pane.count.textContent = replies.length ? `${replies.length} ${replies.length === 1 ? "reply" : "replies"}` : "No replies yet";
  pane.follower.around(() => drawMessages(pane.list, replies, { thread: true }), pane.list);
}

function makePane(key, place) {
  const thread = view.thread;
  const box = composer({ testid: "thread-composer", placeholder: "Reply…", target: () => ({ channel: place.id, thread_ts: thread }), broadcast: place.kind !== "im" });
  const head = el("div", {});
  const list = el("div", { "data-testid": "replies", role: "log", "aria-label": "Replies" });
  const count = el("span", {});
  const scroll = el("div", { class: "thread-scroll" }, head, el("div", { class: "reply-count", role: "separator" }, count), list);
  const where = place.kind === "im" ? store.state.app.name : `#${place.name}`;
  const close = el("button", { class: "close", "aria-label": "Close thread", "data-testid": "close-thread", onclick() { go(place.id, { tab: view.tab }); redraw(); } }, "✕");
  const node = el("div", { class: "thread-pane" },
    el("div", { class: "pane-header" }, el("h1", {}, "Thread"), el("span", { class: "topic" }, where), el("span", { class: "spacer" }), close),
    scroll, el("div", { class: "composer-wrap" }, box.node));
  return { key, node, head, list, count, follower: follower(scroll) };
}
