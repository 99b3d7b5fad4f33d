/** Keys for judging answers, while the answer has the focus. The page works without them. */

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

/** The admin's frame hides the page until its own scripts ran: `autofocus` may come too early. */
function beginReview(): void {
  const review = document.querySelector<HTMLElement>("[data-review]");
  if (!review) return;
  review.addEventListener("keydown", pressed);
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) review.focus({ preventScroll: true });
  });
}

window.addEventListener("load", beginReview);
