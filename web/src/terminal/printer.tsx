import { useEffect, useRef, type ReactElement } from 'react';
import type { PaperSide, PaperState } from './device-link.ts';
import { letGo } from './keypad.tsx';
import { Slip } from './receipt.tsx';
import { word, type Language, type WordKey } from './words.ts';

interface PrinterProps {
  readonly paper: PaperState;
  readonly signature: string | undefined;
  readonly language: Language;
  readonly onLoad: (side: PaperSide) => void;
  readonly onTear: () => void;
}

const sides: readonly (readonly [PaperSide, WordKey])[] = [
  ['right', 'paperRight'],
  ['wrong', 'paperWrong'],
  ['none', 'paperNone'],
];

/** The roll and what hangs from it. Nobody sees from outside which side is coated: a blank strip is how one finds out. */
export function Printer({ paper, signature, language, onLoad, onTear }: PrinterProps): ReactElement {
  const last = paper.strips.at(-1);
  const stripsRef = useRef<HTMLOListElement>(null);
  const newest = last?.no;
  useEffect(() => {
    // the new strip comes out below the others: the roll moves, never the page
    const strips = stripsRef.current;
    if (newest !== undefined && strips !== null) strips.scrollTop = strips.scrollHeight;
  }, [newest]);
  return (
    <section className="panel slip" aria-labelledby="printer-title">
      <h2 id="printer-title">{word(language, 'printer')}</h2>
      <p className="hint">{word(language, 'paperHint')}</p>
      <div className="paper-sides" role="group" aria-label={word(language, 'paperRoll')}>
        {sides.map(([side, label]) => (
          <button
            key={side}
            type="button"
            aria-pressed={paper.side === side}
            onClick={(event) => {
              letGo(event);
              onLoad(side);
            }}
          >
            {word(language, label)}
          </button>
        ))}
      </div>
      {last === undefined ? (
        <p className="hint">{word(language, 'noStrip')}</p>
      ) : (
        <>
          <ol className="strips" ref={stripsRef} tabIndex={0}>
            {paper.strips.map((strip) => (
              <li key={strip.no}>
                <pre className="read-aloud">{strip.blank ? word(language, 'blankStrip') : strip.lines.join('\n')}</pre>
                <Slip
                  lines={strip.blank ? strip.lines.map(() => '') : strip.lines}
                  signature={strip.blank ? undefined : signature}
                  code={strip.blank ? undefined : strip.code}
                />
              </li>
            ))}
          </ol>
          <button type="button" className="tear" onClick={onTear}>
            {word(language, 'tear')}
          </button>
        </>
      )}
    </section>
  );
}
