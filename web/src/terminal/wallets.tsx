import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { ScreenView } from '@kaitong/terminal';
import { atWallet, useList, type WalletChoice } from './device-link.ts';
import { letGo } from './keypad.tsx';
import { word, type Language, type WordKey } from './words.ts';

interface WalletsProps {
  readonly view: ScreenView | undefined;
  readonly language: Language;
  readonly onScan: (wallet: string) => void;
}

const yuan = (fen: string): string => `${BigInt(fen) / 100n}.${String(BigInt(fen) % 100n).padStart(2, '0')}`;

function statusOf(view: ScreenView | undefined, asked: boolean): WordKey {
  if (view?.codeWanted === true) return 'codeWanted';
  if (view?.codeShown !== undefined) return 'codeToPay';
  return asked ? 'codeAsks' : 'codeIdle';
}

interface ChoicesProps {
  readonly wallets: readonly WalletChoice[];
  readonly chosen: string | undefined;
  readonly language: Language;
  readonly onChoose: (key: string) => void;
}

function Choices({ wallets, chosen, language, onChoose }: ChoicesProps): ReactElement {
  return (
    <div className="wallet-cards" role="radiogroup" aria-label={word(language, 'walletsHint')}>
      {wallets.map((wallet) => (
        <label key={wallet.key} className={`bank-card qr ${wallet.key === chosen ? 'chosen' : ''}`}>
          <input type="radio" name="wallet" checked={wallet.key === chosen} onChange={() => onChoose(wallet.key)} />
          <span className="bank-card-top">
            <b>{wallet.holder}</b>
            <em>¥{yuan(wallet.availableFen)}</em>
          </span>
          <span className="bank-card-pan">{wallet.card}</span>
          <span className="bank-card-about">{language === 'en' ? wallet.about.en : wallet.about.zh}</span>
          {wallet.asks.map((one) => (
            <span key={one.rrn} className="bank-card-about">
              {word(language, 'codeAsks')} ¥{yuan(one.amountFen)}
            </span>
          ))}
        </label>
      ))}
    </div>
  );
}

/** The phones of the customers: they show a code to the device, scan the device\u2019s, and say yes or no to what they are asked. */
export function Wallets({ view, language, onScan }: WalletsProps): ReactElement {
  const [list, retry] = useList<WalletChoice>('wallets', true);
  const [chosen, setChosen] = useState<string>();
  const [said, setSaid] = useState<string>();
  const wallets = list.state === 'ready' ? list.value : [];
  const asking = wallets.find((one) => one.asks.length > 0);
  const current = wallets.find((one) => one.key === chosen) ?? asking ?? wallets[0];
  const wanted = view?.codeWanted === true || view?.codeShown !== undefined || asking !== undefined;
  const sectionRef = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted) sectionRef.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    setSaid(undefined);
  }, [wanted]);
  const shown = view?.codeShown;
  const tell = (what: 'pay' | 'answer', body: object): void => {
    if (current === undefined) return;
    void atWallet(current.key, what, body).then((code) => {
      setSaid(code === '00' ? word(language, 'walletDone') : `${word(language, 'walletSaid')} ${code}`);
      retry();
    });
  };
  const ways: readonly (readonly [WordKey, boolean, () => void])[] = [
    ['showMyCode', view?.codeWanted === true, () => onScan(current?.key ?? '')],
    ['payShown', shown !== undefined, () => tell('pay', { payload: shown })],
    ['sayYes', (current?.asks.length ?? 0) > 0, () => tell('answer', { yes: true })],
    ['sayNo', (current?.asks.length ?? 0) > 0, () => tell('answer', { yes: false })],
  ];
  return (
    <section ref={sectionRef} className={`panel wallet ${wanted ? 'wanted' : ''}`} aria-labelledby="wallets-title">
      <h2 id="wallets-title">{word(language, 'wallets')}</h2>
      <p className="hint" role="status">
        {said ?? word(language, statusOf(view, asking !== undefined))}
      </p>
      <Choices wallets={wallets} chosen={current?.key} language={language} onChoose={setChosen} />
      <div className="wallet-ways">
        {ways.map(([label, open, act]) => (
          <button
            key={label}
            type="button"
            disabled={!open || current === undefined}
            onClick={(event) => {
              letGo(event);
              act();
            }}
          >
            {word(language, label)}
          </button>
        ))}
      </div>
    </section>
  );
}
