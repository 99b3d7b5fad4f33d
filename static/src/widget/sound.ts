/** A short, soft tone for a new message; off unless the visitor switches it on. */

export function chime(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const now = audio.currentTime;
  tone.frequency.setValueAtTime(660, now);
  tone.frequency.setValueAtTime(880, now + 0.09);
  volume.gain.setValueAtTime(0.06, now);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + 0.28);
  tone.connect(volume).connect(audio.destination);
  tone.onended = () => void audio.close();
  tone.start(now);
  tone.stop(now + 0.3);
}
