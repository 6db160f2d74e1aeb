import type { ReactElement } from 'react';
import { usePad } from '../kit/use-pad.ts';
import { word, type Language } from './words.ts';

/** The part of the touch screen that is signed on. */
export function SignaturePad({
  language,
  onDone,
}: {
  readonly language: Language;
  readonly onDone: (image: string) => void;
}): ReactElement {
  const pad = usePad({ color: '#101820', minWidth: 0.8, maxWidth: 2.4 });
  return (
    <div className="sign">
      <canvas ref={pad.canvasRef} aria-label={word(language, 'signHere')} />
      <div className="sign-keys">
        <button type="button" onClick={() => pad.clear()}>
          {word(language, 'signClear')}
        </button>
        <button type="button" className="primary" onClick={() => onDone(pad.image())}>
          {word(language, 'signDone')}
        </button>
      </div>
    </div>
  );
}
