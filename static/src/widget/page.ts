/** Notices when a page goes to another address without loading anew. */

/** Looking beats listening: older browsers tell nobody about pushState, and titles come late. */
const LOOK_MS = 1_000;

export function watchPage(onPage: () => void): void {
  let url = location.href;
  setInterval(() => {
    if (location.href === url) return;
    url = location.href;
    onPage();
  }, LOOK_MS);
}
