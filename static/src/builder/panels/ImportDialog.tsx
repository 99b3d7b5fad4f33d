/** A flow out of a file; references that do not exist here are settled one by one. */

import { FileUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type { Imported } from "../types";
import { counted, Field, icon } from "../ui/bits";
import { useBuilder, usePage } from "../ui/context";
import { Dialog } from "../ui/Dialog";
import { MOST_BYTES, nameOf, parsed } from "./documents";
import { troubleWords } from "./parts";
import { type Missing, REFERENCE_WORDS, resolved } from "./references";

interface Checked {
  imported: Imported;
  name: string;
}

export function ImportDialog(): React.ReactNode {
  const { store } = usePage();
  const [checked, setChecked] = useState<Checked | null>(null);
  const close = (): void => store.openDialog(null);
  return (
    <Dialog title="Import a flow" onClose={close}>
      <div className="fbp">
        {checked ? (
          <Settle checked={checked} onBack={() => setChecked(null)} onClose={close} />
        ) : (
          <Choose onChecked={setChecked} />
        )}
      </div>
    </Dialog>
  );
}

/** A file, or pasted words; the server says whether they are a flow. */
function Choose({ onChecked }: { onChecked: (checked: Checked) => void }): React.ReactNode {
  const { api } = usePage();
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const check = async (words: string): Promise<void> => {
    const read = parsed(words);
    if ("trouble" in read) return setTrouble(read.trouble);
    setTrouble("");
    setBusy(true);
    try {
      onChecked({ imported: await api.imported(read.document), name: nameOf(read.document) });
    } catch (error) {
      setTrouble(troubleWords(error, "The flow could not be checked."));
    } finally {
      setBusy(false);
    }
  };
  const open = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > MOST_BYTES) return setTrouble("This file is too large for a flow.");
    const words = await file.text();
    setText(words);
    await check(words);
  };
  return (
    <section className="fbp-group" aria-label="What to import">
      <Field
        label="An exported flow, as a file"
        help="It takes the place of the draft. Undo brings it back."
      >
        {(id, described) => (
          <input
            id={id}
            type="file"
            accept=".json,application/json"
            aria-describedby={described}
            disabled={isBusy}
            onChange={(event) => void open(event.target.files?.[0])}
          />
        )}
      </Field>
      <Field label="Or its text" error={trouble || undefined}>
        {(id, described) => (
          <textarea
            id={id}
            rows={5}
            className="fbp-code"
            spellCheck={false}
            value={text}
            aria-describedby={described}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="fbp-actions">
        <button
          type="button"
          className="fb-button fb-main"
          disabled={isBusy || !text.trim()}
          onClick={() => void check(text)}
        >
          <FileUp {...icon} /> {isBusy ? "Checking…" : "Check and go on"}
        </button>
      </div>
    </section>
  );
}

type Choices = Record<string, string>;
const keyOf = (one: Missing): string => `${one.type}:${one.slug}`;

/** The default is chosen on purpose, or something that exists; until then the draft stays. */
function Settle({
  checked: { imported, name },
  onBack,
  onClose,
}: {
  checked: Checked;
  onBack: () => void;
  onClose: () => void;
}): React.ReactNode {
  const { store } = usePage();
  const kinds = useBuilder((state) => state.kinds);
  const [choices, setChoices] = useState<Choices>({});
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    frame.current?.focus();
  }, []);
  const { missing, graph } = imported;
  const take = (): void => {
    const next = missing.reduce(
      (graph, one) => resolved(graph, one, choices[keyOf(one)] || null, kinds),
      graph,
    );
    store.replaceGraph(next, `${name ? `“${name}”` : "The file"} is the draft now.`);
    onClose();
  };
  return (
    <section ref={frame} className="fbp-group" tabIndex={-1} aria-labelledby="fbp-settle">
      <h3 id="fbp-settle">
        {name ? `“${name}”` : "A flow"}, {counted(graph.nodes.length, "node")}
      </h3>
      <p>{introOf(imported)}</p>
      {missing.map((one) => (
        <MissingField
          key={keyOf(one)}
          missing={one}
          value={choices[keyOf(one)] ?? ""}
          onChange={(slug) => setChoices({ ...choices, [keyOf(one)]: slug })}
        />
      ))}
      <div className="fbp-actions">
        <button type="button" className="fb-button" onClick={onBack}>
          Back
        </button>
        <button type="button" className="fb-button fb-main" onClick={take}>
          Replace the draft
        </button>
      </div>
    </section>
  );
}

function introOf({ missing, problems }: Imported): string {
  const gaps = missing.length
    ? `It names ${counted(missing.length, "thing")} that ${missing.length === 1 ? "does" : "do"} not exist here. Choose what to take instead.`
    : "Everything that it names exists here.";
  // What is missing is settled in this very dialog.
  const errors = problems.filter(
    (one) => one.level === "error" && one.code !== "unknown_reference",
  ).length;
  if (!errors) return gaps;
  return `${gaps} There ${errors === 1 ? "is" : "are"} ${counted(errors, "error")} to settle afterwards; the problems panel names them.`;
}

function MissingField({
  missing,
  value,
  onChange,
}: {
  missing: Missing;
  value: string;
  onChange: (slug: string) => void;
}): React.ReactNode {
  const known = useBuilder((state) => state.page.references[missing.type]) ?? [];
  const what = REFERENCE_WORDS[missing.type];
  return (
    <Field
      label={`The ${what} “${missing.name || missing.slug}”`}
      help={`Named by ${counted(missing.nodes.length, "node")}.${known.length ? "" : ` There is no ${what} here yet.`}`}
    >
      {(id, described) => (
        <select
          id={id}
          value={value}
          aria-describedby={described}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">Leave the default</option>
          {known.map((one) => (
            <option key={one.slug} value={one.slug}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
