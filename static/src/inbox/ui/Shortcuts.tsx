/** Keys for everything that is done often, and the list of them. */

import { X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";

import { isOfferedTo } from "../state/conversation";
import { abilitiesOf, ownerOf, standingOf } from "../state/ability";
import { neighbour, shownRows } from "../state/rows";
import type { InboxState } from "../state/types";
import { icon } from "./bits";
import { useInboxPage, useSignal, type Inbox } from "./context";
import { useRemembered } from "./hooks";

const KEYS: [string, string][] = [
  ["J", "Next conversation"],
  ["K", "Previous conversation"],
  ["R", "Write a reply"],
  ["N", "Write a note"],
  ["T", "Take over, or accept the offer"],
  ["E", "Resolve"],
  ["/", "In a reply: prepared replies"],
  ["Ctrl K", "Search"],
  ["?", "This list"],
];

export function Shortcuts(): React.ReactNode {
  const inbox = useInboxPage();
  const [on, setOn] = useRemembered<boolean>("shortcuts", true);
  const [open, setOpen] = useState(false);
  useSignal(
    useCallback((signal) => {
      if (signal.type === "shortcuts") setOpen(true);
    }, []),
  );
  useEffect(() => {
    const keyed = (event: KeyboardEvent): void => {
      if (isSearch(event)) {
        event.preventDefault();
        inbox.signals.emit({ type: "search" });
      } else if (on && isPlain(event) && pressed(inbox, event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", keyed);
    return () => document.removeEventListener("keydown", keyed);
  }, [inbox, on]);
  return open ? <Overlay on={on} setOn={setOn} close={() => setOpen(false)} /> : null;
}

function isSearch({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key.toLowerCase() === "k";
}

/** A letter alone, and not while somebody writes. */
function isPlain({ target, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || isComposing) return false;
  if (!(target instanceof HTMLElement)) return true;
  return !target.isContentEditable && !/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Does what the key stands for; false when it stands for nothing. */
export function pressed({ store, client, signals }: Inbox, key: string): boolean {
  const state = store.get();
  const { selected } = state;
  switch (key.toLowerCase()) {
    case "j":
    case "k": {
      const rows = shownRows(state, state.tab, state.queue);
      const row = neighbour(rows, selected, key.toLowerCase() === "j" ? 1 : -1);
      if (row) store.dispatch({ type: "local.select", id: row.id });
      return true;
    }
    case "r":
      signals.emit({ type: "reply" });
      return true;
    case "n":
      signals.emit({ type: "note" });
      return true;
    case "t":
      if (selected && abilities(state).take_over) {
        const offered = state.offers.some(({ row }) => row.id === selected);
        client.do({ type: offered ? "accept" : "take_over", conversation: selected });
      }
      return true;
    case "e":
      if (selected && abilities(state).resolve) {
        client.do({ type: "resolve", conversation: selected, outcome: "resolved" });
      }
      return true;
    case "?":
      signals.emit({ type: "shortcuts" });
      return true;
    default:
      return false;
  }
}

function abilities({ conversation, me, rows }: InboxState): ReturnType<typeof abilitiesOf> {
  if (conversation?.status !== "ready") return abilitiesOf("closed", null);
  const { view } = conversation.track;
  const owner = ownerOf(rows[conversation.id], view.agent);
  const standing = standingOf(view.state, owner, me, isOfferedTo(conversation, me));
  return abilitiesOf(standing, me);
}

function Overlay({
  on,
  setOn,
  close,
}: {
  on: boolean;
  setOn: (on: boolean) => void;
  close: () => void;
}): React.ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal?.(), []);
  return (
    <dialog ref={dialog} className="overlay" aria-labelledby="shortcuts" onClose={close}>
      <div className="overlay__head">
        <h2 id="shortcuts">Keyboard shortcuts</h2>
        <button
          type="button"
          className="button button--quiet button--icon"
          aria-label="Close"
          onClick={close}
        >
          <X {...icon} />
        </button>
      </div>
      <dl className="keys">
        {KEYS.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} />
        Single keys work (never while you write)
      </label>
    </dialog>
  );
}
