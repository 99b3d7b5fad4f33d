/** Keys for judging answers, while the answer has the focus. The page works without them. */

const review = document.querySelector<HTMLElement>("[data-review]");

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

review?.addEventListener("keydown", pressed);
