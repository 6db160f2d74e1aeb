import { Alert, Button, Tooltip } from 'antd';
import {
  RotateLeftOutlined,
  RotateRightOutlined,
  TeamOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../kit/language.ts';
import { imageOf, type CaseView, type Focus } from './case-data.ts';
import { useKeys } from './keys.ts';
import { words } from './words.ts';

/** Boxes are in pixels of the picture as it was read: upright, at most this long. */
const READ_SIDE_MAX = 2_200;
const ZOOM_STEP = 1.3;
const ZOOM_MAX = 6;

interface Doc {
  readonly materialId: string;
  readonly label: string;
  readonly boxes: readonly { readonly field: string; readonly box: readonly number[]; readonly valid: boolean }[];
}

interface ViewerProps {
  readonly view: CaseView;
  readonly focus: Focus;
  readonly onFocus: (focus: Focus) => void;
}

function docsOf(view: CaseView, label: (kind: Doc['label']) => string): Doc[] {
  const docs = view.materials.map((one) => ({
    materialId: one.materialId,
    label: label(one.kind),
    boxes: Object.entries(one.fields).map(([field, read]) => ({ field, box: read.box, valid: read.valid })),
  }));
  return view.face.hasImage ? [...docs, { materialId: 'face', label: label('face'), boxes: [] }] : docs;
}

export function Viewer({ view, focus, onFocus }: ViewerProps) {
  const t = useWords(words);
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const [comparing, setComparing] = useState(false);
  const docs = docsOf(view, (kind) => t(kind as keyof typeof words));
  const shown = docs.find((doc) => doc.materialId === focus.materialId) ?? docs[0];
  const front = view.materials.find((one) => one.kind === 'id_front');
  const grow = (): void => setZoom((before) => Math.min(ZOOM_MAX, before * ZOOM_STEP));
  const shrink = (): void => setZoom((before) => Math.max(0.3, before / ZOOM_STEP));
  const fit = (): void => {
    setZoom(1);
    setTurn(0);
  };
  const left = (): void => setTurn((before) => before - 90);
  const right = (): void => setTurn((before) => before + 90);
  const compare = (): void => setComparing((before) => !before);
  useKeys({ '+': grow, '=': grow, '-': shrink, '0': fit, '[': left, ']': right, v: compare });
  return (
    <section className="viewer" aria-label={shown?.label}>
      <div className="viewer-bar">
        <Tool label={t('zoomIn')} shortcut="+" icon={<ZoomInOutlined />} onClick={grow} />
        <Tool label={t('zoomOut')} shortcut="-" icon={<ZoomOutOutlined />} onClick={shrink} />
        <Tool label={t('fit')} shortcut="0" icon={`${Math.round(zoom * 100)}%`} onClick={fit} />
        <Tool label={t('rotateLeft')} shortcut="[" icon={<RotateLeftOutlined />} onClick={left} />
        <Tool label={t('rotateRight')} shortcut="]" icon={<RotateRightOutlined />} onClick={right} />
        {view.face.hasImage && (
          <Tool label={t('compare')} shortcut="V" icon={<TeamOutlined />} pressed={comparing} onClick={compare} />
        )}
        <span className="dim">{t('logged')}</span>
      </div>
      <div className="stage">
        {comparing && front !== undefined && view.face.hasImage ? (
          <div className="faces">
            <img src={imageOf(view.case.caseId, front.materialId)} alt={t('id_front')} />
            <img src={imageOf(view.case.caseId, 'face')} alt={t('face')} />
            <strong>{t('similarity', { n: view.face.similarity.toFixed(3) })}</strong>
          </div>
        ) : (
          shown !== undefined && (
            <Sheet
              key={shown.materialId}
              caseId={view.case.caseId}
              doc={shown}
              zoom={zoom}
              turn={turn}
              focus={focus}
              onFocus={onFocus}
            />
          )
        )}
      </div>
      <div className="filmstrip" role="tablist">
        {docs.map((doc) => (
          <button
            key={doc.materialId}
            type="button"
            role="tab"
            aria-selected={doc === shown}
            onClick={() => onFocus({ materialId: doc.materialId })}
          >
            <img src={imageOf(view.case.caseId, doc.materialId)} alt="" />
            <span>{doc.label}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

function Tool({
  label,
  shortcut,
  icon,
  pressed,
  onClick,
}: {
  label: string;
  shortcut: string;
  icon: ReactNode;
  pressed?: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip title={`${label} (${shortcut})`}>
      <Button
        type={pressed === true ? 'primary' : 'text'}
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        onClick={onClick}
      >
        {icon}
      </Button>
    </Tooltip>
  );
}

interface SheetProps {
  readonly caseId: string;
  readonly doc: Doc;
  readonly zoom: number;
  readonly turn: number;
  readonly focus: Focus;
  readonly onFocus: (focus: Focus) => void;
}

function Sheet({ caseId, doc, zoom, turn, focus, onFocus }: SheetProps) {
  const t = useWords(words);
  const [size, setSize] = useState<{ width: number; height: number }>();
  const [broken, setBroken] = useState(false);
  if (broken) return <Alert type="error" showIcon title={t('noImage')} />;
  const scale = size === undefined ? 1 : Math.min(1, READ_SIDE_MAX / Math.max(size.width, size.height));
  const percent = (value: number, whole: number): string => `${(value / (whole * scale)) * 100}%`;
  return (
    <div className="sheet-frame" style={{ width: `${zoom * 100}%` }}>
      <div className="sheet-paper" style={{ transform: `rotate(${turn}deg)` }}>
        <img
          src={imageOf(caseId, doc.materialId)}
          alt={doc.label}
          onLoad={(event) =>
            setSize({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })
          }
          onError={() => setBroken(true)}
        />
        {size !== undefined &&
          doc.boxes.map(({ field, box: [x = 0, y = 0, width = 0, height = 0], valid }) => (
            <button
              key={field}
              type="button"
              className={`box ${valid ? '' : 'doubtful'} ${focus.field === field ? 'focused' : ''}`}
              aria-label={field}
              style={{
                left: percent(x, size.width),
                top: percent(y, size.height),
                width: percent(width, size.width),
                height: percent(height, size.height),
              }}
              onClick={() => onFocus({ materialId: doc.materialId, field })}
            />
          ))}
      </div>
    </div>
  );
}
