// Keys that browsers' players lack, only while the player has the focus. Space and arrows are the browser's own.

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} status
 */
export function offerKeys(video, status) {
  for (const told of document.querySelectorAll("[data-key]")) told.hidden = false;
  video.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "c") status.textContent = switchCaptions(video);
    else if (event.key === "f") wholeScreen(video);
    else return;
    event.preventDefault();
  });
}

/** @param {HTMLVideoElement} video */
function switchCaptions(video) {
  const tracks = [...video.textTracks].filter((track) => track.kind === "captions");
  if (!tracks.length) return "There are no captions.";
  const shown = tracks.find((track) => track.mode === "showing");
  if (shown) shown.mode = "disabled";
  else tracks[0].mode = "showing";
  return shown ? "Captions are off." : "Captions are on.";
}

/** @param {HTMLVideoElement} video */
function wholeScreen(video) {
  // Where a browser forbids it, its own button is not there either.
  if (document.fullscreenElement) document.exitFullscreen();
  else video.requestFullscreen?.().catch(() => {});
}
