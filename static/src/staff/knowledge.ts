/** Keeps the progress of a source fresh while it is being read. The page works without it. */

const EVERY_MS = 2000;
const NAMES = [
  "sentence",
  "state",
  "found",
  "read",
  "new",
  "updated",
  "unchanged",
  "rejected",
  "failed",
  "removed",
] as const;

type Progress = Record<(typeof NAMES)[number], string | number> & {
  run: number | null;
  is_open: boolean;
  share: number;
};

function show(panel: HTMLElement, progress: Progress): void {
  for (const name of NAMES) {
    const place = panel.querySelector(`[data-progress="${name}"]`);
    const words = String(progress[name]);
    // Only what changed, so that a screen reader is told nothing twice.
    if (place && place.textContent !== words) place.textContent = words;
  }
  const bar = panel.querySelector("progress");
  if (bar) bar.value = progress.share;
}

/** The whole result, unless somebody is typing: they choose when the page comes again. */
function finish(panel: HTMLElement): void {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) {
    panel.querySelector("[data-progress-done]")?.removeAttribute("hidden");
  } else {
    location.reload();
  }
}

function watch(panel: HTMLElement, url: string): void {
  const ask = async (): Promise<void> => {
    if (document.hidden) {
      later();
      return;
    }
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 403 || answer.status === 404) return; // signed out
      if (answer.ok) {
        const progress = (await answer.json()) as Progress;
        show(panel, progress);
        if (!progress.is_open || String(progress.run) !== panel.dataset.run) {
          finish(panel);
          return;
        }
      }
    } catch {
      // The server is away for a moment: the next round asks again.
    }
    later();
  };
  const later = (): void => {
    setTimeout(() => void ask(), EVERY_MS);
  };
  later();
}

function begin(): void {
  const panel = document.getElementById("kb-progress");
  const url = panel?.dataset.progressUrl;
  if (panel && url) watch(panel, url);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
