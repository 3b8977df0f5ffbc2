// The dark bar at the left: team, channels, direct messages, state of the connection.

import { el, replace } from "./dom.js";
import { become, go, store, unread, view } from "./store.js";

export function drawSidebar() {
  const { state } = store;
  const channels = state.channels.filter((one) => one.kind !== "im");
  const direct = state.channels.filter((one) => one.kind === "im");
  replace(
    document.getElementById("sidebar"),
    el("div", { class: "team" }, el("span", { class: "team-icon", "aria-hidden": "true" }, "L"), el("strong", {}, state.team)),
    el("div", { class: "nav-scroll" },
      el("h2", { class: "nav-title" }, "Channels"),
      el("ul", { class: "nav-list" }, ...channels.map((one) => entry(one, one.kind === "group" ? "🔒" : "#", one.name))),
      el("h2", { class: "nav-title" }, "Apps"),
      el("ul", { class: "nav-list" }, ...direct.map((one) => entry(one, null, state.app.name))),
    ),
    el("div", { class: "connection", "data-testid": "connection", "data-connected": String(state.app.connected) },
      el("span", { class: "dot", "aria-hidden": "true" }), `${state.app.name} ${connection(state.app)}`),
  );
  drawYou();
}

function connection(app) {
  if (app.uninstalled) return "was removed";
  return app.connected ? "is connected" : "is not connected";
}

function entry(place, sigil, name) {
  const here = view.place === place.id;
  const classes = ["nav-item", here ? "here" : "", !here && unread(place.id) ? "unread" : ""].join(" ");
  const mark = sigil ? el("span", { class: "sigil", "aria-hidden": "true" }, sigil) : el("span", { class: "avatar tiny app", "aria-hidden": "true" }, name[0]);
  return el("li", {}, el("button", {
    class: classes, "data-testid": `channel-${place.name || "app"}`, "aria-current": here ? "page" : null,
    onclick: () => go(place.id),
  }, mark, el("span", { class: "nav-name" }, name), place.shared ? el("span", { class: "tag" }, "shared") : null));
}

function drawYou() {
  const select = document.getElementById("you");
  const people = Object.values(store.state.people).filter((one) => one.selectable);
  const key = people.map((one) => one.id).join();
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    const role = (one) => (one.admin ? " (admin)" : one.guest ? " (guest)" : "");
    replace(select, people.map((one) => el("option", { value: one.name }, `${one.real_name}${role(one)}`)));
    select.onchange = () => become(select.value);
  }
  select.value = store.state.people[store.state.you].name;
}
