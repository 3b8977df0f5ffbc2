// Starts the page: loads the state, draws it, and follows its changes.

import { listen } from "./api.js";
import { drawMain } from "./main.js";
import { drawModal } from "./modal.js";
import { drawSidebar } from "./sidebar.js";
import { drawThread } from "./thread.js";
import { refresh, store, subscribe } from "./store.js";

subscribe(() => {
  document.title = `${store.state.team} | ${store.state.app.name}`;
  drawSidebar();
  drawMain();
  drawThread();
  drawModal();
  document.body.dataset.ready = "true";
});

listen(refresh);
refresh();
