// Notices, on the line that a page has anyway.

import { notices } from "../notices.js";
import { Store } from "../realtime/store.js";

/**
 * Have the header told over the line for as long as it stands; call it before the line starts.
 *
 * @param {import("../realtime/line.js").Line} line
 * @param {(fresh: number, headline: string) => void} [say]  how this page says that something came
 */
export function followNotices(line, say) {
  if (!notices) return;
  if (say) notices.say = say;
  const show = (told) => notices.show(told);
  let isOver = false;
  new Store(line, notices.stream, {
    snap: show,
    counts: show,
    frame() {},
    ended() {
      isOver = true;
      notices.isLive = false;
    },
  });
  line.addEventListener("state", ({ detail }) => {
    notices.isLive = detail.state === "connected" && !isOver;
  });
}
