// What the page knows: the latest state from the workspace, and where the person is looking.

import { act, fetchState } from "./api.js";

const params = new URLSearchParams(location.search);

export const view = {
  you: params.get("you") ?? localStorage.getItem("you") ?? "ada",
  place: null, // id of the conversation
  thread: null, // ts of the parent message
  tab: "messages", // of the direct messages with the app
  seen: JSON.parse(sessionStorage.getItem("seen") ?? "{}"),
};

export const store = { state: null, listeners: new Set() };

export function subscribe(listener) {
  store.listeners.add(listener);
}

export function redraw() {
  if (store.state) for (const listener of store.listeners) listener();
}

let loading = false;
let again = false;

// Fetch the state; calls that come while one is under way become one more.
export async function refresh() {
  if (loading) { again = true; return; }
  loading = true;
  try {
    do {
      again = false;
      store.state = await fetchState(view.you);
    } while (again);
    view.you = me().name; // somebody remembered from an earlier workspace may not exist in this one
    if (!channel()) view.place = startingPlace();
    redraw();
  } catch {
    document.body.dataset.offline = "true";
    return;
  } finally {
    loading = false;
  }
  delete document.body.dataset.offline;
}

function startingPlace() {
  const { channels } = store.state;
  const wanted = location.pathname.split("/")[2] ?? params.get("channel");
  const found = channels.find((one) => one.id === wanted || (one.name && one.name === wanted));
  const ts = /\/p(\d{10})(\d{6})$/.exec(location.pathname);
  const thread = params.get("thread_ts");
  if (found && (ts || thread)) view.thread = thread ?? `${ts[1]}.${ts[2]}`;
  return (found ?? channels.find((one) => one.name === "research") ?? channels[0]).id;
}

export function channel(id = view.place) {
  return store.state?.channels.find((one) => one.id === id) ?? null;
}

export function go(place, { thread = null, tab = "messages" } = {}) {
  Object.assign(view, { place, thread, tab });
  redraw();
}

export async function become(you) {
  view.you = you;
  view.thread = null;
  localStorage.setItem("you", you);
  await refresh();
}

export function me() {
  return store.state.people[store.state.you];
}

// Names and zone for everything that is rendered.
export function context() {
  const { people, channels } = store.state;
  return { people, channels: Object.fromEntries(channels.map((one) => [one.id, one])), tz: me().tz };
}

export function perform(action, body) {
  return act(action, { you: view.you, ...body });
}

export function markSeen(place) {
  const last = channel(place)?.messages.at(-1)?.ts;
  if (!last || view.seen[`${view.you}:${place}`] === last) return;
  view.seen[`${view.you}:${place}`] = last;
  sessionStorage.setItem("seen", JSON.stringify(view.seen));
}

export function unread(place) {
  const last = channel(place)?.messages.filter((one) => one.user !== store.state.you).at(-1)?.ts;
  return Boolean(last) && last > (view.seen[`${view.you}:${place}`] ?? "");
}
