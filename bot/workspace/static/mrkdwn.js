// Slack's mrkdwn to nodes: code fences, quotes, code, bold, italic, strike, links, mentions, dates, emoji.

import { el, link, unescape } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { formatDate } from "./dates.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };

// `context` names people and channels and gives the zone: { people, channels, tz }.
export function mrkdwn(text, context) {
  const nodes = [];
  text.split(/```([\s\S]*?)```/).forEach((part, index) => {
    if (index % 2) nodes.push(el("pre", { class: "code-block" }, unescape(part.replace(/^\n|\n$/g, ""))));
    else if (part) nodes.push(...lines(part, context));
  });
  return nodes;
}

export function plain(object) {
  const text = object?.text ?? "";
  return object?.emoji === false ? text : withEmoji(text);
}

export function textObject(object, context) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, context) : [breaks(plain(object))];
}

function breaks(text) {
  return el("span", { class: "pre" }, text);
}

function lines(text, context) {
  const nodes = [];
  let quote = null;
  text.split("\n").forEach((line, index, all) => {
    const quoted = /^(&gt;|>)\s?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = el("blockquote", { class: "quote" })));
      else quote.append(el("br"));
      quote.append(...inline(quoted[2], context));
      return;
    }
    const afterQuote = quote !== null;
    quote = null;
    if (index > 0 && !afterQuote) nodes.push(el("br"));
    nodes.push(...inline(line, context));
    if (index === all.length - 1) return;
  });
  return nodes;
}

export function inline(text, context) {
  const nodes = [];
  const pattern = /`([^`\n]+)`|<([^<>\n]+)>|(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")])|([*_~])(?=\S)/g;
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, code, marked, bare, mark] = match;
    let node = null;
    if (code !== undefined) node = el("code", { class: "code" }, unescape(code));
    else if (marked !== undefined) node = reference(marked, context);
    else if (bare !== undefined) node = link(unescape(bare), unescape(bare));
    else node = span(text, match.index, mark, context, pattern);
    if (!node) continue;
    push(nodes, text.slice(end, match.index));
    nodes.push(node);
    end = mark === undefined ? match.index + whole.length : pattern.lastIndex;
  }
  push(nodes, text.slice(end));
  return nodes;
}

// Bold and the like hold only between word boundaries, as in Slack.
function span(text, start, mark, context, pattern) {
  if (start > 0 && /[\p{L}\p{N}]/u.test(text[start - 1])) return null;
  for (let stop = text.indexOf(mark, start + 2); stop > 0; stop = text.indexOf(mark, stop + 1)) {
    const next = text[stop + 1];
    if (/\s/.test(text[stop - 1]) || (next && /[\p{L}\p{N}]/u.test(next))) continue;
    if (insideReference(text, start, stop)) continue;
    pattern.lastIndex = stop + 1;
    return el(MARKS[mark], {}, ...inline(text.slice(start + 1, stop), context));
  }
  return null;
}

function insideReference(text, start, stop) {
  const part = text.slice(start, stop);
  return part.lastIndexOf("<") > part.lastIndexOf(">");
}

function push(nodes, text) {
  if (text) nodes.push(document.createTextNode(withEmoji(unescape(text))));
}

function reference(marked, context) {
  const bar = marked.indexOf("|");
  const target = unescape(bar < 0 ? marked : marked.slice(0, bar));
  const label = bar < 0 ? null : unescape(marked.slice(bar + 1));
  if (target.startsWith("@")) {
    const person = context.people[target.slice(1)];
    return el("span", { class: "mention" }, `@${person?.real_name ?? label ?? target.slice(1)}`);
  }
  if (target.startsWith("#")) {
    const channel = context.channels[target.slice(1)];
    return el("span", { class: "mention" }, `#${channel?.name ?? label ?? target.slice(1)}`);
  }
  if (target.startsWith("!date^")) return date(target, label, context);
  if (target.startsWith("!")) return el("span", { class: "mention broadcast" }, `@${label ?? target.slice(1)}`);
  return link(target, withEmoji(label ?? target));
}

function date(target, label, context) {
  const [, seconds, format, url] = target.split("^");
  const number = Number(seconds);
  if (!Number.isFinite(number) || !format) return el("span", {}, label ?? "");
  const text = formatDate(number, format, context.tz);
  return url ? link(url, text) : el("time", { datetime: new Date(number * 1000).toISOString() }, text);
}

// The rich text that Slack makes of what people type.
export function richText(block, context) {
  return block.elements.map((element) => {
    if (element.type === "rich_text_list") {
      const list = el(element.style === "ordered" ? "ol" : "ul", { class: "rich-list" });
      list.append(...element.elements.map((item) => el("li", {}, ...runs(item.elements, context))));
      return list;
    }
    if (element.type === "rich_text_quote") return el("blockquote", { class: "quote" }, ...runs(element.elements, context));
    if (element.type === "rich_text_preformatted") return el("pre", { class: "code-block" }, ...runs(element.elements, context));
    return el("div", { class: "pre" }, ...runs(element.elements, context));
  });
}

function runs(elements, context) {
  return elements.map((run) => {
    let node;
    if (run.type === "text") node = document.createTextNode(withEmoji(run.text));
    else if (run.type === "link") node = link(run.url, run.text ?? run.url);
    else if (run.type === "emoji") node = document.createTextNode(withEmoji(`:${run.name}:`));
    else if (run.type === "user") node = reference(`@${run.user_id}`, context);
    else if (run.type === "channel") node = reference(`#${run.channel_id}`, context);
    else if (run.type === "broadcast") node = reference(`!${run.range}`, context);
    else if (run.type === "date") node = el("time", {}, formatDate(run.timestamp, run.format, context.tz));
    else node = document.createTextNode(run.fallback ?? run.value ?? "");
    const style = run.style ?? {};
    if (style.code) node = el("code", { class: "code" }, node);
    if (style.strike) node = el("s", {}, node);
    if (style.italic) node = el("em", {}, node);
    if (style.bold) node = el("strong", {}, node);
    return node;
  });
}
