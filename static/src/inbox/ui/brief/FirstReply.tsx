/** What could be said first: a draft with one click, and the canned replies that fit. */

import { CornerDownLeft, MessageSquareText } from "lucide-react";

import type { Brief } from "../../state/brief";
import { filledIn } from "../../state/composer";
import { icon } from "../bits";
import { useInbox, useInboxPage } from "../context";
import { Outward } from "../RichText";

const LATER = "It waits in the composer until you have taken over";

export function FirstReply({
  brief,
  mayReply,
}: {
  brief: Brief;
  mayReply: boolean;
}): React.ReactNode {
  const { signals } = useInboxPage();
  const { suggestion, canned } = brief;
  const words = brief.reply || suggestion?.text || "";
  const use = (text: string): void => signals.emit({ type: "use", text });
  if (!words && !canned.length) return null;
  return (
    <div className="brief__suggestion">
      <h3>Suggested first reply</h3>
      {words && <p dir="auto">{words}</p>}
      <div className="brief__use">
        {words && (
          <button
            type="button"
            className="button"
            title={mayReply ? undefined : LATER}
            onClick={() => use(words)}
          >
            <CornerDownLeft {...icon} /> Use as reply
          </button>
        )}
        {suggestion && <Origin suggestion={suggestion} />}
      </div>
      {canned.length > 0 && <CannedReplies brief={brief} use={use} />}
    </div>
  );
}

function Origin({
  suggestion: { checked, sources },
}: {
  suggestion: NonNullable<Brief["suggestion"]>;
}): React.ReactNode {
  const named = sources.map(({ title, url }, index) => (
    <span key={index}>
      {index > 0 && ", "}
      <Outward url={url}>{title}</Outward>
    </span>
  ));
  if (!checked) {
    return <span className="brief__unchecked">The AI’s draft is not backed: check it first.</span>;
  }
  return sources.length > 0 ? <span className="faint">From {named}</span> : null;
}

function CannedReplies({
  brief: { canned, visitor },
  use,
}: {
  brief: Brief;
  use: (text: string) => void;
}): React.ReactNode {
  const me = useInbox((state) => state.me);
  const names = { visitor: visitor.name, agent: me?.name ?? "", email: visitor.email };
  return (
    <div className="brief__canned">
      <span className="faint">Or a canned reply:</span>
      {canned.map(({ id, title, text }) => (
        <button
          key={id}
          type="button"
          className="button button--quiet"
          title={text}
          onClick={() => use(filledIn(text, names))}
        >
          <MessageSquareText {...icon} size={14} /> {title}
        </button>
      ))}
    </div>
  );
}
