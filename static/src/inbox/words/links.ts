/** Addresses that come from outside: shown shortened, followed only when harmless. */

import type { Inline } from "../../shared/richtext";

/** The address, when following it runs no script; else empty. */
export function safeUrl(url: string): string {
  if (url.startsWith("/") && !url.startsWith("//")) return url;
  try {
    const { protocol } = new URL(url);
    return protocol === "https:" || protocol === "http:" || protocol === "mailto:" ? url : "";
  } catch {
    return "";
  }
}

/** The whole address of a path on the visitor's site; `page`: one of its pages, where known. */
export function onSiteOf(page: string, url: string): string {
  if (!url.startsWith("/") || !URL.canParse(page)) return url;
  return new URL(page).origin + url;
}

/** What tells pages of a site apart: path and query, without the host. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url, "http://site");
    return decodeURI(pathname + search);
  } catch {
    return url;
  }
}

const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;

/** Words as they were written, with addresses to follow. */
export function linked(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > from) parts.push({ type: "text", text: text.slice(from, match.index) });
    parts.push({ type: "link", href: match[0], text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ type: "text", text: text.slice(from) });
  return parts;
}
