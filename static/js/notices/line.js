// The line of a page that needs one for its notices only: a websocket is open while the page is looked at. Requests,
// where there is none, are few by themselves while it is not.

import { Line } from "../realtime/line.js";
import { Socket } from "../realtime/socket.js";
import { followNotices } from "./live.js";

/** Have the header told as things come. */
export function follow() {
  const line = new Line();
  const rest = () => {
    const isSocket = line.way instanceof Socket && line.state !== "ended";
    if (isSocket && document.visibilityState === "hidden") line.way.stop();
  };
  followNotices(line);
  // The line wakes its way by itself when somebody looks again.
  document.addEventListener("visibilitychange", rest);
  // The network may have come back, or the page loaded, behind another one.
  line.addEventListener("hello", rest);
  line.start();
}
