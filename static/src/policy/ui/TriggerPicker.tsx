/** What a rule or a condition can begin with: ready-made rules, then triggers by group. */

import { X } from "lucide-react";
import { useEffect, useRef } from "react";

import type { Recipe, TriggerSchema } from "../types";
import { icon } from "./bits";
import { usePageState } from "./context";

export function TriggerPicker({
  title,
  onTrigger,
  onRecipe,
  onClose,
}: {
  title: string;
  onTrigger: (schema: TriggerSchema) => void;
  onRecipe?: (recipe: Recipe) => void;
  onClose: () => void;
}): React.ReactNode {
  const { groups, triggers, recipes } = usePageState((state) => state.policy);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => frame.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
  return (
    <section
      ref={frame}
      className="pe-picker"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h3>{title}</h3>
        <button type="button" className="pe-icon" aria-label="Close" onClick={onClose}>
          <X {...icon} />
        </button>
      </header>
      {onRecipe && (
        <Group label="Ready-made">
          {recipes.map((one, index) => (
            <Pick
              key={one.name}
              name={one.name}
              about={one.about}
              first={index === 0}
              onPick={() => onRecipe(one)}
            />
          ))}
        </Group>
      )}
      {groups.map((group, place) => (
        <Group key={group.name} label={group.label}>
          {triggers
            .filter((one) => one.group === group.name)
            .map((one, index) => (
              <Pick
                key={one.kind}
                name={one.label}
                about={one.about}
                first={!onRecipe && place === 0 && index === 0}
                onPick={() => onTrigger(one)}
              />
            ))}
        </Group>
      ))}
    </section>
  );
}

function Group({ label, children }: { label: string; children: React.ReactNode }): React.ReactNode {
  return (
    <div className="pe-picker-group">
      <h4>{label}</h4>
      <ul>{children}</ul>
    </div>
  );
}

function Pick({
  name,
  about,
  first,
  onPick,
}: {
  name: string;
  about: string;
  first: boolean;
  onPick: () => void;
}): React.ReactNode {
  return (
    <li>
      <button type="button" onClick={onPick} {...(first ? { "data-first": "" } : {})}>
        <b>{name}</b>
        <span>{about}</span>
      </button>
    </li>
  );
}
