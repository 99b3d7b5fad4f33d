/** Who it is, who owns the next word, and what can be done about it. */

import { ArrowLeft, ArrowRightLeft, Bot, Check, ChevronDown, PanelRight } from "lucide-react";
import { useState } from "react";

import { abilitiesOf, ownerOf, standingOf, type Abilities } from "../state/ability";
import { isOfferedTo } from "../state/conversation";
import { isUnderWay } from "../state/deeds";
import type { Conversation } from "../state/types";
import { pathOf } from "../words/links";
import { visitorName } from "../words/lines";
import { icon, OwnerBadge, Popover } from "./bits";
import { useInbox, useInboxPage } from "./context";
import { HandBackForm } from "./HandBackForm";
import { TransferForm } from "./TransferForm";

export interface ThreadHeaderProps {
  id: string;
  conversation: Conversation | null;
  details: boolean;
  showDetails: (shown: boolean) => void;
}

type OpenForm = "hand_back" | "transfer" | null;

export function ThreadHeader(props: ThreadHeaderProps): React.ReactNode {
  const { id, conversation, details, showDetails } = props;
  const { store } = useInboxPage();
  const me = useInbox((state) => state.me);
  const row = useInbox((state) => state.rows[id]);
  const [form, setForm] = useState<OpenForm>(null);
  const may =
    conversation?.status === "ready" ? abilitiesIn(conversation) : abilitiesOf("closed", null);
  const close = (): void => setForm(null);
  // What is no longer mine has no form, and does not open one by itself when it is mine again.
  if (form && conversation?.status === "ready" && !may[form]) setForm(null);

  function abilitiesIn(one: Conversation): Abilities {
    const { view } = one.track;
    const owner = ownerOf(row, view.agent);
    return abilitiesOf(standingOf(view.state, owner, me, isOfferedTo(one, me)), me);
  }

  return (
    <header className="thread__header">
      <div className="thread__bar">
        <button
          type="button"
          className="button button--quiet button--icon narrow-only"
          aria-label="Back to the list"
          onClick={() => store.dispatch({ type: "local.select", id: null })}
        >
          <ArrowLeft {...icon} />
        </button>
        <div className="thread__title">
          <h2 dir="auto">{row ? visitorName(row) : "Conversation"}</h2>
          <div className="thread__about">
            {row && <OwnerBadge row={row} me={me} />}
            {row?.queue && <span>{row.queue}</span>}
            {row && <span className="wide-only">#{row.number}</span>}
            {row?.start_url && <span className="thread__page">{pathOf(row.start_url)}</span>}
          </div>
        </div>
        <div className="thread__actions">
          <Actions id={id} may={may} form={form} setForm={setForm} />
          <button
            type="button"
            className="button button--quiet button--icon"
            aria-label="Details"
            title="Details of the visitor"
            aria-pressed={details}
            onClick={() => showDetails(!details)}
          >
            <PanelRight {...icon} />
          </button>
        </div>
      </div>
      {form === "hand_back" && may.hand_back && <HandBackForm id={id} close={close} />}
      {form === "transfer" && may.transfer && <TransferForm id={id} close={close} />}
    </header>
  );
}

function Actions({
  id,
  may,
  form,
  setForm,
}: {
  id: string;
  may: Abilities;
  form: OpenForm;
  setForm: (form: OpenForm) => void;
}): React.ReactNode {
  const toggle = (one: OpenForm): void => setForm(form === one ? null : one);
  return (
    <>
      {may.transfer && (
        <button
          type="button"
          className="button button--shrinks"
          aria-label="Transfer"
          title="Transfer to a queue or a colleague"
          aria-expanded={form === "transfer"}
          onClick={() => toggle("transfer")}
        >
          <ArrowRightLeft {...icon} /> <span>Transfer</span>
        </button>
      )}
      {may.hand_back && (
        <button
          type="button"
          className="button button--shrinks"
          aria-label="Hand back to AI"
          title="The AI goes on from here"
          aria-expanded={form === "hand_back"}
          onClick={() => toggle("hand_back")}
        >
          <Bot {...icon} /> <span>Hand back to AI</span>
        </button>
      )}
      {may.resolve && <Resolve id={id} />}
    </>
  );
}

const OUTCOMES = [
  { outcome: "resolved", words: "Resolved" },
  { outcome: "no_reply", words: "No reply needed" },
  { outcome: "spam", words: "Spam" },
] as const;

function Resolve({ id }: { id: string }): React.ReactNode {
  const { client } = useInboxPage();
  const busy = useInbox((state) => isUnderWay(state, "resolve", id));
  const resolve = (outcome: (typeof OUTCOMES)[number]["outcome"]): void => {
    client.do({ type: "resolve", conversation: id, outcome });
  };
  return (
    <div className="split">
      <button
        type="button"
        className="button button--resolve"
        aria-label="Resolve"
        title="Resolve (E)"
        disabled={busy}
        onClick={() => resolve("resolved")}
      >
        <Check {...icon} /> <span>Resolve</span>
      </button>
      <Popover
        title="Other outcomes"
        className="button button--resolve button--icon"
        label={<ChevronDown {...icon} />}
      >
        {(close) => (
          <div className="menu">
            {OUTCOMES.map(({ outcome, words }) => (
              <button
                key={outcome}
                type="button"
                className="menu__item"
                onClick={() => {
                  close();
                  resolve(outcome);
                }}
              >
                {words}
              </button>
            ))}
          </div>
        )}
      </Popover>
    </div>
  );
}
