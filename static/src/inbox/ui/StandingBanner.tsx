/** Stands in the composer's place while somebody else owns the next word. */

import { Bot, Check, Clock, Headset, Lock, Mail, StickyNote, X } from "lucide-react";

import type { Standing } from "../state/ability";
import { isUnderWay } from "../state/deeds";
import { secondsLeft } from "../words/time";
import { isMessage, messageWords } from "../words/waits";
import { icon } from "./bits";
import { useTime } from "./clock";
import { useInbox, useInboxPage } from "./context";

export interface StandingBannerProps {
  id: string;
  standing: Standing;
  owner: string;
  noting: boolean;
  leaveNote: () => void;
  /** A reply is begun and kept. */
  draft: boolean;
}

export function StandingBanner(props: StandingBannerProps): React.ReactNode {
  const { id, standing, owner, noting, leaveNote, draft } = props;
  const row = useInbox((state) => state.rows[id]);
  const message = useTime((now) => (row && isMessage(row) ? messageWords(row, now) : ""));
  const { Icon, title, words } = said(standing, owner, message);
  return (
    <div className={`standing standing--${standing}`}>
      <Icon {...icon} />
      <div className="standing__words">
        <strong>{title}</strong>
        <span>
          {draft && standing !== "closed" ? "Your draft is kept until you take over." : words}
        </span>
      </div>
      <div className="standing__actions">
        <Deeds id={id} standing={standing} />
        {!noting && (
          <button type="button" className="button" title="Note (N)" onClick={leaveNote}>
            <StickyNote {...icon} /> Leave a note
          </button>
        )}
      </div>
    </div>
  );
}

function said(
  standing: Standing,
  owner: string,
  message: string,
): { Icon: typeof Bot; title: string; words: string } {
  switch (standing) {
    case "offered":
      return {
        Icon: message ? Mail : Clock,
        title: message
          ? `Offered to you: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
          : "Offered to you",
        words: "Accept to answer the visitor.",
      };
    case "waiting":
      return { Icon: Clock, title: "Waiting for a person", words: "Nobody has it yet." };
    case "left_message":
      return {
        Icon: Mail,
        title: message || "Left a message",
        words: "Take over to answer it.",
      };
    case "other":
      return {
        Icon: Headset,
        title: `${owner || "A colleague"} has this conversation`,
        words: "You can read along.",
      };
    case "closed":
      return { Icon: Lock, title: "Closed", words: "It opens again when the visitor writes." };
    default:
      return { Icon: Bot, title: "AI is handling", words: "It falls silent when you take over." };
  }
}

function Deeds({ id, standing }: { id: string; standing: Standing }): React.ReactNode {
  const { client } = useInboxPage();
  const busy = useInbox((state) =>
    (["accept", "decline", "take_over"] as const).some((type) => isUnderWay(state, type, id)),
  );
  if (standing === "other" || standing === "closed") return null;
  if (standing !== "offered") {
    return (
      <button
        type="button"
        className="button button--accent"
        title="Take over (T)"
        disabled={busy}
        onClick={() => client.do({ type: "take_over", conversation: id })}
      >
        <Headset {...icon} /> {busy ? "Taking over…" : "Take over"}
      </button>
    );
  }
  return (
    <>
      <TimeLeft id={id} />
      <button
        type="button"
        className="button button--accent"
        title="Accept (T)"
        disabled={busy}
        onClick={() => client.do({ type: "accept", conversation: id })}
      >
        <Check {...icon} /> Accept
      </button>
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => client.do({ type: "decline", conversation: id })}
      >
        <X {...icon} /> Decline
      </button>
    </>
  );
}

function TimeLeft({ id }: { id: string }): React.ReactNode {
  const deadline = useInbox((state) => state.offers.find(({ row }) => row.id === id)?.deadline_at);
  const left = useTime((now) => (deadline ? secondsLeft(deadline, now) : 0));
  return deadline ? <span className="offer__left">{left} s</span> : null;
}
