/** Sales told aloud while the page is open; the wish is kept on this phone. */
const KEPT = 'kaitong.voice';

export const voiceOn = (): boolean => localStorage.getItem(KEPT) === 'on';
export const setVoice = (on: boolean): void => localStorage.setItem(KEPT, on ? 'on' : 'off');

export function announce(text: string): void {
  if (!voiceOn() || !('speechSynthesis' in window)) return;
  const said = new SpeechSynthesisUtterance(text.replaceAll(',', ''));
  said.lang = document.documentElement.lang;
  window.speechSynthesis.speak(said);
}
