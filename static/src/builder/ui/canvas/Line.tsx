/** A connection between two nodes, with the count of those who passed it. */

import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { Plus, Trash2 } from "lucide-react";
import { memo } from "react";

import { disconnect, edgeId } from "../../state/graph";
import { HEAD_HEIGHT, PORT_HEIGHT } from "../../state/layout";
import { icon, IconButton } from "../bits";
import { useBuilder, useMayChange, usePage } from "../context";
import type { LineEdge } from "./drawn";
import { useInsertion } from "./insertion";

/** Where a way comes in, below the upper edge of its node. */
const ENTRY = 32;
const CORNER = 12;

/** A way on swings; a way back runs around. */
function pathOf(props: EdgeProps<LineEdge>): [path: string, x: number, y: number] {
  const { sourceX, sourceY, targetX, targetY, data } = props;
  if (targetX >= sourceX + 20) {
    const [path, x, y] = getBezierPath({ ...props, curvature: 0.3 });
    return [path, x, y];
  }
  const index = data?.portIndex ?? 0;
  const sourceTop = sourceY - HEAD_HEIGHT - (index + 0.5) * PORT_HEIGHT;
  // Each port has a lane of its own, so that two ways back are told apart.
  const lane = 24 + index * 10;
  // Between both nodes where there is room, otherwise above both.
  const between = targetY - ENTRY - lane;
  const turn = between > sourceY + lane ? between : Math.min(sourceTop, targetY - ENTRY) - lane;
  const [right, left] = [sourceX + lane, targetX - lane];
  const bend = turn > sourceY ? CORNER : -CORNER;
  const path = [
    `M${sourceX} ${sourceY}`,
    `H${right - CORNER} Q${right} ${sourceY} ${right} ${sourceY + bend}`,
    `V${turn - bend} Q${right} ${turn} ${right - CORNER} ${turn}`,
    `H${left + CORNER} Q${left} ${turn} ${left} ${turn + CORNER}`,
    `V${targetY - CORNER} Q${left} ${targetY} ${left + CORNER} ${targetY}`,
    `H${targetX}`,
  ];
  return [path.join(""), (left + right) / 2, turn];
}

export const Line = memo(function Line(props: EdgeProps<LineEdge>) {
  const { id, data, selected, interactionWidth = 24 } = props;
  const isWalked = useBuilder((state) => state.active.edges.includes(id));
  const count = useBuilder(
    (state) => state.traffic?.edges.find((one) => edgeId(one) === id)?.count,
  );
  const runs = useBuilder((state) => state.traffic?.runs ?? 0);
  const hasTraffic = useBuilder((state) => state.traffic !== null);
  const [path, x, y] = pathOf(props);
  const tone = data?.tone ?? "neutral";
  const passed = count ?? 0;
  const marks = [
    `fb-line fb-line-${tone}`,
    selected && "fb-chosen",
    isWalked && "fb-walked",
    hasTraffic && (passed ? `fb-flow-${weightOf(passed, runs)}` : "fb-dry"),
  ];
  return (
    <>
      <BaseEdge
        path={path}
        className={marks.filter(Boolean).join(" ")}
        markerEnd={`url(#fb-arrow-${selected || isWalked ? "strong" : tone})`}
        interactionWidth={interactionWidth}
      />
      {hasTraffic && !selected && (
        <EdgeLabelRenderer>
          <div className="fb-count" style={{ transform: beside(props.sourceX, props.sourceY) }}>
            <b>{passed}</b>
            {runs > 0 && <span> {Math.round((100 * passed) / runs)} %</span>}
          </div>
        </EdgeLabelRenderer>
      )}
      {selected && <Tools id={id} x={x} y={y} />}
    </>
  );
});

function at(x: number, y: number): string {
  return `translate(-50%, -50%) translate(${x}px, ${y}px)`;
}

/** Right of the port, where no other way begins. */
function beside(x: number, y: number): string {
  return `translate(0, -50%) translate(${x + 12}px, ${y}px)`;
}

/** How broad a line is drawn: three steps by its share of all runs. */
function weightOf(count: number, runs: number): 1 | 2 | 3 {
  const share = runs ? count / runs : 0;
  return share > 0.5 ? 3 : share > 0.15 ? 2 : 1;
}

function Tools({ id, x, y }: { id: string; x: number; y: number }): React.ReactNode {
  const { store } = usePage();
  const { openInsert } = useInsertion();
  const mayChange = useMayChange();
  if (!mayChange) return null;
  const edge = store.get().graph.edges.find((one) => edgeId(one) === id);
  if (!edge) return null;
  const cut = (): void =>
    store.edit(disconnect(store.get().graph, edge.source, edge.port), {
      notice: "Connection deleted.",
    });
  return (
    <EdgeLabelRenderer>
      <div className="fb-line-tools nodrag nopan" style={{ transform: at(x, y) }}>
        <IconButton
          label="Insert a node here"
          onClick={(event) => openInsert(edge, { x: event.clientX, y: event.clientY })}
        >
          <Plus {...icon} />
        </IconButton>
        <IconButton label="Delete this connection" onClick={cut}>
          <Trash2 {...icon} />
        </IconButton>
      </div>
    </EdgeLabelRenderer>
  );
}
