/** Building and updating nodes without a framework. Text becomes text nodes, never markup. */

type Child = Node | string | null | false | undefined;
type Value = string | number | boolean | null | undefined | ((event: never) => void);
type Props = Record<string, Value>;

/** `tag` or `tag.class.class`, and the element it makes. */
type ElementOf<Spec extends string> = Spec extends keyof HTMLElementTagNameMap
  ? HTMLElementTagNameMap[Spec]
  : Spec extends `${infer Tag extends keyof HTMLElementTagNameMap}.${string}`
    ? HTMLElementTagNameMap[Tag]
    : never;

/** An element: `onX` props listen, `true` sets an empty attribute, null and false leave it out. */
export function h<Spec extends string>(
  spec: Spec,
  props: Props = {},
  ...children: Child[]
): ElementOf<Spec> {
  const [tag = "", ...classes] = spec.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2).toLowerCase(), value as (event: Event) => void);
    } else {
      setAttribute(element, name, value);
    }
  }
  element.append(...present(children));
  return element as ElementOf<Spec>;
}

export function present(children: Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => Boolean(child));
}

export function setAttribute(
  element: Element,
  name: string,
  value: string | number | boolean | null | undefined,
): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Sets the text only when it differs, so that live regions speak once. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** One child of a keyed list: `fill` is called when it is new and when its signature changes. */
export interface Piece {
  key: string;
  tag?: "div" | "p";
  signature: string | number;
  fill: (element: HTMLElement) => void;
}

interface Shown {
  element: HTMLElement;
  signature: string | number;
}

/** A list whose elements stay the same while their keys do. */
export class KeyedList {
  readonly #parent: HTMLElement;
  #known = new Map<string, Shown>();

  constructor(parent: HTMLElement) {
    this.#parent = parent;
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Shows exactly these pieces, in order; returns the elements that are new. */
  show(pieces: Piece[]): HTMLElement[] {
    const next = new Map<string, Shown>();
    const fresh: HTMLElement[] = [];
    for (const { key, tag, signature, fill } of pieces) {
      let one = this.#known.get(key);
      if (!one) {
        one = { element: h(tag ?? "div"), signature: "" };
        fresh.push(one.element);
      }
      if (one.signature !== signature) fill(one.element);
      next.set(key, { element: one.element, signature });
    }
    for (const [key, { element }] of this.#known) if (!next.has(key)) element.remove();
    let at = this.#parent.firstElementChild;
    for (const { element } of next.values()) {
      if (element === at) at = at.nextElementSibling;
      else this.#parent.insertBefore(element, at);
    }
    this.#known = next;
    return fresh;
  }
}
