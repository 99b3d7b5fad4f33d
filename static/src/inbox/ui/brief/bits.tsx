/** Small parts of the brief: a titled part, a way to a message, a button that copies. */

import { Check, Copy, CornerUpLeft } from "lucide-react";
import { useEffect, useState } from "react";

import { copyText } from "../../client/copying";
import { icon } from "../bits";
import { useInboxPage } from "../context";

/** `seq`: of the message in which it stands, where there is one. */
export function Part({
  title,
  seq = 0,
  children,
}: {
  title: string;
  seq?: number;
  children: React.ReactNode;
}): React.ReactNode {
  return (
    <div className="brief__part">
      <div className="brief__name">
        <h3>{title}</h3>
        <Jump seq={seq} what={title} />
      </div>
      {children}
    </div>
  );
}

/** Goes to the message in the thread; nothing where no message is known. */
export function Jump({ seq, what }: { seq: number; what: string }): React.ReactNode {
  const { signals } = useInboxPage();
  if (!seq) return null;
  return (
    <button
      type="button"
      className="brief__jump"
      aria-label={`Show in the conversation: ${what}`}
      title="Show in the conversation"
      onClick={() => signals.emit({ type: "jump", seq })}
    >
      <CornerUpLeft {...icon} size={14} />
    </button>
  );
}

const COPIED_MS = 1_500;

export function CopyButton({ text, what }: { text: string; what: string }): React.ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="brief__jump"
      aria-label={copied ? `${what} copied` : `Copy ${what}`}
      title={copied ? "Copied" : "Copy"}
      onClick={() => void copyText(text).then(setCopied)}
    >
      {copied ? <Check {...icon} size={14} /> : <Copy {...icon} size={14} />}
    </button>
  );
}
