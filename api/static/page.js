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
