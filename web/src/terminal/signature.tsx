import { useEffect, useRef, type ReactElement } from 'react';
import Pad from 'signature_pad';
import { word, type Language } from './words.ts';

/** The part of the touch screen that is signed on. */
export function SignaturePad({
  language,
  onDone,
}: {
  readonly language: Language;
  readonly onDone: (image: string) => void;
}): ReactElement {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const padRef = useRef<Pad | undefined>(undefined);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return undefined;
    const ratio = Math.max(1, window.devicePixelRatio);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext('2d')?.scale(ratio, ratio);
    const pad = new Pad(canvas, { penColor: '#101820', minWidth: 0.8, maxWidth: 2.4 });
    padRef.current = pad;
    return () => pad.off();
  }, []);

  return (
    <div className="sign">
      <canvas ref={canvasRef} aria-label={word(language, 'signHere')} />
      <div className="sign-keys">
        <button type="button" onClick={() => padRef.current?.clear()}>
          {word(language, 'signClear')}
        </button>
        <button type="button" className="primary" onClick={() => onDone(padRef.current?.toDataURL() ?? '')}>
          {word(language, 'signDone')}
        </button>
      </div>
    </div>
  );
}
