/** What this browser remembers. Storage may be full or forbidden: then nothing is remembered. */

const PREFIX = "baton.inbox.";

export interface Memory {
  read(name: string): unknown;
  /** Null forgets it. */
  write(name: string, value: unknown): void;
}

export function memoryIn(storage: () => Storage): Memory {
  return {
    read(name) {
      try {
        return JSON.parse(storage().getItem(PREFIX + name) ?? "null") as unknown;
      } catch {
        return null;
      }
    },
    write(name, value) {
      try {
        if (value === null) storage().removeItem(PREFIX + name);
        else storage().setItem(PREFIX + name, JSON.stringify(value));
      } catch {
        // The page works without.
      }
    },
  };
}

/** For as long as the browser keeps it. */
export const lasting = memoryIn(() => window.localStorage);
/** For this tab only. */
export const fleeting = memoryIn(() => window.sessionStorage);

const DRAFTS = "drafts";
/** Drafts of conversations that nobody came back to are dropped, oldest first. */
const DRAFTS_KEPT = 50;

export interface Draft {
  reply: string;
  note: string;
}

export const noDraft: Draft = { reply: "", note: "" };

export function draftOf(conversation: string, memory: Memory = lasting): Draft {
  const draft = drafts(memory)[conversation];
  return { ...noDraft, ...draft };
}

export function keepDraft(conversation: string, draft: Draft, memory: Memory = lasting): void {
  const { [conversation]: _, ...others } = drafts(memory);
  const rest = Object.entries(others).slice(-DRAFTS_KEPT + 1);
  const empty = !draft.reply && !draft.note;
  const all = Object.fromEntries(empty ? rest : [...rest, [conversation, draft]]);
  memory.write(DRAFTS, Object.keys(all).length ? all : null);
}

function drafts(memory: Memory): Record<string, Partial<Draft>> {
  const known = memory.read(DRAFTS);
  return typeof known === "object" && known !== null
    ? (known as Record<string, Partial<Draft>>)
    : {};
}
