// Small comforts; every page works without them.
"use strict";

// A second click on a button that is at work sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll('[aria-pressed="true"]')) button.click();
  setTimeout(() => delete form.dataset.sent, 8000);
});
// A page brought back by the back button can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// The list of what is wrong takes the focus, so that it is read first.
document.querySelector(".errors")?.focus();
// A button to print appears where there is script to do it.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// A button to see what is typed into a password's field, until the form is sent.
for (const button of document.querySelectorAll("button[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}
// Occupations are suggested while the name of the work is typed; without this the form asks where it must.
const title = document.getElementById("title");
const box = document.getElementById("occupations");
let asked = 0;
async function suggest() {
  const words = title.value.trim();
  const answer = words ? await fetch(`${box.dataset.ask}?q=${encodeURIComponent(words)}`) : null;
  if (!answer?.ok || words !== title.value.trim()) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-code]");
  const shown = document.getElementById("occupations-pattern").content.cloneNode(true);
  const none = shown.querySelector("label");
  none.querySelector("input").value = "none";
  [...found].reverse().forEach((one) => {
    const choice = none.cloneNode(true);
    choice.querySelector("input").value = one.dataset.code;
    choice.querySelector("span").textContent = one.firstElementChild.textContent;
    none.parentNode.prepend(choice);
  });
  box.replaceChildren(...(found.length ? [shown] : []));
  document.getElementsByName("isco_of")[0].value = title.value;
  const told = document.getElementById("occupations-told");
  told.textContent = found.length ? told.dataset.words : "";
}
if (title && box) {
  title.addEventListener("input", () => {
    clearTimeout(asked);
    asked = setTimeout(suggest, 400);
  });
}
