import type { ReactElement } from 'react';
import type { Drawing, ScreenView } from '@kaitong/terminal';
import { Icon } from './icons.tsx';
import { letGo } from './keypad.tsx';
import { Qr } from '../kit/qr.tsx';
import { SignaturePad } from './signature.tsx';
import { word, type Language } from './words.ts';

interface LcdProps {
  readonly view: ScreenView | undefined;
  readonly language: Language;
  readonly onKey: (key: string) => void;
  readonly onSignature: (image: string, drawing: Drawing) => void;
}

function StatusBar({ view }: { readonly view: ScreenView }): ReactElement {
  const { network, time, reversalPending, paper, operator, signal, battery } = view.status;
  return (
    <div className="lcd-status">
      <span>
        {network === undefined ? '—' : network === '4g' ? '4G' : 'Wi-Fi'}
        {network === undefined ? null : (
          <Icon name={signal === undefined || signal > 2 ? 'signal' : `signal${signal}`} />
        )}
      </span>
      <span className="lcd-status-middle">
        {reversalPending ? <Icon name="reversal" /> : null}
        {operator === undefined ? null : operator}
        {paper === 'none' ? <Icon name="paper" /> : null}
      </span>
      <span>
        {time}
        {battery === undefined ? null : <small>{battery.percent}%</small>}
        <Icon
          name={
            battery === undefined
              ? 'battery'
              : battery.charging
                ? 'charging'
                : battery.percent < 10
                  ? 'batteryLow'
                  : 'battery'
          }
        />
      </span>
    </div>
  );
}

function Progress({ progress }: { readonly progress: NonNullable<ScreenView['progress']> }): ReactElement {
  const phases = ['connecting', 'sending', 'receiving'];
  const at = phases.indexOf(progress.phase);
  return (
    <div
      className="lcd-progress"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={progress.secondsMax}
      aria-valuenow={progress.seconds}
    >
      {phases.map((phase, i) => (
        <i key={phase} className={i <= at ? 'on' : ''} />
      ))}
    </div>
  );
}

function Icons({ view, onKey }: Pick<LcdProps, 'onKey'> & { readonly view: ScreenView }): ReactElement {
  return (
    <div className="lcd-icons">
      {view.icons.map((icon) => (
        <button
          key={icon.key}
          type="button"
          className="lcd-icon"
          onClick={(event) => {
            letGo(event);
            onKey(icon.key);
          }}
        >
          <Icon name={icon.icon} />
          <span>{icon.label}</span>
        </button>
      ))}
    </div>
  );
}

/** The screen of the device, as its software describes it. */
export function Lcd({ view, language, onKey, onSignature }: LcdProps): ReactElement {
  if (view === undefined || !view.status.powered) {
    return (
      <div className="lcd lcd-off" role="status" aria-label={word(language, 'screen')}>
        <p>{view === undefined ? '' : word(language, 'off')}</p>
      </div>
    );
  }
  return (
    <div className={`lcd tone-${view.tone} screen-${view.screen}`}>
      <StatusBar view={view} />
      <div className="lcd-body" role="status" aria-live="polite" aria-label={word(language, 'screen')}>
        {view.tone === 'plain' ? null : (
          <div className="lcd-mark" aria-hidden="true">
            <Icon name={view.tone} />
          </div>
        )}
        <h2>{view.title}</h2>
        {view.lines.map((line, i) => (
          // Lines have no identity but their place on the screen.
          // oxlint-disable-next-line react/no-array-index-key
          <p key={i}>{line}</p>
        ))}
        {view.input === undefined ? null : (
          <output className={`lcd-input input-${view.input.kind}`}>{view.input.shown}</output>
        )}
        {view.receipt?.url === undefined || view.status.paper !== undefined ? null : (
          <a className="lcd-code" href={view.receipt.url} target="_blank" rel="noreferrer">
            <Qr text={view.receipt.url} size={148} label={word(language, 'receiptCode')} />
          </a>
        )}
        {view.codeShown === undefined ? null : (
          <div className="lcd-code">
            <Qr text={view.codeShown} size={168} label={word(language, 'payCode')} />
          </div>
        )}
        {view.progress === undefined ? null : <Progress progress={view.progress} />}
      </div>
      {view.icons.length === 0 ? null : <Icons view={view} onKey={onKey} />}
      {view.signatureWanted ? (
        <SignaturePad language={language} watermark={view.watermark ?? ''} onDone={onSignature} />
      ) : null}
    </div>
  );
}
