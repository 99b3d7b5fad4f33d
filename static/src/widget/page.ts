/** Notices when a page goes to another address without loading anew. */

interface Navigation extends EventTarget {
  readonly currentEntry: unknown;
}

/** Titles change a moment after the address. */
const SETTLED_MS = 500;

export function watchPage(onPage: () => void): void {
  let url = location.href;
  const look = (): void => {
    setTimeout(() => {
      if (location.href === url) return;
      url = location.href;
      onPage();
    }, SETTLED_MS);
  };
  const navigation = (window as unknown as { navigation?: Navigation }).navigation;
  navigation?.addEventListener("navigatesuccess", look);
  window.addEventListener("popstate", look);
  window.addEventListener("hashchange", look);
}
