/** The conversation in the middle: header, brief, messages, composer. */

import { MessagesSquare } from "lucide-react";
import { useCallback, useEffect, useReducer, useState } from "react";

import { draftOf, keepDraft } from "../client/memory";
import { abilitiesOf, ownerOf, standingOf, type Standing } from "../state/ability";
import { emptyComposer, reduceComposer } from "../state/composer";
import { isOfferedTo } from "../state/conversation";
import type { Conversation } from "../state/types";
import { EmptyState, icon, Skeleton } from "./bits";
import { BriefSheet } from "./BriefSheet";
import { Composer } from "./Composer";
import { useInbox, useInboxPage, useSignal } from "./context";
import { Messages } from "./Messages";
import { ThreadHeader } from "./ThreadHeader";

export interface ThreadPaneProps {
  details: boolean;
  showDetails: (shown: boolean) => void;
}

export function ThreadPane(props: ThreadPaneProps): React.ReactNode {
  const { client } = useInboxPage();
  const selected = useInbox((state) => state.selected);
  const conversation = useInbox((state) => state.conversation);
  if (!selected) {
    return (
      <section className="pane thread thread--empty" aria-label="Conversation">
        <EmptyState title="No conversation open">
          Choose one from the list, or press <kbd>J</kbd> for the next.
        </EmptyState>
      </section>
    );
  }
  const known = conversation?.id === selected ? conversation : null;
  return (
    <section className="pane thread" aria-label="Conversation">
      <ThreadHeader id={selected} conversation={known} {...props} />
      {known?.status === "ready" && <OpenThread key={selected} conversation={known} />}
      {known?.status === "failed" && (
        <div className="empty" role="alert">
          <MessagesSquare {...icon} size={20} />
          <strong>This conversation could not be opened.</strong>
          <span>{known.error}</span>
          <button type="button" className="button" onClick={() => client.reopen()}>
            Try again
          </button>
        </div>
      )}
      {(!known || known.status === "loading") && <Skeleton rows={5} kind="bubble" />}
    </section>
  );
}

/** Who owns the next word; while that changes hands, who owned it before. */
function useLastKnown(standing: Standing | null): Standing {
  const [known, remember] = useState<Standing>(standing ?? "other");
  if (standing && standing !== known) remember(standing);
  return standing ?? known;
}

function OpenThread({ conversation }: { conversation: Conversation }): React.ReactNode {
  const { id } = conversation;
  const me = useInbox((state) => state.me);
  const row = useInbox((state) => state.rows[id]);
  const [composer, dispatch] = useReducer(reduceComposer, id, (one) => emptyComposer(draftOf(one)));
  const { view } = conversation.track;
  const owner = ownerOf(row, view.agent);
  const standing = useLastKnown(standingOf(view.state, owner, me, isOfferedTo(conversation, me)));
  const may = abilitiesOf(standing, me);
  useEffect(() => keepDraft(id, { ...composer.texts }), [id, composer.texts]);
  useSignal(
    useCallback((signal) => {
      if (signal.type === "reply") dispatch({ type: "mode", mode: "reply" });
      if (signal.type === "note") dispatch({ type: "mode", mode: "note" });
      if (signal.type === "use") dispatch({ type: "reply_with", text: signal.text });
    }, []),
  );
  return (
    <>
      {conversation.brief && (
        <BriefSheet brief={conversation.brief} conversation={conversation} mayReply={may.reply} />
      )}
      <Messages conversation={conversation} />
      <Composer
        conversation={conversation}
        state={composer}
        dispatch={dispatch}
        standing={standing}
        owner={owner?.name ?? ""}
      />
    </>
  );
}
