// The letterbox with scripts on: the way out by Shift pressed three times, and a button that copies the code.
const PRESSES = 3;
const WITHIN = 5000;

const bar = document.querySelector("[data-exit]");
const said = document.querySelector("[data-exit-said]");
let presses = 0;
let timer;
let wasCapital = false;

function leave() {
  clearTimeout(timer);
  said.textContent = "Exiting page.";
  // What is on the screen goes at once, however long the other page takes.
  document.title = "";
  const blank = document.createElement("div");
  blank.className = "app-exit--away";
  document.body.append(blank);
  // An address of ours, which takes the cookie away before it leads on: Back finds nothing.
  location.replace(bar.dataset.exit);
}

function forget() {
  if (presses) said.textContent = "Exit this page expired.";
  presses = 0;
}

function count(event) {
  // Shift that is let go after a capital letter is no wish to leave.
  const isPress = event.key === "Shift" && !wasCapital;
  wasCapital = event.shiftKey;
  if (!isPress) {
    presses = 0;
    return;
  }
  presses += 1;
  clearTimeout(timer);
  if (presses === PRESSES) {
    leave();
    return;
  }
  const left = PRESSES - presses;
  said.textContent = `Shift, press ${left} more ${left === 1 ? "time" : "times"} to exit.`;
  timer = setTimeout(forget, WITHIN);
}

bar.querySelector(".app-exit__hint").hidden = false;
bar.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
addEventListener("keyup", count);
// Whoever comes back from the other page by Back finds the page as it was.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

const place = document.querySelector("[data-copy]");
const code = document.querySelector("[data-code]");
if (place && code && navigator.clipboard) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  button.textContent = "Copy the code";
  const result = document.createElement("span");
  result.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      result.textContent = " Copied. Others who use this computer may paste it: keep it somewhere safe.";
    } catch {
      result.textContent = " It could not be copied. Write it down.";
    }
  });
  place.append(button, result);
  place.hidden = false;
}
