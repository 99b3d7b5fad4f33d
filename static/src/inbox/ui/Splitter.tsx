/** The line between two panes, which can be dragged or moved with the arrow keys. */

import { useRef } from "react";

export interface SplitterProps {
  label: string;
  /** Which side of the line the measured pane is on. */
  side: "left" | "right";
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

const STEP_PX = 16;

export function Splitter({
  label,
  side,
  value,
  min,
  max,
  onChange,
}: SplitterProps): React.ReactNode {
  const start = useRef<{ x: number; value: number } | null>(null);
  const direction = side === "left" ? 1 : -1;
  const set = (next: number): void => onChange(Math.round(Math.min(max, Math.max(min, next))));
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
        if (step) set(value + step * direction);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, value };
      }}
      onPointerMove={(event) => {
        if (!start.current) return;
        set(start.current.value + (event.clientX - start.current.x) * direction);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onDoubleClick={() => set((min + max) / 2)}
    />
  );
}
