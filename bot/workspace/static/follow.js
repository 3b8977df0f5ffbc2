// Keeps the newest message in view, but never scrolls beyond its head: a long card is read from its top.

const NEAR_THE_END = 80;

export function follower(scroll) {
  let following = true;
  const stop = () => { following = false; };
  scroll.addEventListener("wheel", stop, { passive: true });
  scroll.addEventListener("touchmove", stop, { passive: true });
  return {
    // Call with a function that draws, and with the node whose last child is the newest message.
    around(draw, list) {
      const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_THE_END;
      draw();
      if (!following && !atEnd) return;
      following = true;
      const last = list.lastElementChild;
      const end = scroll.scrollHeight - scroll.clientHeight;
      if (!last) return;
      const head = last.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop - 24;
      scroll.scrollTop = Math.min(end, head);
    },
  };
}
