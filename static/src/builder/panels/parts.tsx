/** Small parts that several panels share. */

import { useEffect, useState } from "react";

import { safeHref } from "../../shared/href";
import { NoRightError, OfflineError, RefusedError } from "../api";
import { nodeOf } from "../state/graph";
import { nameOf, portsOf } from "../state/ports";
import type { BuilderState } from "../state/reduce";
import type { FlowNode, Graph } from "../types";
import { useBuilder, usePage } from "../ui/context";

/** What people call a node of the draft: its kind, and its own name if it has one. */
export function useNames(): {
  node: (id: string) => string;
  port: (id: string, p: string) => string;
} {
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  return {
    node: (id) => nodeWords(nodeOf(graph, id), kinds) || `a node that is gone (${id})`,
    port: (id, port) => portWords(graph, kinds, id, port),
  };
}

type Kinds = BuilderState["kinds"];

export function nodeWords(
  node: Pick<FlowNode, "kind" | "label"> | undefined,
  kinds: Kinds,
): string {
  if (!node) return "";
  const kind = kinds.get(node.kind)?.label ?? node.kind;
  return node.label && node.label !== kind ? `${kind} “${node.label}”` : kind;
}

export function portWords(graph: Graph, kinds: Kinds, id: string, port: string): string {
  const node = nodeOf(graph, id);
  const ports = node ? portsOf(node, kinds.get(node.kind)) : [];
  return ports.find((one) => one.name === port)?.label ?? port;
}

/** Brings a node into view; `words` are its name where nothing else is given. */
export function NodeLink({
  node,
  children,
}: {
  node: string;
  children?: React.ReactNode;
}): React.ReactNode {
  const { store } = usePage();
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  const found = nodeOf(graph, node);
  if (!found) return <span>{children ?? node}</span>;
  return (
    <button
      type="button"
      className="fbp-link"
      onClick={() => {
        store.openDialog(null);
        store.jump(node);
      }}
    >
      {children ?? nameOf(found, kinds.get(found.kind))}
    </button>
  );
}

/** Whether an address may be linked to: outside by its scheme, or a page of this site. */
export function linkable(url: string): boolean {
  return safeHref(url) !== null || /^\/(?![/\\])/.test(url);
}

/** Words for a call that failed; `what` did not happen. */
export function troubleWords(error: unknown, what: string): string {
  if (error instanceof RefusedError) return withStop(error.message);
  if (error instanceof NoRightError) {
    return `${what} You are signed out, or may not do this. Sign in in another tab and try again.`;
  }
  if (error instanceof OfflineError) return `${what} The server cannot be reached. Try again.`;
  throw error;
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

export type Loaded<Thing> =
  { kind: "loading" } | { kind: "failed"; trouble: string } | { kind: "there"; thing: Thing };

/** Asks whenever `ask` is another function, and on `again`; what comes too late is dropped. */
export function useLoaded<Thing>(
  ask: () => Promise<Thing>,
  what: string,
): { loaded: Loaded<Thing>; again: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [answer, setAnswer] = useState<Answer<Thing> | null>(null);
  useEffect(() => {
    let isWanted = true;
    const settle = (loaded: Loaded<Thing>): void => {
      if (isWanted) setAnswer({ ask, attempt, loaded });
    };
    ask()
      .then((thing) => settle({ kind: "there", thing }))
      .catch((error: unknown) => settle({ kind: "failed", trouble: troubleWords(error, what) }));
    return () => {
      isWanted = false;
    };
  }, [ask, attempt, what]);
  const isFresh = answer?.ask === ask && answer.attempt === attempt;
  return {
    loaded: isFresh ? answer.loaded : { kind: "loading" },
    again: () => setAttempt((count) => count + 1),
  };
}

interface Answer<Thing> {
  ask: () => Promise<Thing>;
  attempt: number;
  loaded: Loaded<Thing>;
}

/** What is shown while something is asked for, or when that failed. */
export function Waiting({
  loaded,
  words,
  again,
}: {
  loaded: Loaded<unknown>;
  words: string;
  again: () => void;
}): React.ReactNode {
  if (loaded.kind === "there") return null;
  if (loaded.kind === "loading") {
    return (
      <p className="fbp-soft" role="status">
        {words}
      </p>
    );
  }
  return (
    <div role="alert">
      <p className="fbp-bad">{loaded.trouble}</p>
      <button type="button" className="fb-button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
