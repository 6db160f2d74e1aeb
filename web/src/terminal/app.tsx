import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { Drawing, ScreenView } from '@kaitong/terminal';
import { Cards } from './cards.tsx';
import { useDevice, useList, type CardChoice, type DeviceSummary, type Loaded } from './device-link.ts';
import { Icon } from './icons.tsx';
import { Keypad, letGo, useComputerKeys } from './keypad.tsx';
import { Lcd } from './lcd.tsx';
import { Receipt, type ShownReceipt } from './receipt.tsx';
import { Printer } from './printer.tsx';
import { Surroundings } from './surroundings.tsx';
import { Wallets } from './wallets.tsx';
import { word, type Language } from './words.ts';

/** Shared with the other pages: a choice made there holds here. */
const languageKey = 'kaitong.language';

function savedLanguage(): Language {
  try {
    const asked = new URLSearchParams(window.location.search).get('lang');
    if (asked !== null) return asked === 'en' ? 'en' : 'zh-CN';
    return window.localStorage.getItem(languageKey) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN'; // storage may be forbidden
  }
}

function useLanguage(): readonly [Language, (language: Language) => void] {
  const [language, setLanguage] = useState(savedLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    try {
      window.localStorage.setItem(languageKey, language);
    } catch {
      // storage may be forbidden; the choice then lasts until the page is closed
    }
  }, [language]);
  return [language, setLanguage];
}

/** The device of the address bar (?serial=), else the first one. */
function useChosen(
  devices: Loaded<readonly DeviceSummary[]>,
): readonly [string | undefined, (serialNo: string) => void] {
  const [chosen, setChosen] = useState(() => new URLSearchParams(window.location.search).get('serial') ?? undefined);
  const list = devices.state === 'ready' ? devices.value : [];
  const present = list.some((device) => device.serialNo === chosen);
  const choose = (serialNo: string): void => {
    setChosen(serialNo);
    window.history.replaceState(null, '', `?serial=${encodeURIComponent(serialNo)}`);
  };
  return [present ? chosen : list[0]?.serialNo, choose];
}

function Steps({ view, language }: { readonly view: ScreenView; readonly language: Language }): ReactElement {
  const { stepNo, names, error } = view.activation;
  return (
    <section className="panel steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{word(language, 'steps')}</h2>
      <ol>
        {names.map((step, i) => (
          <li
            key={step}
            className={i < stepNo ? 'done' : i === stepNo ? 'next' : ''}
            aria-current={i === stepNo ? 'step' : undefined}
          >
            {word(language, step)}
          </li>
        ))}
      </ol>
      {error === undefined ? null : (
        <p className="alert" role="alert">
          {word(language, 'errorCode')} {error.code} · {error.text}
        </p>
      )}
      {view.status.reversalPending ? <p className="alert">{word(language, 'reversalPending')}</p> : null}
      {view.status.signaturesWaiting > 0 ? (
        <p className="alert">
          {view.status.signaturesWaiting} {word(language, 'signaturesWaiting')}
        </p>
      ) : null}
      {view.status.advicesWaiting > 0 ? (
        <p className="alert">
          {view.status.advicesWaiting} {word(language, 'advicesWaiting')}
        </p>
      ) : null}
      {view.status.failedReversals > 0 ? (
        <p className="alert">
          {view.status.failedReversals} {word(language, 'failedReversals')}
        </p>
      ) : null}
    </section>
  );
}

interface DevicesProps {
  readonly devices: readonly DeviceSummary[];
  readonly chosen: string | undefined;
  readonly language: Language;
  readonly onChoose: (serialNo: string) => void;
}

function Devices({ devices, chosen, language, onChoose }: DevicesProps): ReactElement {
  return (
    <section className="panel devices" aria-labelledby="devices-title">
      <h2 id="devices-title">{word(language, 'devices')}</h2>
      <ul>
        {devices.map((device) => (
          <li key={device.serialNo}>
            <button type="button" aria-pressed={device.serialNo === chosen} onClick={() => onChoose(device.serialNo)}>
              <b>{device.serialNo}</b>
              <small>
                {word(language, device.model)} ·{' '}
                {device.terminalNo === ''
                  ? word(language, 'notActivated')
                  : `${device.terminalNo} ${device.merchantName}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PosProps {
  readonly serialNo: string;
  readonly model: DeviceSummary['model'];
  readonly view: ScreenView | undefined;
  readonly language: Language;
  readonly onKey: (key: string) => void;
  readonly onSignature: (image: string, drawing: Drawing) => void;
}

/** The device itself: power key, card slot, screen and keys. */
function Pos({ serialNo, model, view, language, onKey, onSignature }: PosProps): ReactElement {
  return (
    <div className={`pos pos-${model}`}>
      <button
        type="button"
        className="pos-power"
        aria-label={word(language, 'power')}
        onClick={(event) => {
          letGo(event);
          onKey('power');
        }}
      >
        <Icon name="power" />
      </button>
      <div className="pos-slot" aria-hidden="true" />
      <div className="pos-brand">
        <span>KAITONG 开通</span>
        <span className="pos-nfc" aria-hidden="true">
          )))
        </span>
      </div>
      <Lcd view={view} language={language} onKey={onKey} onSignature={onSignature} />
      <Keypad language={language} onKey={onKey} />
      <div className="pos-foot">SN {serialNo}</div>
    </div>
  );
}

interface BenchProps {
  readonly serialNo: string;
  readonly model: DeviceSummary['model'];
  readonly cards: readonly CardChoice[];
  readonly language: Language;
  readonly side: ReactElement;
}

/** The last receipt stays beside the device after the screen has moved on, with the signature drawn for it. */
function useReceipt(view: ScreenView | undefined, signature: string | undefined): ShownReceipt | undefined {
  const [shown, setShown] = useState<ShownReceipt>();
  const receipt = view?.receipt;
  useEffect(() => {
    if (receipt !== undefined) setShown({ receipt, signature });
  }, [receipt, signature]);
  return shown;
}

function Bench({ serialNo, model, cards, language, side }: BenchProps): ReactElement {
  const { view, paper, conditions, open, send } = useDevice(serialNo);
  const [signature, setSignature] = useState<string>();
  const shown = useReceipt(view, signature);
  const press = useRef((_key: string): void => undefined);
  press.current = (key) => {
    if (view?.screen === 'signature' && key === 'confirm') setSignature(undefined);
    send({ type: 'key', key });
  };
  const [onKey] = useState(
    () =>
      (key: string): void =>
        press.current(key),
  );
  useComputerKeys(onKey);
  return (
    <>
      <div className="column left">
        {side}
        {view === undefined ? null : <Steps view={view} language={language} />}
        {conditions === undefined ? null : (
          <Surroundings
            conditions={conditions}
            language={language}
            onChange={(wish) => send({ type: 'conditions', ...wish })}
          />
        )}
      </div>
      <main className="column middle">
        {open || view === undefined ? null : (
          <p className="alert" role="alert">
            {word(language, 'lost')}
          </p>
        )}
        <Pos
          serialNo={serialNo}
          model={model}
          view={view}
          language={language}
          onKey={onKey}
          onSignature={(image, drawing) => {
            setSignature(image);
            send({ type: 'signature', image, drawing });
          }}
        />
        <p className="hint keyboard-hint">{word(language, 'keyboardHint')}</p>
      </main>
      <div className="column right">
        <Cards
          cards={cards}
          language={language}
          wanted={view?.cardWanted === true}
          askedByPhone={view?.screen === 'enter_auth_code'}
          onPresent={(card, entry) => send({ type: 'card', card, entry })}
        />
        <Wallets view={view} language={language} onScan={(wallet) => send({ type: 'scan', wallet })} />
        {paper === undefined ? (
          <Receipt shown={shown} language={language} />
        ) : (
          <Printer
            paper={paper}
            signature={signature}
            language={language}
            onLoad={(side) => send({ type: 'paper', side })}
            onTear={() => send({ type: 'tear' })}
          />
        )}
      </div>
    </>
  );
}

function Nothing({
  language,
  failed,
  onRetry,
}: {
  readonly language: Language;
  readonly failed: boolean;
  readonly onRetry: () => void;
}): ReactElement {
  return (
    <main className="nothing">
      <h2>{word(language, failed ? 'failed' : 'empty')}</h2>
      {failed ? (
        <button type="button" onClick={onRetry}>
          {word(language, 'retry')}
        </button>
      ) : (
        <p>{word(language, 'emptyHint')}</p>
      )}
    </main>
  );
}

export function App(): ReactElement {
  const [language, setLanguage] = useLanguage();
  const [devices, retry] = useList<DeviceSummary>('devices', true);
  const [cards] = useList<CardChoice>('cards', false);
  const [chosen, choose] = useChosen(devices);
  const list = devices.state === 'ready' ? devices.value : [];
  const device = list.find((one) => one.serialNo === chosen);
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  return (
    <>
      <header className="top">
        <div>
          <h1>{word(language, 'title')}</h1>
          <p>{word(language, 'subtitle')}</p>
        </div>
        <button type="button" lang={other} onClick={() => setLanguage(other)}>
          {other === 'en' ? 'English' : '中文'}
        </button>
      </header>
      {devices.state === 'loading' ? (
        <main className="nothing" aria-busy="true">
          <p>{word(language, 'loading')}</p>
        </main>
      ) : device === undefined ? (
        <Nothing language={language} failed={devices.state === 'failed'} onRetry={retry} />
      ) : (
        <div className="bench">
          <Bench
            key={device.serialNo}
            serialNo={device.serialNo}
            model={device.model}
            cards={cards.state === 'ready' ? cards.value : []}
            language={language}
            side={<Devices devices={list} chosen={device.serialNo} language={language} onChoose={choose} />}
          />
        </div>
      )}
    </>
  );
}
