// Where a person types: text, commands with suggestions, files by drag, paste or picker.

import { el, encoded, replace, toast } from "./dom.js";
import { channel, perform, store } from "./store.js";

const MAX_FILE = 30_000_000;

// A composer for `target()`, which says { channel, thread_ts } at the moment of sending.
export function composer({ testid, placeholder, target, broadcast = false }) {
  const files = [];
  const tray = el("div", { class: "tray" });
  const suggestions = el("div", { class: "suggestions up", role: "listbox", "data-testid": "suggestions", hidden: true });
  const area = el("textarea", {
    rows: 1, "data-testid": testid, "aria-label": placeholder, placeholder,
    oninput: () => { grow(area); suggest(); },
    onkeydown,
    onpaste: (event) => take(event.clipboardData?.files),
  });
  const also = broadcast ? el("input", { type: "checkbox", "data-testid": "broadcast" }) : null;
  const picker = el("input", { type: "file", hidden: true, multiple: true, "data-testid": `${testid}-file`, onchange: () => { take(picker.files); picker.value = ""; } });
  const button = el("button", { class: "send", "aria-label": "Send", title: "Send", "data-testid": `${testid}-send`, onclick: send }, "➤");
  const box = el("div", {
    class: "composer",
    ondragover: (event) => { event.preventDefault(); box.classList.add("over"); },
    ondragleave: () => box.classList.remove("over"),
    ondrop: (event) => { event.preventDefault(); box.classList.remove("over"); take(event.dataTransfer?.files); },
  }, suggestions, area, tray,
  el("div", { class: "composer-bar" },
    el("button", { class: "attach", "aria-label": "Attach a file", title: "Attach a file", onclick: () => picker.click() }, "+"),
    picker,
    also ? el("label", { class: "also" }, also, " Also send to the channel") : el("span", { class: "muted composer-tip" }, "Enter sends, Shift + Enter begins a new line, / shows commands"),
    button));
  let chosen = 0;

  function matches() {
    const word = /^\/\S*$/.exec(area.value)?.[0];
    return word ? store.state.commands.filter((one) => one.name.startsWith(word)) : [];
  }

  function suggest() {
    const found = matches();
    chosen = Math.min(chosen, Math.max(0, found.length - 1));
    suggestions.hidden = !found.length;
    replace(suggestions, found.map((one, index) => el("button", {
      class: index === chosen ? "menu-item chosen" : "menu-item", role: "option", "aria-selected": String(index === chosen), "data-testid": "suggestion",
      onmousedown: (event) => { event.preventDefault(); complete(one); },
    }, el("span", {}, el("strong", {}, one.name), " ", el("span", { class: "muted" }, one.hint)), el("small", {}, one.description))));
  }

  function complete(command) {
    fill(`${command.name} `);
  }

  function onkeydown(event) {
    const found = suggestions.hidden ? [] : matches();
    if (found.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      suggest();
    } else if (found.length && event.key === "Tab") {
      event.preventDefault();
      complete(found[chosen]);
    } else if (event.key === "Escape") {
      suggestions.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      const exact = found.some((one) => one.name === area.value.trim());
      if (found.length && !exact) complete(found[chosen]);
      else send();
    }
  }

  async function take(list) {
    for (const file of list ?? []) {
      if (file.size > MAX_FILE) { toast(`${file.name} is larger than 30 MB.`); continue; }
      files.push(await encoded(file));
    }
    drawTray();
  }

  function drawTray() {
    replace(tray, files.map((file, index) => el("span", { class: "chip", "data-testid": "attached" }, file.name,
      el("button", { "aria-label": `Remove ${file.name}`, onclick: () => { files.splice(index, 1); drawTray(); } }, "✕"))));
  }

  async function send() {
    const text = area.value;
    if (!text.trim() && !files.length) return;
    const sent = files.splice(0);
    fill("");
    drawTray();
    const answer = await perform("message", { text, files: sent, ...target(), broadcast: also?.checked ?? false });
    if (!answer.ok) { fill(text); files.push(...sent); drawTray(); }
    if (also) also.checked = false;
  }

  function fill(text) {
    area.value = text;
    grow(area);
    suggest();
    area.focus();
  }

  return { node: box, fill, area };
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 240)}px`;
}

export function placeholderFor(place) {
  if (place.kind === "im") return `Message ${store.state.app.name}`;
  return `Message #${place.name}`;
}

export function here() {
  return { channel: channel().id };
}
