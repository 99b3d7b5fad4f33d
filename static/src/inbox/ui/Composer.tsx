/** Where the agent writes; or, while somebody else owns the next word, what can be done instead. */

import { SendHorizontal, StickyNote, X } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";

import type { Standing } from "../state/ability";
import {
  filledIn,
  menuOf,
  textOf,
  type ComposerEvent,
  type ComposerState,
  type Mode,
} from "../state/composer";
import type { Conversation } from "../state/types";
import { visitorName } from "../words/lines";
import { icon } from "./bits";
import { CannedMenu } from "./CannedMenu";
import { useInbox, useInboxPage, useSignal } from "./context";
import { StandingBanner } from "./StandingBanner";

const LONGEST = 20_000;

export interface ComposerProps {
  conversation: Conversation;
  state: ComposerState;
  dispatch: (event: ComposerEvent) => void;
  standing: Standing;
  /** Name of the agent in charge. */
  owner: string;
}

export function Composer(props: ComposerProps): React.ReactNode {
  const { conversation, state, dispatch, standing, owner } = props;
  const me = useInbox((one) => one.me);
  const mine = standing === "mine" && (me?.may_reply ?? false);
  const opened = useRef(false);
  useEffect(() => {
    opened.current = true;
  }, []);
  if (me && !me.may_reply) {
    return (
      <footer className="composer">
        <div className="standing">You can read along. Only agents reply and leave notes.</div>
      </footer>
    );
  }
  const writing = mine || state.mode === "note";
  return (
    <footer className={`composer composer--${writing ? state.mode : "closed"}`}>
      {!mine && (
        <StandingBanner
          id={conversation.id}
          standing={standing}
          owner={owner}
          noting={state.mode === "note"}
          leaveNote={() => dispatch({ type: "mode", mode: "note" })}
          draft={state.texts.reply !== ""}
        />
      )}
      {writing && <Desk {...props} both={mine} opened={opened} />}
    </footer>
  );
}

function Desk({
  conversation,
  state,
  dispatch,
  both,
  opened,
}: ComposerProps & {
  /** Reply and note, or only a note? */
  both: boolean;
  /** Was the conversation on screen before the desk? */
  opened: React.RefObject<boolean>;
}): React.ReactNode {
  const { client } = useInboxPage();
  const canned = useInbox((one) => one.canned);
  const me = useInbox((one) => one.me);
  const row = useInbox((one) => one.rows[conversation.id]);
  const field = useWritingField(state, opened);
  const text = textOf(state);
  const menu = menuOf(state, canned);
  const { mode } = state;

  const send = (): void => {
    const words = text.trim();
    if (!words) return;
    client.write(mode, conversation.id, words);
    dispatch({ type: "sent" });
    if (!both) dispatch({ type: "mode", mode: "reply" });
  };
  const insert = (words: string): void => {
    const visitor = conversation.visitor.name || (row ? visitorName(row) : "");
    const values = { visitor, agent: me?.name ?? "", email: conversation.visitor.email };
    dispatch({ type: "insert", text: filledIn(words, values) });
    field.current?.focus();
  };
  const keyed = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const chosen = menu?.[state.chosen];
    if (menu && stepInMenu(event, menu.length, dispatch)) return;
    if (event.key === "Escape") {
      if (menu) dispatch({ type: "dismiss" });
      else field.current?.blur();
    } else if (chosen && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      insert(chosen.text);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };

  return (
    <div className={`desk desk--${mode}`}>
      <div className="desk__head">
        {both ? (
          <ModeSwitch mode={mode} onChange={(next) => dispatch({ type: "mode", mode: next })} />
        ) : (
          <span className="desk__title">
            <StickyNote {...icon} size={14} /> Note, only staff see it
          </span>
        )}
        {!both && (
          <button
            type="button"
            className="button button--quiet button--icon"
            aria-label="Close the note"
            onClick={() => dispatch({ type: "mode", mode: "reply" })}
          >
            <X {...icon} />
          </button>
        )}
      </div>
      {menu && (
        <CannedMenu replies={menu} chosen={state.chosen} onChoose={(one) => insert(one.text)} />
      )}
      <div className="desk__field" data-text={text}>
        <textarea
          ref={field}
          dir="auto"
          rows={1}
          maxLength={LONGEST}
          aria-label={mode === "note" ? "Note for colleagues" : "Reply to the visitor"}
          aria-controls={menu ? "canned" : undefined}
          aria-autocomplete="list"
          aria-activedescendant={menu?.length ? `canned-${menu[state.chosen]?.id}` : undefined}
          placeholder={mode === "note" ? "A note for your colleagues…" : "Write a reply…"}
          value={text}
          onChange={({ target }) => {
            dispatch({ type: "typed", text: target.value, caret: target.selectionStart });
            if (mode === "reply") client.typing(conversation.id, target.value !== "");
          }}
          onSelect={({ currentTarget }) =>
            dispatch({ type: "moved", caret: currentTarget.selectionStart })
          }
          onBlur={() => client.typing(conversation.id, false)}
          onKeyDown={keyed}
        />
      </div>
      <div className="desk__foot">
        <span className="faint wide-only">
          <kbd>Enter</kbd> sends, <kbd>Shift Enter</kbd> new line
          {mode === "reply" && (
            <>
              , <kbd>/</kbd> prepared replies
            </>
          )}
        </span>
        <button
          type="button"
          className={mode === "note" ? "button button--note" : "button button--accent"}
          disabled={!text.trim()}
          onClick={send}
        >
          {mode === "note" ? <StickyNote {...icon} /> : <SendHorizontal {...icon} />}
          {mode === "note" ? "Add note" : "Send"}
        </button>
      </div>
    </div>
  );
}

function stepInMenu(
  event: React.KeyboardEvent,
  of: number,
  dispatch: (event: ComposerEvent) => void,
): boolean {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
  if (!by) return false;
  event.preventDefault();
  dispatch({ type: "step", by, of });
  return true;
}

function ModeSwitch({
  mode,
  onChange,
}: {
  mode: Mode;
  onChange: (mode: Mode) => void;
}): React.ReactNode {
  return (
    <div className="modes" role="group" aria-label="Reply or note">
      <button
        type="button"
        className="mode"
        aria-pressed={mode === "reply"}
        title="Reply (R)"
        onClick={() => onChange("reply")}
      >
        Reply
      </button>
      <button
        type="button"
        className="mode mode--note"
        aria-pressed={mode === "note"}
        title="Note (N)"
        onClick={() => onChange("note")}
      >
        Note
      </button>
    </div>
  );
}

/** The text area: takes the focus when asked, keeps the caret in place. */
function useWritingField(
  state: ComposerState,
  opened: React.RefObject<boolean>,
): React.RefObject<HTMLTextAreaElement | null> {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = textOf(state);
  useLayoutEffect(() => {
    const area = field.current;
    if (area && document.activeElement === area && area.selectionStart !== state.caret) {
      area.setSelectionRange(state.caret, state.caret);
    }
  }, [state.caret, text]);
  // It appeared because the agent took over or asked for a note: then they want to write. On merely
  // opening a conversation the keys stay free for going through the list.
  useEffect(() => {
    if (opened.current) field.current?.focus();
  }, [opened, state.mode]);
  useSignal(
    useCallback((signal) => {
      if (signal.type === "reply" || signal.type === "note" || signal.type === "use") {
        // At once: a frame later the agent may have pressed Escape and be on the way elsewhere.
        field.current?.focus();
      }
    }, []),
  );
  return field;
}
