/** What the canvas does with the gestures that React Flow recognises; made once, so that it stays the same. */

import type {
  EdgeChange,
  IsValidConnection,
  NodeChange,
  OnConnect,
  OnConnectEnd,
  OnEdgesChange,
  OnNodesChange,
  ReactFlowProps,
} from "@xyflow/react";

import { link, type Origin } from "../../state/deeds";
import { connect, disconnect, move, nodeOf, type Place } from "../../state/graph";
import type { Selection } from "../../state/reduce";
import type { BuilderStore } from "../../state/store";
import type { Drawn, LineEdge, Moving } from "./drawn";

export const STILL: Moving = new Map();

/** The menu that adds a node, as it was asked for. */
export interface Opened {
  origin: Origin | null;
  /** In the window's pixels. */
  at: Place;
  /** Where the node goes; null: into the connection. */
  place: Place | null;
}

type Props = ReactFlowProps<Drawn, LineEdge>;
type Handlers = Pick<
  Props,
  | "onNodesChange"
  | "onEdgesChange"
  | "onNodeDragStop"
  | "onSelectionDragStop"
  | "onConnect"
  | "onConnectEnd"
  | "onReconnectStart"
  | "onReconnect"
  | "onReconnectEnd"
  | "onNodeClick"
  | "onNodeDoubleClick"
  | "isValidConnection"
>;

export function handlersOf(
  store: BuilderStore,
  toFlow: (at: Place) => Place,
  setMoving: (change: Moving | ((before: Moving) => Moving)) => void,
  setOpened: (opened: Opened) => void,
): Handlers {
  const select = (next: Selection | null): void => {
    if (next) store.dispatch({ type: "select", selection: next });
  };
  const onNodesChange: OnNodesChange<Drawn> = (changes) => {
    const isNote = (id: string): boolean => store.get().graph.notes.some((note) => note.id === id);
    select(withPicked(store.get().selection, changes, (id) => (isNote(id) ? "notes" : "nodes")));
    if (changes.some((change) => change.type === "position" || change.type === "dimensions")) {
      setMoving((before) => withMoves(before, changes));
    }
  };
  const onEdgesChange: OnEdgesChange<LineEdge> = (changes) =>
    select(withPicked(store.get().selection, changes, () => "edges"));
  // The graph changes once, when the drag is over.
  const settle = (dragged: Drawn[]): void => {
    store.edit(move(store.get().graph, new Map(dragged.map((one) => [one.id, one.position]))));
    setMoving(STILL);
  };
  const onConnect: OnConnect = ({ source, sourceHandle, target }) => {
    if (sourceHandle) link(store, { source, port: sourceHandle }, target);
  };
  // React Flow reports the end of an edge that is taken up again as a connection, too.
  let isTakenUp = false;
  const onConnectEnd: OnConnectEnd = (event, { isValid, fromHandle, fromNode }) => {
    if (isValid || fromHandle?.type !== "source" || !fromNode || !fromHandle.id) return;
    const origin = { source: fromNode.id, port: fromHandle.id };
    const at = pointOf(event);
    const under = document.elementFromPoint(at.x, at.y);
    const target = under?.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    // Anywhere on a node is as good as its port.
    if (target && nodeOf(store.get().graph, target)) return link(store, origin, target);
    if (isTakenUp || !under?.closest(".react-flow__pane")) return;
    const { x, y } = toFlow(at);
    setOpened({ origin, at, place: { x, y: y - 40 } });
  };
  const isValidConnection: IsValidConnection<LineEdge> = ({ target }) =>
    nodeOf(store.get().graph, target)?.kind !== "start";
  return {
    onNodesChange,
    onEdgesChange,
    onNodeDragStop: (_, __, dragged) => settle(dragged),
    onSelectionDragStop: (_, dragged) => settle(dragged),
    onConnect,
    onConnectEnd,
    onReconnectStart: () => {
      isTakenUp = true;
    },
    onReconnect: ({ source, sourceHandle }, { target }) => {
      if (sourceHandle) store.edit(connect(store.get().graph, source, sourceHandle, target));
    },
    onReconnectEnd: (event, { source, sourceHandle }, _, { isValid }) => {
      isTakenUp = false;
      const at = pointOf(event);
      const isOff = document.elementFromPoint(at.x, at.y)?.closest(".react-flow__pane");
      if (isValid || !isOff || !sourceHandle) return;
      const graph = disconnect(store.get().graph, source, sourceHandle);
      store.edit(graph, { notice: "Connection deleted." });
    },
    onNodeClick: (event) => {
      const isNarrow = matchMedia("(max-width: 900px)").matches;
      // The panel of versions would hide the settings; the others are used together with the canvas.
      if (store.get().panel === "versions") store.openPanel(null);
      if (isNarrow && !event.shiftKey) store.openSettings();
    },
    onNodeDoubleClick: () => store.openSettings(),
    isValidConnection,
  };
}

function pointOf(event: MouseEvent | TouchEvent): Place {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

/** The selection after these changes; null when they are about other things. */
function withPicked(
  before: Selection,
  changes: (NodeChange<Drawn> | EdgeChange<LineEdge>)[],
  partOf: (id: string) => keyof Selection,
): Selection | null {
  let next: Selection | null = null;
  for (const change of changes) {
    if (change.type !== "select") continue;
    next ??= { ...before };
    const part = partOf(change.id);
    const others = next[part].filter((id) => id !== change.id);
    next[part] = change.selected ? [...others, change.id] : others;
  }
  return next;
}

/** Where dragged and resized things are now. */
function withMoves(before: Moving, changes: NodeChange<Drawn>[]): Moving {
  const next = new Map(before);
  for (const change of changes) {
    if (change.type === "position" && change.position && change.dragging) {
      next.set(change.id, { ...next.get(change.id), ...change.position });
    } else if (change.type === "dimensions" && change.resizing && change.dimensions) {
      next.set(change.id, { ...next.get(change.id), ...change.dimensions });
    } else if (change.type === "dimensions" && change.resizing === false) {
      next.delete(change.id);
    }
  }
  return next.size + before.size === 0 ? before : next;
}
