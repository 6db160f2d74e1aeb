import type { ReactElement } from 'react';
import type { Drawing } from '@kaitong/terminal';
import { usePad } from '../kit/use-pad.ts';
import { word, type Language } from './words.ts';

/** The part of the touch screen that is signed on, over the mark of the transaction. */
export function SignaturePad({
  language,
  watermark,
  onDone,
}: {
  readonly language: Language;
  readonly watermark: string;
  readonly onDone: (image: string, drawing: Drawing) => void;
}): ReactElement {
  const pad = usePad({ color: '#101820', minWidth: 0.8, maxWidth: 2.4 });
  return (
    <div className="sign">
      <div className="sign-field">
        <span className="sign-mark" aria-hidden="true">
          {watermark}
        </span>
        <canvas ref={pad.canvasRef} aria-label={word(language, 'signHere')} />
      </div>
      <div className="sign-keys">
        <button type="button" onClick={() => pad.clear()}>
          {word(language, 'signClear')}
        </button>
        <button
          type="button"
          className="primary"
          disabled={pad.isEmpty}
          onClick={() => onDone(pad.image(), pad.drawing())}
        >
          {word(language, 'signDone')}
        </button>
      </div>
    </div>
  );
}
