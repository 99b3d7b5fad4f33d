/**
 * What the widget remembers in the visitor's browser; a page that forbids storage gets memory.
 *
 * For good: the visitor's token and how far they have read. For this tab: whether the panel is open,
 * the draft, messages that are not stored yet, and the site's looks.
 */

export interface Store {
  get(name: string): string | null;
  set(name: string, value: string | null): void;
}

export interface Stores {
  /** Stays; shared by the tabs of a site. */
  lasting: Store;
  /** Of this tab; survives reload and navigation. */
  tab: Store;
}

export function storesOf(key: string): Stores {
  return {
    lasting: guarded(() => window.localStorage, `baton:${key}`),
    tab: guarded(() => window.sessionStorage, `baton:${key}`),
  };
}

/** The token's place is `baton:<key>`, everything else lies below it. */
function guarded(storage: () => Storage, prefix: string): Store {
  const memory = new Map<string, string>();
  const nameOf = (name: string): string => (name ? `${prefix}:${name}` : prefix);
  return {
    get(name) {
      try {
        return storage().getItem(nameOf(name));
      } catch {
        return memory.get(name) ?? null;
      }
    },
    set(name, value) {
      try {
        if (value === null) storage().removeItem(nameOf(name));
        else storage().setItem(nameOf(name), value);
      } catch {
        if (value === null) memory.delete(name);
        else memory.set(name, value);
      }
    },
  };
}

/** What was stored as JSON, or null when there is nothing that can be read. */
export function readJson<T>(store: Store, name: string): T | null {
  try {
    return JSON.parse(store.get(name) ?? "null") as T | null;
  } catch {
    return null;
  }
}
