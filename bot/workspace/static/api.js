// Talking to the workspace.

import { toast } from "./dom.js";

const FAILURES = {
  dispatch_failed: "The app did not take this: it is not connected, or it refused.",
  operation_timeout: "The app did not answer within three seconds.",
  invalid_view_response: "The app answered with something that Slack would not show.",
  invalid_command_response: "The app answered with something that Slack would not show.",
};

export async function fetchState(you) {
  const response = await fetch(`/page/state?you=${encodeURIComponent(you)}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function act(action, body) {
  const response = await fetch(`/page/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({ ok: false, error: "The workspace does not answer." }));
  if (!answer.ok) toast(answer.error);
  else if (FAILURES[answer.failure] && action !== "message") toast(FAILURES[answer.failure]);
  return answer;
}

export function listen(onChange) {
  const source = new EventSource("/page/events");
  source.onmessage = () => onChange();
  source.onopen = () => onChange();
  return source;
}
