/** Rich text as nodes. */

import { parseRichText, type Block, type Inline } from "../shared/richtext";
import { h } from "./dom";
import type { Words } from "./i18n";
import { linkNode } from "./links";

export function richNodes(text: string, words: Words): HTMLElement[] {
  return parseRichText(text).map((block) => blockNode(block, words));
}

function blockNode(block: Block, words: Words): HTMLElement {
  if (block.type === "paragraph") return h("p", {}, ...inlineNodes(block.children, words));
  const list = h(block.ordered ? "ol" : "ul");
  if (block.ordered && block.start !== 1) list.setAttribute("start", String(block.start));
  list.append(...block.items.map((item) => h("li", {}, ...inlineNodes(item, words))));
  return list;
}

function inlineNodes(parts: Inline[], words: Words): Node[] {
  return parts.map((part) => {
    switch (part.type) {
      case "text":
        return document.createTextNode(part.text);
      case "break":
        return h("br");
      case "code":
        return h("code", {}, part.text);
      case "link":
        return linkNode(part.href, words, part.text);
      default:
        return h(part.type === "bold" ? "strong" : "em", {}, ...inlineNodes(part.children, words));
    }
  });
}
