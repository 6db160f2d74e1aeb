/** Sales told aloud while the page is open; the wish is kept on this phone. */
const KEPT = 'kaitong.voice';
const KEPT_VOLUME = 'kaitong.voice-volume';
const LOUD = 100;

export const voiceOn = (): boolean => localStorage.getItem(KEPT) === 'on';
export const setVoice = (on: boolean): void => localStorage.setItem(KEPT, on ? 'on' : 'off');

/** From 10 to 100; what was never set is loud. */
export function voiceVolume(): number {
  const kept = Number(localStorage.getItem(KEPT_VOLUME) ?? LOUD);
  return Number.isInteger(kept) && kept >= 10 && kept <= LOUD ? kept : LOUD;
}
export const setVoiceVolume = (volume: number): void => localStorage.setItem(KEPT_VOLUME, String(volume));

export function announce(text: string): void {
  if (!voiceOn() || !('speechSynthesis' in window)) return;
  const said = new SpeechSynthesisUtterance(text.replaceAll(',', ''));
  said.lang = document.documentElement.lang;
  said.volume = voiceVolume() / LOUD;
  window.speechSynthesis.speak(said);
}
