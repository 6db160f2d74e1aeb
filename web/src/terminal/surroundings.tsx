import type { ReactElement } from 'react';
import type { Conditions } from './device-link.ts';
import { letGo } from './keypad.tsx';
import { word, type Language, type WordKey } from './words.ts';

interface SurroundingsProps {
  readonly conditions: Conditions;
  readonly language: Language;
  readonly onChange: (wish: Partial<Conditions>) => void;
}

const lines: readonly (readonly [Conditions['line'], WordKey])[] = [
  ['good', 'lineGood'],
  ['slow', 'lineSlow'],
  ['losing', 'lineLosing'],
  ['none', 'lineNone'],
];
const batteries: readonly (readonly [Conditions['battery'], WordKey])[] = [
  ['full', 'batteryFull'],
  ['low', 'batteryLow'],
  ['empty', 'batteryEmpty'],
  ['charging', 'batteryCharging'],
];

/** What happens around a device: the network where it stands, and its battery. */
export function Surroundings({ conditions, language, onChange }: SurroundingsProps): ReactElement {
  return (
    <section className="panel around" aria-labelledby="around-title">
      <h2 id="around-title">{word(language, 'around')}</h2>
      <div className="around-row" role="group" aria-label={word(language, 'network')}>
        <span className="hint">{word(language, 'network')}</span>
        {lines.map(([line, label]) => (
          <button
            key={line}
            type="button"
            aria-pressed={conditions.line === line}
            onClick={(event) => {
              letGo(event);
              onChange({ line });
            }}
          >
            {word(language, label)}
          </button>
        ))}
      </div>
      <div className="around-row" role="group" aria-label={word(language, 'battery')}>
        <span className="hint">{word(language, 'battery')}</span>
        {batteries.map(([battery, label]) => (
          <button
            key={battery}
            type="button"
            aria-pressed={conditions.battery === battery}
            onClick={(event) => {
              letGo(event);
              onChange({ battery });
            }}
          >
            {word(language, label)}
          </button>
        ))}
      </div>
    </section>
  );
}
