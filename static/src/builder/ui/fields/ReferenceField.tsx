/** Something that is made elsewhere, chosen by its name; one that is gone is marked. */

import { nameOf } from "../../state/ports";
import type { Reference, ReferenceType } from "../../types";
import { useBuilder } from "../context";
import { useForm, type WidgetProps } from "./Form";

const WORDS: Record<ReferenceType, { none: string; gone: string }> = {
  profile: { none: "The default profile", gone: "This profile is gone." },
  policy: { none: "The default policy", gone: "This policy is gone." },
  queue: { none: "The default queue", gone: "This queue is gone." },
  skill: { none: "Choose a skill", gone: "This skill is gone." },
  flow: { none: "Choose a flow", gone: "This flow is gone." },
  node: { none: "Choose a node", gone: "This node is gone." },
  secret: { none: "No secret", gone: "This secret is gone." },
  knowledge_base: { none: "Choose a knowledge base", gone: "This knowledge base is gone." },
};
const NONE: Reference[] = [];

export function ReferenceField({
  id,
  field,
  value,
  described,
  onChange,
}: WidgetProps): React.ReactNode {
  const { node, disabled } = useForm();
  const type = field.reference ?? "queue";
  const stored = useBuilder((state) => state.page.references[type] ?? NONE);
  const nodes = useBuilder((state) => state.graph.nodes);
  const kinds = useBuilder((state) => state.kinds);
  const known =
    type === "node"
      ? nodes
          .filter((one) => one.id !== node.id && one.kind !== "start")
          .map((one) => ({ slug: one.id, name: nameOf(one, kinds.get(one.kind)) }))
      : stored;
  const slug = typeof value === "string" ? value : "";
  const isMissing = slug !== "" && !known.some((one) => one.slug === slug);
  return (
    <>
      <select
        id={id}
        className={isMissing ? "fb-missing" : undefined}
        value={slug}
        disabled={disabled}
        aria-describedby={described}
        aria-invalid={isMissing}
        onChange={(event) =>
          onChange(event.target.value === "" && field.isNullable ? null : event.target.value)
        }
      >
        <option value="">{field.placeholder || WORDS[type].none}</option>
        {isMissing && <option value={slug}>Missing: {slug}</option>}
        {known.map((one) => (
          <option key={one.slug} value={one.slug}>
            {one.name}
          </option>
        ))}
      </select>
      {isMissing && <p className="fb-error">{WORDS[type].gone} Choose another one.</p>}
    </>
  );
}
