// Messages: one of them, and a list with day lines and grouping.

import { el, openLayer, closeLayer, replace, toast, unescape } from "./dom.js";
import { attachments, blocks } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";
import { clock, dayKey, dayLabel } from "./dates.js";
import { emoji, QUICK } from "./emoji.js";
import { channel, context, go, perform, store } from "./store.js";

const GROUP_SECONDS = 300;

// Draw `messages` into `parent`, keeping the nodes of those that did not change.
export function drawMessages(parent, messages, { thread }) {
  const zone = context().tz;
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = [];
  let before = null;
  for (const message of messages) {
    const date = new Date(Number(message.ts) * 1000);
    const newDay = !before || dayKey(new Date(Number(before.ts) * 1000), zone) !== dayKey(date, zone);
    if (newDay && !thread) nodes.push(el("div", { class: "day", role: "separator" }, el("span", {}, dayLabel(date, zone))));
    const follows = !newDay && sameAuthor(before, message) && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
    const key = JSON.stringify([message, follows, thread, store.state.you, zone]);
    nodes.push(old.get(key) ?? messageNode(message, { follows, thread, key }));
    before = message;
  }
  replace(parent, nodes);
}

function sameAuthor(one, other) {
  return one.user === other.user && one.username === other.username && !one.reply_count && one.ephemeral === other.ephemeral && one.subtype === other.subtype;
}

function author(message) {
  if (message.username) return { name: message.username, app: true };
  const person = store.state.people[message.user];
  return { name: person?.real_name ?? "Somebody", app: person?.bot && !person?.system };
}

function avatar(message, who) {
  const hue = [...(message.user || who.name)].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 6;
  return el("span", { class: `avatar ${who.app ? "app" : `hue-${hue}`}`, "aria-hidden": "true" }, who.name[0]);
}

function messageNode(message, { follows, thread, key }) {
  const who = author(message);
  const time = clock(new Date(Number(message.ts) * 1000), context().tz);
  if (message.subtype === "channel_join") {
    return el("article", { class: "message notice", "data-key": key, "data-ts": message.ts },
      el("div", { class: "gutter" }, avatar(message, who)), el("div", { class: "content" }, headline(who, time), el("div", { class: "muted" }, "joined the channel.")));
  }
  const body = el("div", { class: "content" },
    message.ephemeral ? el("div", { class: "only-you" }, "👁 Only visible to you") : null,
    follows ? null : headline(who, time),
    message.broadcast && !thread ? el("div", { class: "muted" }, "replied to a thread") : null,
    content(message),
    fileList(message),
    reactions(message),
    thread || message.reply ? null : replyBar(message),
  );
  return el("article", {
    class: ["message", follows ? "follows" : "", message.ephemeral ? "ephemeral" : ""].join(" "),
    "data-testid": message.ephemeral ? "ephemeral" : "message", "data-key": key, "data-ts": message.ts, "data-author": who.name,
    tabindex: "0", "aria-label": `${who.name}, ${time}`,
  }, el("div", { class: "gutter" }, follows ? el("time", { class: "side-time" }, time.replace(/ ?[AP]M/, "")) : avatar(message, who)), body, tools(message));
}

function headline(who, time) {
  return el("div", { class: "headline" }, el("strong", { class: "author" }, who.name), who.app ? el("span", { class: "app-badge" }, "APP") : null, el("time", {}, time));
}

function content(message) {
  const surface = {
    context: context(),
    act: (element, block, value) => perform("click", { channel: channel().id, ts: message.ts, block_id: block.block_id, action_id: element.action_id, value }),
    suggest: async (element, query) => (await perform("suggest", { channel: channel().id, ts: message.ts, action_id: element.action_id, query })).options ?? [],
  };
  const edited = message.edited ? el("span", { class: "muted edited" }, "(edited)") : null;
  if (message.blocks?.length && !message.client_msg_id) {
    return el("div", { class: "body", "data-testid": "message-body" }, ...blocks(message.blocks, surface), edited, ...attachments(message.attachments ?? [], surface));
  }
  const text = message.mrkdwn === false ? [unescape(message.text)] : mrkdwn(message.text ?? "", surface.context);
  return el("div", { class: "body", "data-testid": "message-body" }, el("div", { class: "section-text" }, ...text, edited ? " " : null, edited), ...attachments(message.attachments ?? [], surface));
}

function fileList(message) {
  return (message.files ?? []).map((file) =>
    el("a", { class: "file", "data-testid": "file", href: file.url_private_download, target: "_blank", rel: "noopener noreferrer" },
      el("span", { class: "file-kind", "aria-hidden": "true" }, file.pretty_type.slice(0, 4)),
      el("span", {}, el("strong", {}, file.title), el("small", {}, `${file.pretty_type} · ${Math.max(1, Math.round(file.size / 1024))} kB`))));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, ...message.reactions.map((one) => el("button", {
    class: one.users.includes(store.state.you) ? "reaction mine" : "reaction", "aria-label": `${one.name}, ${one.count}`,
    onclick: () => react(message, one.name),
  }, emoji(one.name) ?? `:${one.name}:`, el("span", {}, String(one.count)))));
}

function react(message, name) {
  return perform("react", { channel: channel().id, ts: message.ts, name });
}

function replyBar(message) {
  if (!message.reply_count) return null;
  const faces = message.reply_users.slice(0, 4).map((id) => avatar({ user: id }, author({ user: id })));
  faces.forEach((face) => face.classList.add("tiny"));
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return el("button", { class: "reply-bar", "data-testid": "open-thread", onclick: () => go(channel().id, { thread: message.ts }) }, ...faces, el("strong", {}, count), el("span", { class: "muted" }, "View thread"));
}

function tools(message) {
  if (message.ephemeral) {
    return el("div", { class: "tools", role: "toolbar" }, el("button", { "aria-label": "Dismiss", title: "Dismiss", onclick: () => perform("delete", { channel: channel().id, ts: message.ts }) }, "✕"));
  }
  const quick = QUICK.map((name) => el("button", { "data-testid": `react-${name}`, "aria-label": `React with ${name}`, title: `:${name}:`, onclick: () => react(message, name) }, emoji(name)));
  return el("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" },
    ...quick,
    el("button", { "data-testid": "reply", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => go(channel().id, { thread: message.thread_ts ?? message.ts }) }, "💬"),
    el("button", { "data-testid": "more-actions", "aria-label": "More actions", "aria-haspopup": "menu", title: "More actions", onclick: (event) => menu(message, event.currentTarget) }, "⋮"));
}

function menu(message, anchor) {
  const own = message.user === store.state.you;
  const item = (label, testid, onclick) => el("button", { class: "menu-item", role: "menuitem", "data-testid": testid, onclick() { closeLayer(); onclick(); } }, label);
  const shortcuts = store.state.shortcuts.filter((one) => one.on_message).map((one) =>
    item(el("span", {}, one.name, el("small", {}, store.state.app.name)), `shortcut-${one.callback_id}`, () => perform("shortcut", { channel: channel().id, ts: message.ts, callback_id: one.callback_id })));
  openLayer(el("div", { class: "menu", role: "menu" },
    item("Copy link to message", "copy-link", () => navigator.clipboard?.writeText(message.permalink).then(() => toast("Link copied"), () => toast(message.permalink))),
    own ? item("Edit message", "edit", () => edit(message)) : null,
    own ? item("Delete message", "delete", () => perform("delete", { channel: channel().id, ts: message.ts })) : null,
    shortcuts.length ? el("div", { class: "menu-title" }, "Message shortcuts") : null,
    ...shortcuts), anchor);
}

function edit(message) {
  const typed = unescape(message.text.replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1"));
  const area = el("textarea", { class: "bk-input", rows: 4, "aria-label": "Edit message" });
  area.value = typed;
  const save = () => { closeLayer(); perform("edit", { channel: channel().id, ts: message.ts, text: area.value }); };
  openLayer(el("div", { class: "dialog", role: "dialog", "aria-label": "Edit message" }, el("h2", {}, "Edit message"), el("div", { class: "dialog-body" }, area),
    el("div", { class: "dialog-foot" }, el("button", { class: "bk-button", onclick: closeLayer }, "Cancel"), el("button", { class: "bk-button primary", onclick: save }, "Save"))));
}
