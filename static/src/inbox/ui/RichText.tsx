/** Words with their links, and what assistants write as light markup. */

import { Fragment } from "react";

import { parseRichText, type Block, type Inline } from "../../shared/richtext";
import { linked, safeUrl } from "../words/links";

/** What a visitor wrote stays letter by letter; `markup` is for assistants and colleagues. */
export function RichText({ text, markup }: { text: string; markup: boolean }): React.ReactNode {
  return (
    <div className="words">
      {markup ? (
        parseRichText(text).map((block, index) => <BlockView key={index} block={block} />)
      ) : (
        <p dir="auto">
          <Inlines parts={linked(text)} />
        </p>
      )}
    </div>
  );
}

function BlockView({ block }: { block: Block }): React.ReactNode {
  if (block.type === "paragraph") {
    return (
      <p dir="auto">
        <Inlines parts={block.children} />
      </p>
    );
  }
  const items = block.items.map((parts, index) => (
    <li key={index} dir="auto">
      <Inlines parts={parts} />
    </li>
  ));
  return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
}

function Inlines({ parts }: { parts: Inline[] }): React.ReactNode {
  return parts.map((part, index) => <Fragment key={index}>{drawn(part)}</Fragment>);
}

function drawn(part: Inline): React.ReactNode {
  switch (part.type) {
    case "text":
      return part.text;
    case "bold":
      return (
        <strong>
          <Inlines parts={part.children} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines parts={part.children} />
        </em>
      );
    case "code":
      return <code>{part.text}</code>;
    case "link":
      return <Outward url={part.href}>{part.text}</Outward>;
    case "break":
      return <br />;
  }
}

/** A link to somewhere else; plain words when the address is not one to follow. */
export function Outward({
  url,
  className,
  children,
}: {
  url: string;
  className?: string;
  children: React.ReactNode;
}): React.ReactNode {
  const safe = safeUrl(url);
  if (!safe) return <span className={className}>{children}</span>;
  return (
    <a className={className} href={safe} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
