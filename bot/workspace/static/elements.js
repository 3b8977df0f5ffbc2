// Interactive elements. On messages and home tabs a change is sent at once; in modals it waits for the submit.

import { closeLayer, el, encoded, openLayer, safeUrl } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

export function control(element, block, surface, id = null) {
  const make = MAKERS[element.type] ?? (() => el("span", { class: "unsupported" }, `${element.type} is not shown here.`));
  const node = make(element, block, surface, id);
  node.dataset.actionId = element.action_id ?? "";
  if (!node.dataset.testid) node.dataset.testid = `action-${element.action_id ?? ""}`;
  return node;
}

function sends(block, surface) {
  return !surface.form || block.type !== "input" || block.dispatch_action;
}

function changed(element, block, surface, value) {
  surface.form?.set(block.block_id, element.action_id, value);
  if (!sends(block, surface)) return;
  confirmed(element.confirm, surface, () => surface.act(element, block, value));
}

// The confirmation that an element may ask for before anything is sent.
function confirmed(confirm, surface, go) {
  if (!confirm) return go();
  const yes = el("button", { class: confirm.style === "danger" ? "bk-button danger" : "bk-button primary", "data-testid": "confirm", onclick: () => { closeLayer(); go(); } }, plain(confirm.confirm));
  const no = el("button", { class: "bk-button", "data-testid": "deny", onclick: closeLayer }, plain(confirm.deny));
  const dialog = el("div", { class: "dialog small", role: "alertdialog", "aria-modal": "true" },
    el("h2", {}, plain(confirm.title)), el("div", { class: "dialog-body" }, ...textObject(confirm.text, surface.context)),
    el("div", { class: "dialog-foot" }, no, yes));
  return openLayer(dialog);
}

function current(element, block, surface, fallback) {
  const value = surface.form?.get(block.block_id, element.action_id);
  return value === undefined ? fallback : value;
}

function allOptions(element) {
  return [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
}

function button(element, block, surface) {
  return el("button", {
    type: "button",
    class: `bk-button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    onclick(event) {
      const target = event.currentTarget;
      const url = element.url && safeUrl(element.url);
      if (url) window.open(url, "_blank", "noopener,noreferrer");
      confirmed(element.confirm, surface, async () => {
        target.classList.add("busy");
        await surface.act(element, block, null);
        target.classList.remove("busy");
      });
    },
  }, plain(element.text));
}

function overflow(element, block, surface) {
  return el("button", {
    type: "button", class: "bk-button overflow", "aria-label": "More options", "aria-haspopup": "menu",
    onclick(event) {
      const items = element.options.map((option) => el("button", {
        role: "menuitem", class: "menu-item",
        onclick() {
          closeLayer();
          const url = option.url && safeUrl(option.url);
          if (url) window.open(url, "_blank", "noopener,noreferrer");
          confirmed(element.confirm, surface, () => surface.act(element, block, option.value));
        },
      }, plain(option.text), option.description ? el("small", {}, plain(option.description)) : null));
      openLayer(el("div", { class: "menu", role: "menu" }, ...items), event.currentTarget);
    },
  }, "•••");
}

function optionNode(option, chosen) {
  return el("option", { value: option.value, selected: chosen === option.value }, plain(option.text));
}

function select(element, block, surface, id) {
  const chosen = current(element, block, surface, element.initial_option?.value ?? "");
  const node = el("select", {
    id, class: "bk-select", "aria-label": id ? null : plain(element.placeholder) || "Choose",
    onchange: (event) => changed(element, block, surface, event.target.value || null),
  }, el("option", { value: "", disabled: block.type !== "input" }, plain(element.placeholder) || "Select an option"));
  node.append(...(element.options ?? []).map((option) => optionNode(option, chosen)));
  for (const group of element.option_groups ?? []) {
    node.append(el("optgroup", { label: plain(group.label) }, ...group.options.map((option) => optionNode(option, chosen))));
  }
  node.value = chosen ?? "";
  return node;
}

function multiSelect(element, block, surface, id) {
  const chosen = new Set(current(element, block, surface, (element.initial_options ?? []).map((option) => option.value)));
  const node = el("select", {
    id, multiple: true, class: "bk-select multiple", "aria-label": id ? null : plain(element.placeholder) || "Choose",
    onchange: (event) => changed(element, block, surface, [...event.target.selectedOptions].map((option) => option.value)),
  });
  node.append(...allOptions(element).map((option) => el("option", { value: option.value, selected: chosen.has(option.value) }, plain(option.text))));
  return node;
}

function externalSelect(element, block, surface, id) {
  const list = el("div", { class: "suggestions", role: "listbox", hidden: true });
  let turn = 0;
  const first = current(element, block, surface, element.initial_option);
  const input = el("input", {
    id, type: "text", class: "bk-input", role: "combobox", "aria-autocomplete": "list", autocomplete: "off",
    placeholder: plain(element.placeholder) || "Type to search",
    value: first?.text ? plain(first.text) : "",
    async oninput() {
      const mine = ++turn;
      if (input.value.length < (element.min_query_length ?? 3)) { list.hidden = true; return; }
      const options = await surface.suggest(element, input.value);
      if (mine !== turn) return;
      list.replaceChildren(...options.map((option) => el("button", {
        type: "button", role: "option", class: "menu-item",
        onclick() { input.value = plain(option.text); list.hidden = true; changed(element, block, surface, option); },
      }, plain(option.text), option.description ? el("small", {}, plain(option.description)) : null)));
      if (!options.length) list.append(el("div", { class: "menu-empty" }, "No results"));
      list.hidden = false;
    },
  });
  return el("div", { class: "combo" }, input, list);
}

function choices(element, block, surface, kind) {
  const name = `${block.block_id}-${element.action_id}`;
  const initial = kind === "radio" ? [element.initial_option?.value] : (element.initial_options ?? []).map((option) => option.value);
  const chosen = new Set([current(element, block, surface, initial)].flat());
  const group = el("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group" });
  group.append(...element.options.map((option) => el("label", { class: "choice" },
    el("input", {
      type: kind, name, value: option.value, checked: chosen.has(option.value),
      onchange() {
        const picked = [...group.querySelectorAll("input:checked")].map((input) => input.value);
        changed(element, block, surface, kind === "radio" ? picked[0] : picked);
      },
    }),
    el("span", {}, ...textObject(option.text, surface.context), option.description ? el("small", {}, ...textObject(option.description, surface.context)) : null),
  )));
  return group;
}

function typed(type) {
  return (element, block, surface, id) => {
    const shared = {
      id, class: "bk-input", placeholder: plain(element.placeholder), maxlength: element.max_length ?? 3000,
      value: current(element, block, surface, element.initial_value ?? "") ?? "",
      oninput(event) { surface.form?.set(block.block_id, element.action_id, event.target.value || null); },
      onkeydown(event) {
        if (event.key !== "Enter" || element.multiline || !sends(block, surface)) return;
        event.preventDefault();
        changed(element, block, surface, event.target.value || null);
      },
    };
    return element.multiline ? el("textarea", { ...shared, rows: 5 }) : el("input", { ...shared, type });
  };
}

function picker(type, initial, convert = (value) => value || null) {
  return (element, block, surface, id) => el("input", {
    id, type, class: "bk-input narrow", value: current(element, block, surface, element[initial] ?? ""),
    onchange: (event) => changed(element, block, surface, convert(event.target.value)),
  });
}

function peopleSelect(element, block, surface, id) {
  const people = Object.values(surface.context.people).filter((person) => !person.bot);
  const options = people.map((person) => ({ value: person.id, text: { text: person.real_name } }));
  return select({ ...element, options, initial_option: { value: element.initial_user } }, block, surface, id);
}

function channelSelect(element, block, surface, id) {
  const channels = Object.values(surface.context.channels).filter((channel) => channel.name);
  const options = channels.map((channel) => ({ value: channel.id, text: { text: `#${channel.name}` } }));
  const initial = element.initial_conversation ?? element.initial_channel;
  return select({ ...element, options, initial_option: { value: initial } }, block, surface, id);
}

function feedback(element, block, surface) {
  const one = (side, name) => el("button", {
    type: "button", class: "bk-button", "aria-label": side.accessibility_label, "data-testid": `${element.action_id}-${name}`,
    onclick: () => surface.act(element, block, side.value),
  }, name === "positive" ? "👍 " : "👎 ", plain(side.text));
  return el("span", { class: "feedback" }, one(element.positive_button, "positive"), one(element.negative_button, "negative"));
}

function fileInput(element, block, surface, id) {
  const accepted = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  return el("input", {
    id, type: "file", class: "bk-input", accept: accepted || null, multiple: (element.max_files ?? 10) > 1,
    async onchange(event) {
      const chosen = [...event.target.files].slice(0, element.max_files ?? 10);
      surface.form?.set(block.block_id, element.action_id, await Promise.all(chosen.map(encoded)));
    },
  });
}

const MAKERS = {
  button, overflow,
  icon_button: (element, block, surface) => button({ ...element, text: { text: `🗑 ${plain(element.text)}` } }, block, surface),
  feedback_buttons: feedback,
  static_select: select,
  multi_static_select: multiSelect,
  external_select: externalSelect,
  users_select: peopleSelect,
  conversations_select: channelSelect,
  channels_select: channelSelect,
  radio_buttons: (element, block, surface) => choices(element, block, surface, "radio"),
  checkboxes: (element, block, surface) => choices(element, block, surface, "checkbox"),
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("number"),
  file_input: fileInput,
  datepicker: picker("date", "initial_date"),
  timepicker: picker("time", "initial_time"),
  datetimepicker: picker("datetime-local", "", (value) => (value ? Math.floor(Date.parse(value) / 1000) : null)),
};
