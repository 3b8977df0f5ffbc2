// Building nodes. Text from outside only ever becomes a text node or an attribute that cannot run.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else if (name === "checked" || name === "selected" || name === "disabled") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

// Only addresses that open a page: never javascript: or data:.
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return el("span", {}, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", class: "link" }, ...children);
}

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

let layerClose = null;

// A small menu or dialog above the page; it closes on Escape or a click outside.
export function openLayer(node, anchor = null, onClose = null) {
  closeLayer();
  const shade = el("div", { class: anchor ? "layer-shade" : "layer-shade dim" });
  const layer = document.getElementById("layer");
  layer.append(shade, node);
  if (anchor) place(node, anchor);
  const keys = (event) => event.key === "Escape" && closeLayer();
  document.addEventListener("keydown", keys);
  shade.addEventListener("click", closeLayer);
  layerClose = () => {
    document.removeEventListener("keydown", keys);
    shade.remove();
    node.remove();
    onClose?.();
  };
  node.querySelector("button, input, select, textarea")?.focus();
}

export function closeLayer() {
  const close = layerClose;
  layerClose = null;
  close?.();
}

function place(node, anchor) {
  const box = anchor.getBoundingClientRect();
  node.style.position = "fixed";
  const height = node.offsetHeight;
  const below = box.bottom + 4 + height < window.innerHeight;
  node.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - height - 4)}px`;
  node.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - node.offsetWidth - 8))}px`;
}

export function toast(text) {
  const node = el("div", { class: "toast", "data-testid": "toast" }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}

// A file as the server takes it.
export async function encoded(file) {
  const url = await new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(file); });
  return { name: file.name, type: file.type, data: String(url).slice(String(url).indexOf(",") + 1) };
}
