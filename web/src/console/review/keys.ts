import { useEffect, useRef } from 'react';

const SEQUENCE_MS = 1_200;
const TYPING = 'input, textarea, select, [contenteditable], [role="combobox"], [role="listbox"], [role="dialog"]';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(TYPING) !== null;

/**
 * Single keys, and two after each other (`g n`); quiet while typing, in dialogs, with modifiers, and on auto-repeat. `ctrl+enter`
 * is the one with a modifier: it also works while typing, because that is where one is when the last note is written.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.repeat || event.isComposing || event.defaultPrevented) return;
      const inDialog = event.target instanceof HTMLElement && event.target.closest('[role="dialog"]') !== null;
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      const submits = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !inDialog;
      if (!submits && (modified || isTyping(event.target))) return;
      const key = submits ? 'ctrl+enter' : event.key.toLowerCase();
      const two = first !== undefined && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${key}` : undefined;
      const known = latest.current;
      first = { key, at: event.timeStamp };
      const act = (two === undefined ? undefined : known[two]) ?? known[key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
