/**
 * The small, safe part of Markdown that messages may use, as a tree: paragraphs, lists, bold and
 * italic, code, links.
 *
 * Text stays text: whoever shows the tree builds nodes from it. Links lead to http(s) or mailto only.
 */

export type Inline =
  | { type: "text"; text: string }
  | { type: "bold" | "italic"; children: Inline[] }
  | { type: "code"; text: string }
  | { type: "link"; href: string; text: string }
  | { type: "break" };

export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "list"; ordered: boolean; start: number; items: Inline[][] };

const BULLET = /^\s{0,3}[-*•]\s+(.*)$/;
const NUMBER = /^\s{0,3}(\d{1,3})[.)]\s+(.*)$/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*)$/;

/** `code`, `[text](url)`, a bare address, an e-mail address, `**bold**` or `*italic*`. */
const INLINE = new RegExp(
  [
    /`([^`\n]+)`/u,
    /\[([^\]\n]{1,300})\]\((https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*|mailto:[^\s()<>]+)\)/u,
    /(https?:\/\/[^\s<>"']+)/u,
    /([\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})/u,
    /\*\*(?=\S)([^\n]*?\S)\*\*/u,
    /(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "giu",
);

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
    const [whole, code, label, href, url, mail, bold, italic] = match;
    if (match.index > done) parts.push({ type: "text", text: text.slice(done, match.index) });
    done = match.index + whole.length;
    if (code) parts.push({ type: "code", text: code });
    else if (label && href) parts.push({ type: "link", href, text: label });
    else if (mail) parts.push({ type: "link", href: `mailto:${mail}`, text: mail });
    else if (bold) parts.push({ type: "bold", children: parseInline(bold) });
    else if (italic) parts.push({ type: "italic", children: parseInline(italic) });
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
