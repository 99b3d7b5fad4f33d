/** The drawing: pan, zoom, select, move, connect. */

import "@xyflow/react/dist/style.css";

import {
  Background,
  BackgroundVariant,
  Controls,
  getNodesBounds,
  getViewportForBounds,
  MiniMap,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
  useReactFlow,
  useStore,
  type Viewport,
} from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";

import { addAfter, insertInto, type Origin } from "../../state/deeds";
import { GRID, nodeOf, type Place } from "../../state/graph";
import { dialogs } from "../../panels";
import { AddMenu } from "../AddMenu";
import { useBuilder, useMayChange, usePage } from "../context";
import { type Drawn, drawnEdges, drawnNodes, type LineEdge, type Moving } from "./drawn";
import { handlersOf, type Opened, STILL } from "./handlers";
import { InsertionContext } from "./insertion";
import { Line } from "./Line";
import { NodeCard } from "./NodeCard";
import { NoteCard } from "./NoteCard";
import { useFollow } from "./useFollow";

/** Beyond this many nodes only those in sight are in the page. */
const MANY = 80;
const nodeTypes = { step: NodeCard, note: NoteCard };
const edgeTypes = { line: Line };
const FIT = { padding: 0.15, maxZoom: 1, duration: 0 };
/** Smaller than this nothing can be read: a long flow begins with its start instead. */
const READABLE = 0.6;
/** Smaller than this, words are grey lines; they are left out, which makes dragging among many smooth. */
const LEGIBLE = 0.35;
const SNAP: [number, number] = [GRID, GRID];
const MAP = { width: 160, height: 104 };
const SEVERAL = ["Meta", "Control", "Shift"];

export function Canvas(): React.ReactNode {
  const { store } = usePage();
  const graph = useBuilder((state) => state.graph);
  const kinds = useBuilder((state) => state.kinds);
  const selection = useBuilder((state) => state.selection);
  const mayChange = useMayChange();
  const [moving, setMoving] = useState<Moving>(STILL);
  const [opened, setOpened] = useState<Opened | null>(null);
  const flow = useReactFlow<Drawn, LineEdge>();
  const isFar = useStore((state) => state.transform[2] < LEGIBLE);
  useFocus();
  useFollow();

  const nodes = useMemo(
    () => drawnNodes(graph, selection, moving, kinds),
    [graph, selection, moving, kinds],
  );
  const edges = useMemo(() => drawnEdges(graph, selection, kinds), [graph, selection, kinds]);

  const handlers = useMemo(
    () => handlersOf(store, (at) => flow.screenToFlowPosition(at), setMoving, setOpened),
    [store, flow],
  );
  const insertion = useMemo(
    () => ({ openInsert: (origin: Origin, at: Place) => setOpened({ origin, at, place: null }) }),
    [],
  );
  const dropped = (event: React.DragEvent): void => {
    const kind = event.dataTransfer.getData("application/x-baton-kind");
    if (!kind) return;
    event.preventDefault();
    const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    addAfter(store, kind, { origin: null, place: { x: place.x - 120, y: place.y - 30 } });
  };

  return (
    <InsertionContext value={insertion}>
      <div
        className={isFar ? "fb-canvas fb-far" : "fb-canvas"}
        onFocus={(event) => {
          const node = event.target.matches(".react-flow__node:focus-visible") && event.target;
          const id = node ? (node as HTMLElement).dataset["id"] : undefined;
          // Nodes that are reached by keyboard are chosen; a click chooses by itself.
          if (!id) return;
          if (!store.get().selection.nodes.includes(id)) store.select({ nodes: [id] });
          store.dispatch({ type: "reveal", node: id });
        }}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes("application/x-baton-kind")) event.preventDefault();
        }}
        onDrop={dropped}
      >
        <Arrows />
        <ReactFlow<Drawn, LineEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          {...handlers}
          nodesDraggable={mayChange}
          nodesConnectable={mayChange}
          edgesReconnectable={mayChange}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          multiSelectionKeyCode={SEVERAL}
          selectionMode={SelectionMode.Partial}
          onlyRenderVisibleElements={graph.nodes.length > MANY}
          elevateNodesOnSelect={false}
          zoomOnDoubleClick={false}
          connectOnClick={false}
          connectionRadius={36}
          snapToGrid
          snapGrid={SNAP}
          minZoom={0.1}
          maxZoom={2}
          onInit={begin}
        >
          <Background variant={BackgroundVariant.Dots} gap={GRID} size={1.5} />
          <Controls showInteractive={false} position="bottom-left" fitViewOptions={FIT} />
          <MiniMap<Drawn>
            pannable
            zoomable
            position="bottom-right"
            style={MAP}
            ariaLabel="Map of the whole flow"
            nodeClassName={(drawn) =>
              drawn.type === "step"
                ? `fb-mini fb-mini-${kinds.get(drawn.data.node.kind)?.category ?? "data"}`
                : "fb-mini-note"
            }
          />
        </ReactFlow>
        {mayChange && graph.nodes.length <= 1 && <Beginning />}
        {opened && (
          <AddMenu
            at={opened.at}
            onClose={() => setOpened(null)}
            onChoose={(kind) => {
              const { origin, place } = opened;
              const id =
                origin && !place
                  ? insertInto(store, origin, kind)
                  : addAfter(store, kind, { origin, place });
              focusNode(id);
            }}
          />
        )}
      </div>
    </InsertionContext>
  );
}

/** Once it is drawn, so that keys go on from there. */
function focusNode(id: string): void {
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>(`.fb-canvas [data-id="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true }),
  );
}

/** What to do with an empty canvas. */
function Beginning(): React.ReactNode {
  const { store } = usePage();
  return (
    <section className="fb-begin" aria-labelledby="fb-begin-title">
      <h2 id="fb-begin-title">What shall happen when a visitor writes?</h2>
      <p className="fb-soft">
        Choose a node on the left, or drag from the dot of Start into the empty space. New nodes are
        connected for you.
      </p>
      {dialogs.templates && (
        <div className="fb-actions">
          <button type="button" className="fb-button" onClick={() => store.openDialog("templates")}>
            Begin from a template
          </button>
        </div>
      )}
    </section>
  );
}

/** All of the flow, or its beginning where all would be too small to read. */
function begin(flow: ReactFlowInstance<Drawn, LineEdge>): void {
  const frame = document.querySelector(".fb-canvas");
  const [width, height] = [frame?.clientWidth ?? 0, frame?.clientHeight ?? 0];
  const nodes = flow.getNodes();
  // Worked out here: fitting and looking would draw all of a large flow first.
  const all = getViewportForBounds(getNodesBounds(nodes), width, height, 0.1, 1, FIT.padding);
  const start = nodes.find((one) => one.type === "step" && one.data.node.kind === "start");
  const { x, y } = start?.position ?? { x: 0, y: 0 };
  const zoom = READABLE + 0.1;
  const near = { x: 40 - x * zoom, y: height * 0.4 - y * zoom, zoom };
  void flow.setViewport(all.zoom < READABLE ? near : all);
}

/** Brings into view what somebody asked for. */
function useFocus(): void {
  const { store } = usePage();
  const flow = useReactFlow();
  const focus = useBuilder((state) => state.focus);
  useEffect(() => {
    if (focus.tick === 0) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const duration = isCalm ? 0 : 200;
    const node = focus.node ? nodeOf(store.get().graph, focus.node) : undefined;
    if (node && focus.isGentle && isInSight(flow.getViewport(), node)) return;
    // After the new graph has been drawn.
    const frame = requestAnimationFrame(() => {
      if (!node) void flow.fitView({ ...FIT, duration });
      else {
        const zoom = focus.isGentle ? flow.getZoom() : Math.max(flow.getZoom(), 0.8);
        void flow.setCenter(node.x + 120, node.y + 60, { zoom, duration });
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [focus, flow, store]);
}

function isInSight({ x, y, zoom }: Viewport, node: Place): boolean {
  const frame = document.querySelector(".fb-canvas");
  const [left, top] = [node.x * zoom + x, node.y * zoom + y];
  const width = frame?.clientWidth ?? 0;
  const height = frame?.clientHeight ?? 0;
  return left >= 0 && top >= 0 && left + 240 * zoom <= width && top + 120 * zoom <= height;
}

/** The heads of the arrows: one for each colour that a line may have. */
function Arrows(): React.ReactNode {
  return (
    <svg className="fb-arrows" aria-hidden="true" width="0" height="0">
      <defs>
        {["neutral", "good", "warn", "bad", "strong"].map((tone) => (
          <marker
            key={tone}
            id={`fb-arrow-${tone}`}
            className={`fb-arrow-${tone}`}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="14"
            markerHeight="14"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M1 1.5 9 5 1 8.5z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
