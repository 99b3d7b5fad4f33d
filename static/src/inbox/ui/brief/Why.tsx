/** Why a person is needed: the rule's sentence, and the visitor's words that made it fire. */

import type { Brief, Quote } from "../../state/brief";
import { excerptsOf, type Excerpt } from "../../state/excerpts";
import type { Conversation } from "../../state/types";
import { useInboxPage } from "../context";

export function Why({
  brief,
  conversation,
}: {
  brief: Brief;
  conversation: Conversation;
}): React.ReactNode {
  const loose = brief.evidence.filter(({ seq }) => !seq);
  return (
    <>
      <p className="brief__why">{brief.why}</p>
      <div className="brief__quotes">
        {excerptsOf(brief, conversation.track.view.items).map((excerpt) => (
          <ExcerptLine key={excerpt.seq} excerpt={excerpt} />
        ))}
        {loose.map((quote, index) => (
          <LooseQuote key={index} quote={quote} />
        ))}
      </div>
    </>
  );
}

function ExcerptLine({ excerpt: { seq, pieces } }: { excerpt: Excerpt }): React.ReactNode {
  const { signals } = useInboxPage();
  return (
    <button
      type="button"
      className="brief__quote"
      title="Show in the conversation"
      onClick={() => signals.emit({ type: "jump", seq })}
    >
      <q dir="auto">
        {pieces.map(({ text, marked }, index) =>
          marked ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
        )}
      </q>
    </button>
  );
}

function LooseQuote({ quote }: { quote: Quote }): React.ReactNode {
  return (
    <q className="brief__quote" dir="auto">
      <mark>{quote.text}</mark>
    </q>
  );
}
