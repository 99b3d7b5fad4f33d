/** A small menu with search that adds a node where somebody asked for one. */

import { useEffect, useId, useRef, useState } from "react";

import type { Place } from "../state/graph";
import { KindIcon } from "./bits";
import { useBuilder } from "./context";
import { CATEGORIES, matching } from "./kinds";

const WIDTH = 280;
const HEIGHT = 340;

export function AddMenu({
  at,
  onChoose,
  onClose,
}: {
  /** In the window's pixels. */
  at: Place;
  onChoose: (kind: string) => void;
  onClose: () => void;
}): React.ReactNode {
  const all = useBuilder((state) => state.page.kinds);
  const [words, setWords] = useState("");
  const [picked, setPicked] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const kinds = matching(all, words);
  const chosen = kinds[Math.min(picked, kinds.length - 1)];
  const place = {
    left: Math.max(8, Math.min(at.x, innerWidth - WIDTH - 8)),
    top: Math.max(8, Math.min(at.y, innerHeight - HEIGHT - 8)),
  };

  useEffect(() => {
    const before = document.activeElement;
    frame.current?.querySelector("input")?.focus();
    return () => {
      // Only where nothing else took the focus meanwhile.
      const isLost = document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    const pressed = (event: PointerEvent): void => {
      if (!frame.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", pressed, true);
    return () => document.removeEventListener("pointerdown", pressed, true);
  }, [onClose]);

  const choose = (kind: string): void => {
    onClose();
    onChoose(kind);
  };
  const keyed = (event: React.KeyboardEvent): void => {
    if (event.key === "Escape" || event.key === "Tab") onClose();
    else if (event.key === "ArrowDown") setPicked((picked + 1) % Math.max(1, kinds.length));
    else if (event.key === "ArrowUp") {
      setPicked((picked + kinds.length - 1) % Math.max(1, kinds.length));
    } else if (event.key === "Enter" && chosen) choose(chosen.kind);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={frame} className="fb-menu" style={place} role="dialog" aria-label="Add a node here">
      <input
        type="text"
        className="fb-search"
        role="combobox"
        aria-label="Search nodes"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen ? `${id}-${chosen.kind}` : undefined}
        placeholder="Add a node: search"
        autoComplete="off"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setPicked(0);
        }}
        onKeyDown={keyed}
      />
      <div id={`${id}-list`} className="fb-menu-list" role="listbox" aria-label="Nodes">
        {kinds.map((kind) => (
          <div
            key={kind.kind}
            id={`${id}-${kind.kind}`}
            role="option"
            aria-selected={kind === chosen}
            className="fb-option"
            title={kind.help}
            onClick={() => choose(kind.kind)}
            ref={(element) => {
              if (kind === chosen) element?.scrollIntoView?.({ block: "nearest" });
            }}
          >
            <KindIcon kind={kind} />
            <span>{kind.label}</span>
            <small>{CATEGORIES.find((one) => one.name === kind.category)?.label}</small>
          </div>
        ))}
      </div>
      {kinds.length === 0 && <p className="fb-soft fb-nothing">No node is called that.</p>}
    </div>
  );
}
