/**
 * The small, safe part of Markdown that messages may use, as a tree: paragraphs, lists, bold, links.
 *
 * Text stays text: whoever shows the tree builds nodes from it. Links lead to http(s) or mailto only.
 */

export type Inline =
  | { type: "text"; text: string }
  | { type: "bold"; children: Inline[] }
  | { type: "link"; href: string; text: string }
  | { type: "break" };

export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "list"; ordered: boolean; start: number; items: Inline[][] };

const BULLET = /^\s{0,3}[-*•]\s+(.*)$/;
const NUMBER = /^\s{0,3}(\d{1,3})[.)]\s+(.*)$/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*)$/;

/** `[text](url)`, a bare address, an e-mail address, or `**bold**`. */
const INLINE =
  /\[([^\]\n]{1,300})\]\((https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*|mailto:[^\s()<>]+)\)|(https?:\/\/[^\s<>"']+)|([\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})|\*\*(?=\S)([^\n]*?\S)\*\*/giu;

export function parseRichText(text: string): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length) blocks.push({ type: "paragraph", children: linesOf(paragraph) });
    paragraph = [];
  };
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const item = listItem(line);
    if (item) {
      flush();
      addItem(blocks, item);
    } else if (!line.trim()) {
      flush();
    } else {
      const heading = HEADING.exec(line)?.[1];
      paragraph.push(heading ? `**${heading.replaceAll("**", "")}**` : line);
    }
  }
  flush();
  return blocks;
}

interface ListItem {
  ordered: boolean;
  number: number;
  text: string;
}

function listItem(line: string): ListItem | null {
  const bullet = BULLET.exec(line);
  if (bullet) return { ordered: false, number: 1, text: bullet[1] ?? "" };
  const numbered = NUMBER.exec(line);
  if (numbered) return { ordered: true, number: Number(numbered[1]), text: numbered[2] ?? "" };
  return null;
}

function addItem(blocks: Block[], { ordered, number, text }: ListItem): void {
  const last = blocks.at(-1);
  const children = parseInline(text);
  if (last?.type === "list" && last.ordered === ordered) last.items.push(children);
  else blocks.push({ type: "list", ordered, start: number, items: [children] });
}

function linesOf(lines: string[]): Inline[] {
  return lines.flatMap((line, index) => [
    ...(index ? [{ type: "break" } as const] : []),
    ...parseInline(line),
  ]);
}

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let done = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, label, href, url, mail, bold] = match;
    if (match.index > done) parts.push({ type: "text", text: text.slice(done, match.index) });
    done = match.index + whole.length;
    if (label && href) parts.push({ type: "link", href, text: label });
    else if (mail) parts.push({ type: "link", href: `mailto:${mail}`, text: mail });
    else if (bold) parts.push({ type: "bold", children: parseInline(bold) });
    else if (url) {
      // What ends a sentence does not end an address.
      const bare = url.replace(/[.,;:!?)\]*]+$/, "");
      parts.push({ type: "link", href: bare, text: bare });
      done -= url.length - bare.length;
    }
  }
  if (done < text.length) parts.push({ type: "text", text: text.slice(done) });
  return parts;
}

/** The address when it may be linked to: http(s) or mailto. */
export function safeHref(href: string): string | null {
  return /^(https?:\/\/|mailto:)/i.test(href) ? href : null;
}
