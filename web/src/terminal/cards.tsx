import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { CardChoice, Entry } from './device-link.ts';
import { letGo } from './keypad.tsx';
import { word, type Language } from './words.ts';

interface CardsProps {
  readonly cards: readonly CardChoice[];
  readonly language: Language;
  readonly wanted: boolean;
  /** The device asks for an authorisation code. */
  readonly askedByPhone: boolean;
  readonly onPresent: (card: string, entry: Entry) => void;
}

const entries: readonly Entry[] = ['swipe', 'insert', 'tap'];

/** The wallet: fictional cards and the three ways to use one. */
export function Cards({ cards, language, wanted, askedByPhone, onPresent }: CardsProps): ReactElement {
  const [chosen, setChosen] = useState<string>();
  const current = cards.find((card) => card.id === chosen) ?? cards.find((card) => card.kind === 'credit') ?? cards[0];
  const sectionRef = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the wallet stands below the device: bring it into sight when the device asks for a card.
    if (wanted) sectionRef.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [wanted]);
  return (
    <section ref={sectionRef} className={`panel wallet ${wanted ? 'wanted' : ''}`} aria-labelledby="wallet-title">
      <h2 id="wallet-title">{word(language, 'cards')}</h2>
      <p className="hint" role="status">
        {word(language, wanted ? 'cardWanted' : 'cardIdle')}
      </p>
      <div className="wallet-cards" role="radiogroup" aria-label={word(language, 'cardsHint')}>
        {cards.map((card) => (
          <label key={card.id} className={`bank-card ${card.kind} ${card.id === current?.id ? 'chosen' : ''}`}>
            <input type="radio" name="card" checked={card.id === current?.id} onChange={() => setChosen(card.id)} />
            <span className="bank-card-top">
              <b>{card.bankName}</b>
              <em>{word(language, card.kind)}</em>
            </span>
            <span className="bank-card-pan">{card.maskedPan}</span>
            <span className="bank-card-foot">
              <span>{card.holder}</span>
              <span>
                {word(language, 'pin')} {card.pin}
              </span>
            </span>
            {askedByPhone ? (
              <span className="bank-card-about">
                {word(language, 'phoneCode')} {card.phoneCode}
              </span>
            ) : null}
            {card.about !== undefined && (
              <span className="bank-card-about">{language === 'en' ? card.about.en : card.about.zh}</span>
            )}
          </label>
        ))}
      </div>
      <div className="wallet-ways">
        {entries.map((entry) => (
          <button
            key={entry}
            type="button"
            disabled={!wanted || current === undefined}
            onClick={(event) => {
              letGo(event);
              onPresent(current?.id ?? '', entry);
            }}
          >
            {word(language, entry)}
          </button>
        ))}
      </div>
    </section>
  );
}
