/** One message: who speaks is clear from side, colour, icon and word. */

import { BookOpen, Check, CircleAlert, Info, RotateCw, StickyNote, X } from "lucide-react";
import { memo, useEffect, useState } from "react";

import type { MessageItem, Pending, Typist } from "../../protocol";
import { detailOf, type AnswerDetail } from "../state/decisions";
import type { Words } from "../state/types";
import { levelOf, percent, signalName, signalValue, toneOf } from "../words/confidence";
import { clockTime, fullTime } from "../words/time";
import { saidByOthers } from "../words/verdicts";
import { icon, SpeakerIcon } from "./bits";
import { Beside } from "./Beside";
import { useInbox, useInboxPage } from "./context";
import { Outward, RichText } from "./RichText";

export const MessageView = memo(function MessageView({
  item,
  first,
}: {
  item: MessageItem;
  first: boolean;
}) {
  const kind = item.note ? "note" : item.author;
  const detail = detailOf(item);
  return (
    <li className={`message message--${kind}`} data-seq={item.seq}>
      {first && (
        <div className="message__head">
          <Speaker item={item} />
          <time dateTime={item.at} title={fullTime(item.at)}>
            {clockTime(item.at)}
          </time>
        </div>
      )}
      <div className="bubble" title={fullTime(item.at)}>
        <RichText text={item.text} markup={item.author !== "visitor"} />
      </div>
      <Beside item={item} />
      {item.author === "assistant" && <AnswerFoot item={item} detail={detail} />}
    </li>
  );
});

function Speaker({ item }: { item: MessageItem }): React.ReactNode {
  const me = useInbox((state) => state.me);
  const visitor = useInbox((state) => state.conversation?.visitor.name);
  const name = item.author === "agent" && item.name === me?.name ? "You" : item.name;
  if (item.note) {
    return (
      <>
        <StickyNote {...icon} size={14} />
        <strong>{name || "Agent"}</strong>
        <span>Note, only staff see it</span>
      </>
    );
  }
  switch (item.author) {
    case "visitor":
      return (
        <>
          <SpeakerIcon kind="visitor" />
          <strong dir="auto">{name || visitor || "Visitor"}</strong>
        </>
      );
    case "assistant":
      return (
        <>
          <SpeakerIcon kind="assistant" />
          <strong>{name || "Assistant"}</strong>
          <span className="message__kind">AI</span>
        </>
      );
    case "agent":
      return (
        <>
          <SpeakerIcon kind="agent" />
          <strong>{name || "Agent"}</strong>
        </>
      );
    case "system":
      return (
        <>
          <Info {...icon} size={14} />
          <strong>Notice to the visitor</strong>
        </>
      );
  }
}

/** What an answer rests on, and how sure it was; the whole reasoning on demand. */
function AnswerFoot({
  item,
  detail,
}: {
  item: MessageItem;
  detail: AnswerDetail | null;
}): React.ReactNode {
  const [open, setOpen] = useState(false);
  const confidence = detail?.confidence ?? null;
  const more = detail && (detail.parts.length || detail.passages.length || detail.fired.length);
  if (confidence === null && !item.citations.length) return null;
  return (
    <div className="message__foot">
      {confidence !== null && (
        <span className={`message__confidence message__confidence--${toneOf(confidence)}`}>
          confidence {percent(confidence)}, {levelOf(confidence)}
        </span>
      )}
      {item.citations.map(({ title, url, quote }, index) => (
        <Outward key={index} url={url} className="source">
          <BookOpen {...icon} size={12} />
          <span title={quote || undefined}>{title || url}</span>
        </Outward>
      ))}
      {more ? (
        <button
          type="button"
          className="message__why"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? "Less" : "Why"}
        </button>
      ) : null}
      {open && detail && <Reasons detail={detail} />}
      {item.turn !== null && <Verdicts item={item} turn={item.turn} />}
    </div>
  );
}

/** What the visitor and colleagues think of the answer, and where I say it. */
function Verdicts({ item, turn }: { item: MessageItem; turn: number }): React.ReactNode {
  const { client } = useInboxPage();
  const conversation = useInbox((state) => state.conversation?.id ?? "");
  const me = useInbox((state) => state.me);
  const own = item.verdicts[String(me?.id)] ?? "";
  return (
    <div className="verdicts" role="group" aria-label="Is this answer right?">
      {saidByOthers(item.verdicts, me?.id).map((words) => (
        <span key={words}>{words}</span>
      ))}
      {me?.may_reply &&
        (["right", "wrong"] as const).map((verdict) => (
          <button
            key={verdict}
            type="button"
            className={`verdicts__choice verdicts__choice--${verdict}`}
            aria-pressed={own === verdict}
            onClick={() =>
              // Pressed once more, it is taken back.
              client.do({
                type: "rate",
                conversation,
                turn,
                verdict: own === verdict ? "" : verdict,
              })
            }
          >
            {verdict === "right" ? <Check {...icon} size={12} /> : <X {...icon} size={12} />}
            {verdict === "right" ? "Right" : "Wrong"}
          </button>
        ))}
    </div>
  );
}

function Reasons({ detail }: { detail: AnswerDetail }): React.ReactNode {
  return (
    <dl className="reasons">
      {detail.parts.map(([name, value]) => (
        <div key={name}>
          <dt>{signalName(name)}</dt>
          <dd>{signalValue(value, name)}</dd>
        </div>
      ))}
      {detail.fired.map(({ kind, sentence }, index) => (
        <div key={index}>
          <dt>Rule</dt>
          <dd>{sentence || kind}</dd>
        </div>
      ))}
      {detail.passages.map(({ title, url, score }, index) => (
        <div key={index}>
          <dt>
            <Outward url={url}>{title}</Outward>
          </dt>
          <dd>{score === null ? "" : signalValue(score)}</dd>
        </div>
      ))}
      {detail.confidence !== null && (
        <div>
          <dt>Calibrated on</dt>
          <dd>{detail.ownCalibration ? "our own answers" : "public questions, as shipped"}</dd>
        </div>
      )}
      {detail.provider && (
        <div>
          <dt>Answered by</dt>
          <dd>{detail.provider}</dd>
        </div>
      )}
    </dl>
  );
}

/** The assistant's words while they come. */
export function StreamedMessage({ text }: { text: string }): React.ReactNode {
  return (
    <div className="message message--assistant message--streaming">
      <div className="message__head">
        <SpeakerIcon kind="assistant" />
        <strong>Assistant</strong>
        <span className="message__kind">AI is answering</span>
      </div>
      <div className="bubble">
        <RichText text={text} markup />
      </div>
    </div>
  );
}

/** Words on their way, or that did not arrive. */
export function PendingMessage({ pending }: { pending: Pending<Words> }): React.ReactNode {
  const { client_id, command, state, reason } = pending;
  const { store } = useInboxPage();
  const offline = useInbox((one) => one.status !== "open");
  const note = command.type === "note";
  return (
    <div className={`message message--${note ? "note" : "agent"} message--pending`}>
      <div className="bubble">
        <RichText text={command.text} markup />
      </div>
      {state === "failed" ? (
        <div className="message__foot message__foot--failed" role="alert">
          <CircleAlert {...icon} size={14} />
          <span>We could not send this. {reason}</span>
          <button
            type="button"
            className="button button--small"
            onClick={() => store.dispatch({ type: "local.retry", client_id })}
          >
            <RotateCw {...icon} size={14} /> Try again
          </button>
          <button
            type="button"
            className="button button--small button--quiet"
            onClick={() => store.dispatch({ type: "local.discard", client_id })}
          >
            Discard
          </button>
        </div>
      ) : (
        <div className="message__foot">{offline ? "Sent when the line is back" : "Sending…"}</div>
      )}
    </div>
  );
}

/** "Stopped typing" may get lost on the way: believe in typing only so long. */
const TYPING_BELIEVED_MS = 8_000;

export function TypingLine({ typing }: { typing: Typist }): React.ReactNode {
  const { store } = useInboxPage();
  useEffect(() => {
    const timer = window.setTimeout(
      () => store.dispatch({ type: "local.typing_over" }),
      TYPING_BELIEVED_MS,
    );
    return () => window.clearTimeout(timer);
  }, [store, typing]);
  const who = { visitor: "Visitor", assistant: "The AI", agent: "A colleague", system: "Somebody" };
  return (
    <div className="typing">
      <span className="typing__dots" aria-hidden>
        <span />
        <span />
        <span />
      </span>
      {typing.name || who[typing.author]} is {typing.author === "assistant" ? "thinking" : "typing"}
    </div>
  );
}
