/** Draws attention: a sound, a notice of the operating system, a number in the title. */

import type { Offer } from "../state/types";
import { reasonWords, visitorName } from "../words/lines";

const TITLE = "Inbox · Baton";
/** Two soft tones, a fourth apart. */
const TONES_HZ = [659.3, 880];
const TONE_S = 0.16;
const LOUDNESS = 0.12;

export type NoticePermission = "default" | "granted" | "denied" | "unsupported";

export function noticePermission(): NoticePermission {
  return "Notification" in window ? Notification.permission : "unsupported";
}

export async function askForNotices(): Promise<NoticePermission> {
  if (!("Notification" in window)) return "unsupported";
  return Notification.requestPermission();
}

export function showTitle(count: number): void {
  document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
}

/** Tells of an offer outside the page; a click brings the page to the front. */
export function showNotice({ row }: Offer, onClick: () => void): void {
  if (noticePermission() !== "granted" || !document.hidden) return;
  try {
    const notice = new Notification(`Offered to you: ${visitorName(row)}`, {
      body: row.reason_text || reasonWords(row.reason),
      tag: row.id,
    });
    notice.onclick = () => {
      window.focus();
      notice.close();
      onClick();
    };
  } catch {
    // Some browsers allow notices from service workers only.
  }
}

let context: AudioContext | null = null;

/** Browsers allow sound after a first touch or key: prepare it then. */
export function prepareSound(): void {
  const wake = (): void => {
    // Not every key counts: Escape does not.
    if (navigator.userActivation?.hasBeenActive === false) return;
    window.removeEventListener("pointerdown", wake);
    window.removeEventListener("keydown", wake);
    context ??= new AudioContext();
    void context.resume();
  };
  window.addEventListener("pointerdown", wake);
  window.addEventListener("keydown", wake);
}

export function playOffer(): void {
  if (!context || context.state !== "running") return;
  TONES_HZ.forEach((frequency, index) => tone(context as AudioContext, frequency, index * TONE_S));
}

function tone(audio: AudioContext, frequency: number, delay_s: number): void {
  const start = audio.currentTime + delay_s;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, start + TONE_S * 2);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + TONE_S * 2);
}
