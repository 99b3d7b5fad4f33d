/** Prepared replies to choose from, above the composer. */

import { useEffect, useRef } from "react";

import type { CannedReplyView } from "../../protocol";

export interface CannedMenuProps {
  replies: readonly CannedReplyView[];
  chosen: number;
  onChoose: (reply: CannedReplyView) => void;
}

export function CannedMenu({ replies, chosen, onChoose }: CannedMenuProps): React.ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" });
  }, [chosen]);
  return (
    <div className="canned" ref={frame}>
      <div className="canned__head">
        Prepared replies <span className="faint">arrows to choose, Enter to insert</span>
      </div>
      {replies.length === 0 && <p className="faint">No prepared reply fits these letters.</p>}
      <div id="canned" role="listbox" aria-label="Prepared replies">
        {replies.map((reply, index) => (
          <div
            key={reply.id}
            id={`canned-${reply.id}`}
            role="option"
            aria-selected={index === chosen}
            className="canned__reply"
            // The text area keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(reply)}
          >
            <span className="canned__title">
              {reply.title}
              {reply.shortcut && <kbd>/{reply.shortcut.replace(/^\//, "")}</kbd>}
            </span>
            <span className="canned__text">{reply.text}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
