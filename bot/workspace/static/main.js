// The middle: header, hints, messages and composer of a conversation, or the app's home tab.

import { el, replace } from "./dom.js";
import { blocks } from "./blocks.js";
import { composer, here, placeholderFor } from "./composer.js";
import { follower } from "./follow.js";
import { drawMessages } from "./messages.js";
import { channel, context, go, markSeen, perform, redraw, store, view } from "./store.js";

const panes = new Map(); // conversation id -> its nodes, so that a half-typed text survives a look elsewhere

export function drawMain() {
  const place = channel();
  const root = document.getElementById("main");
  const key = `${view.you}:${place.id}`;
  if (!panes.has(key)) panes.set(key, makePane(place));
  const pane = panes.get(key);
  if (root.firstElementChild !== pane.node) {
    replace(root, pane.node);
    pane.box.area.focus();
  }
  drawHeader(pane.header, place);
  const atHome = place.kind === "im" && view.tab === "home";
  pane.node.classList.toggle("at-home", atHome);
  if (atHome) drawHome(pane.home);
  drawHints(pane);
  const shown = place.messages.filter((message) => !message.reply || message.broadcast || (message.ephemeral && !message.thread_ts));
  pane.follower.around(() => drawMessages(pane.list, shown, { thread: false }), pane.list);
  markSeen(place.id);
}

function makePane(place) {
  const box = composer({ testid: "composer", placeholder: placeholderFor(place), target: here });
  const header = el("div", { class: "pane-header" });
  const list = el("div", { class: "messages", "data-testid": "messages", role: "log", "aria-label": "Messages" });
  const hints = el("div", {});
  const home = el("div", { class: "home", "data-testid": "home" });
  const node = el("section", { class: "pane" }, header, hints, home, list, el("div", { class: "composer-wrap" }, box.node));
  return { node, header, list, box, hints, home, follower: follower(list) };
}

function drawHeader(header, place) {
  const { state } = store;
  if (place.kind === "im") {
    const tab = (name, label) => el("button", {
      role: "tab", class: view.tab === name ? "tab here" : "tab", "aria-selected": String(view.tab === name), "data-testid": `tab-${name}`,
      onclick() { go(place.id, { tab: name }); perform("home", { tab: name }); },
    }, label);
    replace(header, el("h1", {}, el("span", { class: "avatar small app", "aria-hidden": "true" }, state.app.name[0]), state.app.name), el("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages")));
    return;
  }
  const invite = !place.has_app && !place.archived
    ? el("button", { class: "bk-button", "data-testid": "invite", onclick: () => perform("invite", { channel: place.id }) }, `Add ${state.app.name} to this channel`)
    : null;
  replace(header, el("h1", {}, el("span", { class: "sigil", "aria-hidden": "true" }, place.kind === "group" ? "🔒" : "#"), place.name),
    el("span", { class: "topic" }, place.topic), el("span", { class: "spacer" }), el("span", { class: "members", title: "Members" }, `👥 ${place.members}`), invite);
}

function drawHome(parent) {
  const home = store.state.home;
  const key = JSON.stringify([home, store.state.you]);
  if (parent.dataset.key === key) return;
  parent.dataset.key = key;
  if (!home) return replace(parent, el("p", { class: "muted" }, `${store.state.app.name} has not published a home tab for you.`));
  const surface = {
    context: context(),
    act: (element, block, value) => perform("click", { view: home.id, block_id: block.block_id, action_id: element.action_id, value }),
    suggest: async (element, query) => (await perform("suggest", { view: home.id, action_id: element.action_id, query })).options ?? [],
  };
  return replace(parent, blocks(home.blocks, surface));
}

// What to try, shown until it is dismissed.
function drawHints(pane) {
  if (localStorage.getItem("hints") === "off") return replace(pane.hints);
  if (pane.hints.firstElementChild) return undefined;
  const samples = store.state.samples;
  const chip = (sample) => el("button", { class: "sample", "data-testid": "sample", title: sample.url, onclick: () => pane.box.fill(sample.url) }, sample.title);
  return replace(pane.hints, el("section", { class: "hints", "data-testid": "hints", "aria-label": "What to try" },
    el("div", { class: "hints-head" }, el("strong", {}, "Try it: paste a link and press Enter."),
      el("span", {}, ` Or type / for commands, mention @${store.state.app.name}, drop a PDF, hover over a message for shortcuts.`),
      el("button", { class: "hints-close", "aria-label": "Close the hints", "data-testid": "close-hints", onclick() { localStorage.setItem("hints", "off"); redraw(); } }, "✕")),
    el("div", { class: "samples" }, el("span", { class: "muted" }, "Sample articles, served from this machine:"), ...samples.map(chip))));
}
