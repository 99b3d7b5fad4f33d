/** The brief: why a person is needed now, and all that saves asking again. */

import { ChevronDown, ChevronUp, Handshake } from "lucide-react";
import { useState } from "react";

import type { Brief } from "../state/brief";
import { isAnswered } from "../state/conversation";
import type { Conversation } from "../state/types";
import { reasonWords } from "../words/lines";
import { icon } from "./bits";
import { Answers, MoodLine, Sureness, Way } from "./brief/Behind";
import { FirstReply } from "./brief/FirstReply";
import { Facts, Promised, Tried, Wants } from "./brief/Known";
import { Why } from "./brief/Why";

export interface BriefSheetProps {
  brief: Brief;
  conversation: Conversation;
  mayReply: boolean;
}

export function BriefSheet({ brief, conversation, mayReply }: BriefSheetProps): React.ReactNode {
  const answered = isAnswered(conversation);
  // Open until the first reply, unless the agent decides otherwise.
  const [chosen, choose] = useState<{ seq: number; open: boolean } | null>(null);
  const open = chosen?.seq === brief.seq ? chosen.open : !answered;
  const label = brief.reason_label || reasonWords(brief.reason);
  const Fold = open ? ChevronUp : ChevronDown;
  return (
    <section className={open ? "brief brief--open" : "brief"} aria-label="Brief of the handoff">
      <button
        type="button"
        className="brief__head"
        aria-expanded={open}
        onClick={() => choose({ seq: brief.seq, open: !open })}
      >
        <Handshake {...icon} />
        <span className="tag tag--waiting">{label}</span>
        <span className="brief__title">
          {open ? "Why you are needed" : brief.why || brief.wants}
        </span>
        <span className="brief__fold">
          {open ? "Fold" : "Show brief"} <Fold {...icon} />
        </span>
      </button>
      {open && (
        <div className="brief__body" tabIndex={0} role="group" aria-label="Brief">
          <Why brief={brief} conversation={conversation} />
          <div className="brief__columns">
            <div className="brief__column">
              <Wants brief={brief} />
              <Tried brief={brief} />
            </div>
            <div className="brief__column">
              <Facts brief={brief} />
            </div>
          </div>
          <FirstReply brief={brief} mayReply={mayReply} />
          <div className="brief__columns">
            <div className="brief__column">
              <Promised brief={brief} />
              <Answers brief={brief} />
            </div>
            <div className="brief__column">
              <MoodLine brief={brief} />
              <Sureness brief={brief} />
              <Way brief={brief} />
            </div>
          </div>
        </div>
      )}
    </section>
  );
}
