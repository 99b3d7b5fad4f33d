/** Words and phrases as chips: Enter or a comma adds one, Backspace takes the last. */

import { X } from "lucide-react";
import { useState } from "react";

import { icon } from "./bits";

export function Words({
  id,
  words,
  described,
  disabled,
  label,
  onChange,
}: {
  id: string;
  words: string[];
  described?: string | undefined;
  disabled?: boolean;
  label: string;
  onChange: (words: string[]) => void;
}): React.ReactNode {
  const [typed, setTyped] = useState("");
  const add = (given: string): void => {
    const fresh = given
      .split(/[\n,;]/)
      .map((word) => word.trim())
      .filter((word) => word && !words.includes(word));
    setTyped("");
    if (fresh.length) onChange([...words, ...new Set(fresh)]);
  };
  return (
    <div className="pe-chips">
      {words.map((word) => (
        <span key={word} className="pe-chip" dir="auto">
          {word}
          {!disabled && (
            <button
              type="button"
              aria-label={`Remove ${word}`}
              onClick={() => onChange(words.filter((one) => one !== word))}
            >
              <X {...icon} size={14} />
            </button>
          )}
        </span>
      ))}
      {!disabled && (
        <input
          id={id}
          value={typed}
          dir="auto"
          placeholder={words.length ? "Add another" : "Type and press Enter"}
          aria-label={label}
          aria-describedby={described}
          onChange={(event) => {
            const { value } = event.target;
            if (/[\n,;]/.test(value)) add(value);
            else setTyped(value);
          }}
          onBlur={() => add(typed)}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData("text");
            if (!/[\n,;]/.test(pasted)) return;
            event.preventDefault();
            add(pasted);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add(typed);
            } else if (event.key === "Backspace" && !typed && words.length) {
              onChange(words.slice(0, -1));
            }
          }}
        />
      )}
    </div>
  );
}
