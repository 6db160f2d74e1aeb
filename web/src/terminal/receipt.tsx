import type { ReactElement } from 'react';
import type { ScreenView } from '@kaitong/terminal';
import { Qr } from '../kit/qr.tsx';
import { word, type Language } from './words.ts';

export interface ShownReceipt {
  readonly receipt: NonNullable<ScreenView['receipt']>;
  readonly signature: string | undefined;
}

const signatureLine = '持卡人签名';

/** A printer has columns and a browser has fonts: each character gets one cell, a Chinese one two. */
function Line({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {Array.from(text, (character, i) => (
        // A character of paper has no identity but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <i key={i} className={(character.codePointAt(0) as number) >= 0x2e80 ? 'wide' : ''}>
          {character}
        </i>
      ))}
    </>
  );
}

/** Paper with its lines; the signature stands where its line is. */
export function Slip({
  lines,
  signature,
  code,
}: {
  readonly lines: readonly string[];
  readonly signature: string | undefined;
  readonly code?: string | undefined;
}): ReactElement {
  return (
    <div className="paper" aria-hidden="true">
      {lines.map((line, i) => (
        // A line of paper has no identity but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="paper-line">
          <Line text={line} />
          {line.startsWith(signatureLine) && signature !== undefined && signature !== '' ? (
            <img src={signature} alt="" />
          ) : null}
        </div>
      ))}
      {code === undefined ? null : <Qr text={code} size={150} label="" />}
    </div>
  );
}

/** The slip of the last transaction, 32 columns; the signature stands where its line is. */
export function Receipt({
  shown,
  language,
}: {
  readonly shown: ShownReceipt | undefined;
  readonly language: Language;
}): ReactElement {
  return (
    <section className="panel slip" aria-labelledby="slip-title">
      <h2 id="slip-title">{word(language, 'receipt')}</h2>
      {shown === undefined ? (
        <p className="hint">{word(language, 'noReceipt')}</p>
      ) : (
        <>
          <p className="hint">
            {word(language, shown.receipt.copy === 'merchant' ? 'merchantCopy' : 'cardholderCopy')}
          </p>
          <pre className="read-aloud">{shown.receipt.lines.join('\n')}</pre>
          <Slip
            key={`${shown.receipt.rrn}-${shown.receipt.copy}`}
            lines={shown.receipt.lines}
            signature={shown.signature}
          />
        </>
      )}
    </section>
  );
}
