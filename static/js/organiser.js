// Forms of the organisers: the error summary first, one more line when the last person is chosen, a new place or theme
// after the others, and of a session only what its kind has.

const summary = document.querySelector("[data-error-summary]");
// The admin's own script moves the focus to the first field of a new form once it has loaded.
if (summary) window.addEventListener("load", () => setTimeout(() => summary.focus()));

function offerAnotherLine(event) {
  const people = event.target.closest?.("[data-people]");
  if (!people) return;
  const lines = [...people.querySelectorAll("select")];
  const last = lines[lines.length - 1];
  if (!last.value) return;
  const line = last.cloneNode(true);
  const label = people.getAttribute("aria-label");
  line.value = "";
  line.id = `${lines[0].id}_${lines.length}`;
  line.setAttribute("aria-label", `${label} ${lines.length + 1}`);
  people.append(line);
}

function standLast(event) {
  const box = event.target.querySelector?.('[name$="-position"]');
  if (!box) return;
  const others = [...event.target.parentElement.querySelectorAll('[name$="-position"]')];
  const taken = others.filter((other) => other !== box && !other.name.includes("__prefix__"));
  box.value = 1 + Math.max(-1, ...taken.map((other) => Number(other.value)));
}

// A group that already names somebody or something stays in sight, whatever the kind.
const WITHOUT = {
  topics: ["keynote", "roundtable", "breakouts", "questions", "networking", "plenary", "break"],
  speakers: ["breakouts", "questions", "break"],
  chairs: ["breakouts", "questions", "break"],
};

const isFilled = (box) => box.type !== "hidden" && !box.name.includes("__prefix__") && box.value.trim() !== "";

function showWhatTheKindHas() {
  const kind = document.querySelector("#session_form #id_kind");
  if (!kind) return;
  for (const [prefix, kinds] of Object.entries(WITHOUT)) {
    const group = document.getElementById(`${prefix}-group`);
    const boxes = [...(group?.querySelectorAll("input, select, textarea") ?? [])];
    if (group) group.hidden = kinds.includes(kind.value) && !boxes.some(isFilled);
    if (group && !group.hidden && prefix === "topics") group.querySelector("details")?.setAttribute("open", "");
  }
}

showWhatTheKindHas();
document.addEventListener("change", offerAnotherLine);
document.addEventListener("change", (event) => {
  if (event.target.id === "id_kind") showWhatTheKindHas();
});
document.addEventListener("formset:added", standLast);
