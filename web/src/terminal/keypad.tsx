import { useEffect, type MouseEvent, type ReactElement } from 'react';
import { Icon } from './icons.tsx';
import { word, type Language, type WordKey } from './words.ts';

const digitLetters: Readonly<Record<string, string>> = { '2': 'ABC', '3': 'DEF', '4': 'GHI', '5': 'JKL', '6': 'MNO', '7': 'PQRS', '8': 'TUV', '9': 'WXYZ' }; // prettier-ignore
const rows: readonly (readonly string[])[] = [
  ['1', '2', '3', 'cancel'],
  ['4', '5', '6', 'clear'],
  ['7', '8', '9', 'menu'],
  ['up', '0', 'down', 'confirm'],
];
const computerKeys: Readonly<Record<string, string>> = {
  Enter: 'confirm',
  Escape: 'cancel',
  Backspace: 'clear',
  ArrowUp: 'up',
  ArrowDown: 'down',
  m: 'menu',
  M: 'menu',
};

/**
 * After a click of the mouse the key lets the focus go, or Enter on the computer's keyboard would press it once more. Whoever
 * came by the keyboard (detail 0) keeps the focus.
 */
export function letGo(event: MouseEvent<HTMLButtonElement>): void {
  if (event.detail > 0) event.currentTarget.blur();
}

/** The computer's keyboard presses the device's keys, except where it already means something on the page. */
export function useComputerKeys(onKey: (key: string) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target as HTMLElement;
      // A radio button needs its arrows and nothing else.
      const onRadio = target.closest('input[type=radio]') !== null;
      const taken = onRadio ? event.key.startsWith('Arrow') : target.closest('input, select, textarea') !== null;
      const onButton = event.key === 'Enter' && target.closest('button, a') !== null;
      if (taken || onButton) return;
      const key = /^\d$/.test(event.key) ? event.key : computerKeys[event.key];
      if (key === undefined) return;
      event.preventDefault();
      onKey(key);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onKey]);
}

export function Keypad({
  language,
  onKey,
}: {
  readonly language: Language;
  readonly onKey: (key: string) => void;
}): ReactElement {
  return (
    <div className="keypad" role="group" aria-label={word(language, 'keypad')}>
      {rows.flat().map((key) => {
        const digit = key.length === 1;
        return (
          <button
            key={key}
            type="button"
            className={`key key-${digit ? 'digit' : key}`}
            aria-label={digit ? key : word(language, key as WordKey)}
            onClick={(event) => {
              letGo(event);
              onKey(key);
            }}
          >
            <b>{digit ? key : <Icon name={key} />}</b>
            {digit ? (
              // letters are engraved, not said: drawn by the style, so that the key's name is its digit
              <small data-letters={digitLetters[key] ?? ''} />
            ) : (
              <small>{word(language, key as WordKey)}</small>
            )}
          </button>
        );
      })}
    </div>
  );
}
