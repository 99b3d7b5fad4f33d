/** Links to other pages. */

import { safeHref } from "../shared/href";
import { h } from "./dom";
import type { Words } from "./i18n";

/** A link that opens in a new tab and says so; plain text when the address is not a safe one. */
export function linkNode(
  href: string,
  words: Pick<Words, "newTab">,
  ...children: (Node | string)[]
): HTMLElement {
  const safe = safeHref(href);
  if (!safe) return h("span", {}, ...children);
  return h(
    "a",
    { href: safe, target: "_blank", rel: "noopener noreferrer" },
    ...children,
    h("span.sr", {}, ` (${words.newTab})`),
  );
}

/** A path is one of the visitor's site, whose page this is. */
export function onSite(url: string): string {
  return url.startsWith("/") ? location.origin + url : url;
}
