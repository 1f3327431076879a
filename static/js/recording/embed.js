// Another host's player comes when somebody asks for it, and nothing of that host before.

const ASKED_EVERY_MS = 15_000;

/**
 * What the other host plays goes on whatever we decide: so the page asks, and loads itself anew once it is refused.
 *
 * @param {string} address  one that is refused when the recording is
 */
function watchOver(address) {
  setInterval(async () => {
    try {
      const answer = await fetch(address, { method: "HEAD", credentials: "same-origin", cache: "no-store" });
      if (answer.status === 404 || answer.status === 410) location.reload();
    } catch {
      // Asked again; without a network nothing plays either.
    }
  }, ASKED_EVERY_MS);
}

/** @param {HTMLElement} frame */
export function offerEmbed(frame) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button";
  button.textContent = "Play the recording";
  button.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.title = frame.dataset.title;
    player.allow = "fullscreen; encrypted-media; picture-in-picture";
    player.allowFullscreen = true;
    // Some hosts play nothing without knowing which portal asks; the page's address is not theirs to know.
    player.referrerPolicy = "strict-origin-when-cross-origin";
    player.src = frame.dataset.embed;
    frame.replaceChildren(player);
    player.focus();
    watchOver(frame.dataset.check);
  });
  frame.querySelector("[data-embed-link]").closest("p").replaceWith(button);
}
