/** A sticky note on the canvas. */

import { type NodeProps, NodeResizer } from "@xyflow/react";
import { memo } from "react";

import { changeNote } from "../../state/graph";
import type { CanvasNote, NoteColor } from "../../types";
import { useMayChange, usePage } from "../context";
import type { NoteNode } from "./drawn";

const COLORS: NoteColor[] = ["yellow", "blue", "green", "pink", "grey"];

export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<NoteNode>) {
  const { store } = usePage();
  const mayChange = useMayChange();
  const change = (part: Partial<CanvasNote>, mark = ""): void =>
    store.edit(changeNote(store.get().graph, note.id, part), { mark });
  const color = COLORS.find((one) => one === note.color) ?? "yellow";
  return (
    <div className={`fb-note fb-note-${color}`}>
      <NodeResizer
        isVisible={selected && mayChange}
        minWidth={120}
        minHeight={80}
        onResizeEnd={(_, { x, y, width, height }) =>
          change({ x, y, width: Math.round(width), height: Math.round(height) })
        }
      />
      <textarea
        // React Flow drags and zooms elsewhere than here.
        className={selected ? "nodrag nowheel" : "nowheel"}
        aria-label="Text of the note"
        value={note.text}
        placeholder={mayChange ? "Write a note" : ""}
        readOnly={!mayChange}
        tabIndex={selected ? 0 : -1}
        onChange={(event) => change({ text: event.target.value }, `note:${note.id}`)}
        onBlur={() => store.dispatch({ type: "end-step" })}
      />
      {selected && mayChange && (
        <div className="fb-note-colors nodrag" role="group" aria-label="Colour of the note">
          {COLORS.map((one) => (
            <button
              key={one}
              type="button"
              className={`fb-note-${one}`}
              aria-label={one}
              aria-pressed={one === color}
              onClick={() => change({ color: one })}
            />
          ))}
        </div>
      )}
    </div>
  );
});
