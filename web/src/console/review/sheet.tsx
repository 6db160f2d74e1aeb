import { Alert } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import type { Focus } from './case-data.ts';
import type { Doc } from './documents.ts';
import { fieldWords, wordOf } from './item-words.ts';
import { words } from './words.ts';

/** Boxes are in pixels of the picture as it was read: upright, at most this long. */
const READ_SIDE_MAX = 2_200;

interface Props {
  readonly doc: Doc;
  readonly zoom: number;
  readonly turn: number;
  readonly focus?: Focus;
  readonly onFocus?: (focus: Focus) => void;
}

/** One document on the stage: fitted, then zoomed and turned; dragged where it is larger than the stage. */
export function Sheet({ doc, zoom, turn, focus, onFocus }: Props) {
  const t = useWords(words);
  const language = useLanguage();
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number }>();
  const [broken, setBroken] = useState(false);
  useDragging(frame);
  useEffect(() => {
    frame.current?.querySelector('.box.focused')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [focus?.field, zoom]);
  if (broken)
    return (
      <Alert
        className="stage-alert"
        type="error"
        showIcon
        title={t(doc.video ? 'noVideo' : 'noImage')}
        action={
          doc.video && (
            <a href={doc.src} target="_blank" rel="noreferrer">
              {t('openFile')}
            </a>
          )
        }
      />
    );
  if (doc.video)
    return (
      <video className="stage-video" controls muted preload="metadata" src={doc.src} onError={() => setBroken(true)}>
        {doc.label}
      </video>
    );
  const scale = size === undefined ? 1 : Math.min(1, READ_SIDE_MAX / Math.max(size.width, size.height));
  const percent = (value: number, whole: number): string => `${(value / (whole * scale)) * 100}%`;
  const sideways = turn % 180 !== 0;
  return (
    <div className={`pan ${zoom > 1 ? 'large' : ''}`} ref={frame} tabIndex={0} role="region" aria-label={doc.label}>
      <div
        className={`sheet-paper ${sideways ? 'sideways' : ''}`}
        style={{
          transform: `rotate(${turn}deg)`,
          ...(size === undefined ? {} : { aspectRatio: `${size.width} / ${size.height}` }),
          ['--zoom' as string]: zoom,
          ['--ratio' as string]: size === undefined ? 1 : size.width / size.height,
        }}
      >
        <img
          src={doc.src}
          alt={doc.label}
          draggable={false}
          onLoad={({ currentTarget: image }) => setSize({ width: image.naturalWidth, height: image.naturalHeight })}
          onError={() => setBroken(true)}
        />
        {size !== undefined &&
          doc.boxes
            .filter(({ box }) => (box[2] ?? 0) > 0)
            .map(({ field, box: [x = 0, y = 0, width = 0, height = 0], valid, seal }) => (
              <button
                key={field}
                type="button"
                tabIndex={-1}
                className={`box ${valid ? '' : 'doubtful'} ${seal ? 'seal' : ''} ${focus?.field === field ? 'focused' : ''}`}
                aria-label={seal ? t('sealRead') : wordOf(fieldWords, field, language)}
                style={{
                  left: percent(x, size.width),
                  top: percent(y, size.height),
                  width: percent(width, size.width),
                  height: percent(height, size.height),
                }}
                onClick={() => onFocus?.({ materialId: doc.materialId, field })}
              />
            ))}
      </div>
    </div>
  );
}

/** Pans by dragging; a click on a box stays a click. */
function useDragging(frame: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const move = (event: PointerEvent): void => {
      if (event.buttons !== 1) return;
      element.scrollLeft -= event.movementX;
      element.scrollTop -= event.movementY;
    };
    element.addEventListener('pointermove', move);
    return () => element.removeEventListener('pointermove', move);
  }, [frame]);
}
