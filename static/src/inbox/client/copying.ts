/** Puts words on the clipboard, also on pages that browsers call insecure. */

export async function copyText(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copiedByHand(words); // no permission, or plain http on a local network
  }
}

function copiedByHand(words: string): boolean {
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = words;
  area.setAttribute("readonly", "");
  area.style.cssText = "position:fixed;opacity:0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
