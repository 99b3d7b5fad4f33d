/** Keeps the node that somebody works on in sight: one that was added lies beside the others. */

import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect } from "react";

import { nodeOf } from "../../state/graph";
import { heightOf, NODE_WIDTH } from "../../state/layout";
import { useBuilder, usePage } from "../context";

/** Room that is left around it, in pixels of the window. */
const MARGIN = 60;

/** Follows what is selected, and where a test stands. Moves the view no further than it must. */
export function useFollow(): void {
  const only = useBuilder(({ selection: { nodes } }) => (nodes.length === 1 ? nodes[0] : ""));
  const here = useBuilder((state) => state.active.nodes.at(-1) ?? "");
  const show = useShow();
  useEffect(() => show(only ?? ""), [only, show]);
  useEffect(() => show(here), [here, show]);
}

function useShow(): (id: string) => void {
  const { store } = usePage();
  const flow = useReactFlow();
  const drawing = useStoreApi();
  return useCallback(
    (id) => {
      const { graph, kinds } = store.get();
      const node = id ? nodeOf(graph, id) : undefined;
      if (!node) return;
      const { width, height } = drawing.getState();
      const { x, y, zoom } = flow.getViewport();
      const [left, top] = [node.x * zoom + x, node.y * zoom + y];
      const dx = shift(left, NODE_WIDTH * zoom, width);
      const dy = shift(top, heightOf(node, kinds) * zoom, height);
      if (dx || dy) void flow.setViewport({ x: x + dx, y: y + dy, zoom });
    },
    [store, flow, drawing],
  );
}

/** By how much something has to move to lie within; its beginning counts where it is too large. */
function shift(start: number, size: number, room: number): number {
  if (start < MARGIN) return MARGIN - start;
  const over = start + size + MARGIN - room;
  return over > 0 ? -Math.min(over, start - MARGIN) : 0;
}
