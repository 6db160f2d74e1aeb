import { useEffect, useRef, useState, type RefObject } from 'react';
import Pad from 'signature_pad';

export interface SigningPad {
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  readonly isEmpty: boolean;
  clear(): void;
  /** Data URL of a PNG; '' while there is no canvas. */
  image(): string;
  /** The lines that were drawn, in CSS pixels of the canvas. */
  drawing(): { width: number; height: number; strokes: [number, number][][] };
}

/** A canvas to write one's name on, sharp on any screen. */
export function usePad(pen: {
  readonly color: string;
  readonly minWidth: number;
  readonly maxWidth: number;
}): SigningPad {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const padRef = useRef<Pad | undefined>(undefined);
  const [isEmpty, setIsEmpty] = useState(true);
  const { color, minWidth, maxWidth } = pen;
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return undefined;
    const ratio = Math.max(1, window.devicePixelRatio);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext('2d')?.scale(ratio, ratio);
    const pad = new Pad(canvas, { penColor: color, minWidth, maxWidth });
    pad.addEventListener('endStroke', () => setIsEmpty(pad.isEmpty()));
    padRef.current = pad;
    return () => pad.off();
  }, [color, minWidth, maxWidth]);
  return {
    canvasRef,
    isEmpty,
    clear() {
      padRef.current?.clear();
      setIsEmpty(true);
    },
    image: () => padRef.current?.toDataURL() ?? '',
    drawing: () => ({
      width: canvasRef.current?.offsetWidth ?? 0,
      height: canvasRef.current?.offsetHeight ?? 0,
      strokes: (padRef.current?.toData() ?? []).map(({ points }) =>
        points.map(({ x, y }): [number, number] => [Math.round(x), Math.round(y)]),
      ),
    }),
  };
}
