// Block Kit to nodes.

import { el, link, safeUrl } from "./dom.js";
import { mrkdwn, plain, richText, textObject } from "./mrkdwn.js";
import { control } from "./elements.js";

// `surface` says where the blocks stand: { context, act, suggest, form, errors }.
export function blocks(list, surface) {
  return list.map((block) => {
    const render = RENDERERS[block.type];
    const node = render ? render(block, surface) : el("div", { class: "unsupported" }, `This block (${block.type}) is not shown here.`);
    node.classList.add("block");
    node.dataset.blockId = block.block_id ?? "";
    node.dataset.testid = `block-${block.type}`;
    return node;
  });
}

const RENDERERS = {
  section(block, surface) {
    const body = el("div", { class: "section-body" });
    if (block.text) body.append(el("div", { class: "section-text" }, ...textObject(block.text, surface.context)));
    if (block.fields) {
      const fields = block.fields.map((field) => el("div", { class: "field" }, ...textObject(field, surface.context)));
      body.append(el("div", { class: "fields" }, ...fields));
    }
    const accessory = block.accessory
      ? el("div", { class: "accessory" }, block.accessory.type === "image" ? picture(block.accessory, "accessory-image") : control(block.accessory, block, surface))
      : null;
    return el("div", { class: "section" }, body, accessory);
  },
  header: (block) => el("h3", { class: "header-block" }, plain(block.text)),
  divider: () => el("hr", { class: "divider" }),
  context(block, surface) {
    const items = block.elements.map((item) =>
      item.type === "image" ? picture(item, "context-image") : el("span", { class: "context-text" }, ...textObject(item, surface.context)),
    );
    return el("div", { class: "context" }, ...items);
  },
  actions: (block, surface) => el("div", { class: "actions" }, ...block.elements.map((item) => control(item, block, surface))),
  context_actions: (block, surface) => el("div", { class: "actions" }, ...block.elements.map((item) => control(item, block, surface))),
  image(block) {
    return el("figure", { class: "image-block" }, block.title ? el("figcaption", {}, plain(block.title)) : null, picture(block, "image"));
  },
  input(block, surface) {
    const error = surface.errors?.[block.block_id];
    const id = `input-${block.block_id}`;
    return el(
      "div",
      { class: error ? "input has-error" : "input" },
      el("label", { class: "input-label", for: id }, plain(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null),
      control(block.element, block, surface, id),
      error ? el("div", { class: "input-error", role: "alert", "data-testid": "input-error" }, error) : null,
      block.hint ? el("div", { class: "hint" }, plain(block.hint)) : null,
    );
  },
  rich_text: (block, surface) => el("div", { class: "rich-text" }, ...richText(block, surface.context)),
  markdown: (block, surface) => el("div", { class: "section-text pre" }, ...mrkdwn(block.text.replaceAll("**", "*"), surface.context)),
  table(block, surface) {
    const settings = block.column_settings ?? [];
    const row = (cells, tag) =>
      el("tr", {}, ...cells.map((cell, index) => {
        const align = settings[index]?.align ?? "left";
        const wrapped = settings[index]?.is_wrapped ? " wrapped" : "";
        const content = cell.type === "rich_text" ? richText(cell, surface.context) : [cell.text];
        return el(tag, { class: `align-${align}${wrapped}`, scope: tag === "th" ? "col" : null }, ...content);
      }));
    const [head, ...rest] = block.rows;
    return el("div", { class: "table-block" }, el("table", {}, el("thead", {}, row(head, "th")), el("tbody", {}, ...rest.map((cells) => row(cells, "td")))));
  },
};

function picture(item, kind) {
  const uploaded = item.slack_file?.id ? `${location.origin}/files-pri/${encodeURIComponent(item.slack_file.id)}/image` : item.slack_file?.url;
  const url = safeUrl(item.image_url ?? uploaded ?? "");
  return url ? el("img", { src: url, alt: item.alt_text ?? "", class: kind, loading: "lazy", referrerpolicy: "no-referrer" }) : el("span", { class: "image-missing" }, item.alt_text ?? "");
}

// The previews of links and old-style attachments.
export function attachments(list, surface) {
  return list.map((item) =>
    el(
      "div",
      { class: "attachment" },
      item.title ? el("div", { class: "attachment-title" }, item.title_link ? link(item.title_link, item.title) : item.title) : null,
      item.text ? el("div", {}, ...mrkdwn(item.text, surface.context)) : null,
      ...blocks(item.blocks ?? [], surface),
    ),
  );
}
