// The speed that somebody chose stays for the next recording too.
import { Kept } from "../realtime/kept.js";

const KEY = "recording-speed";

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLSelectElement} select
 */
export function offerSpeed(video, select) {
  const kept = new Kept("localStorage");
  const before = kept.getItem(KEY);
  if ([...select.options].some((option) => option.value === before)) select.value = before;
  const set = () => {
    video.defaultPlaybackRate = video.playbackRate = Number(select.value);
  };
  set();
  select.addEventListener("change", () => {
    set();
    kept.setItem(KEY, select.value);
  });
  // The player's own menu changes it too.
  video.addEventListener("ratechange", () => {
    const rate = String(video.playbackRate);
    if ([...select.options].some((option) => option.value === rate)) select.value = rate;
  });
}
