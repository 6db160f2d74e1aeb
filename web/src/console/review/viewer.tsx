import {
  BlockOutlined,
  FontSizeOutlined,
  RotateLeftOutlined,
  RotateRightOutlined,
  TeamOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { Button, Select, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import type { CaseView, Focus, Material } from './case-data.ts';
import { docsOf, type Doc } from './documents.ts';
import { FacePanel } from './face-panel.tsx';
import { useKeys } from './keys.ts';
import { NamePanel } from './name-panel.tsx';
import { usePrevious } from './previous.ts';
import { Sheet } from './sheet.tsx';
import { words } from './words.ts';

const ZOOM_STEP = 1.3;
const ZOOM_MAX = 6;
const ZOOM_MIN = 0.4;

/** What stands on the stage: one document, two beside each other, the two faces, the names. */
export type Stage = 'one' | 'two' | 'before' | 'faces' | 'names';

interface Props {
  readonly view: CaseView;
  readonly stage: Stage;
  readonly onStage: (stage: Stage) => void;
  readonly focus: Focus;
  readonly onFocus: (focus: Focus) => void;
  /** Places whose photo changed since the revision before. */
  readonly changed: readonly Material['slot'][];
}

export function Viewer({ view, stage, onStage, focus, onFocus, changed }: Props) {
  const t = useWords(words);
  const language = useLanguage();
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const docs = docsOf(view, language);
  const at = Math.max(
    0,
    docs.findIndex((doc) => doc.materialId === focus.materialId),
  );
  const shown = docs[at];
  const show = (doc: Doc | undefined): void => {
    if (doc === undefined) return;
    setTurn(0);
    onFocus({ materialId: doc.materialId });
    if (stage === 'faces' || stage === 'names') onStage('one');
  };
  const toggle = (wanted: Stage) => () => onStage(stage === wanted ? 'one' : wanted);
  const grow = (): void => setZoom((before) => Math.min(ZOOM_MAX, before * ZOOM_STEP));
  const shrink = (): void => setZoom((before) => Math.max(ZOOM_MIN, before / ZOOM_STEP));
  const fit = (): void => {
    setZoom(1);
    setTurn(0);
  };
  const left = (): void => setTurn((before) => before - 90);
  const right = (): void => setTurn((before) => before + 90);
  useKeys({
    '+': grow,
    '=': grow,
    '-': shrink,
    '0': fit,
    '[': left,
    ']': right,
    arrowleft: () => show(docs[at - 1]),
    arrowright: () => show(docs[at + 1]),
    v: toggle('faces'),
    n: toggle('names'),
  });
  return (
    <section className="viewer" aria-label={t('papers')}>
      <div className="viewer-bar">
        <Tool label={t('zoomIn')} shortcut="+" icon={<ZoomInOutlined />} onClick={grow} />
        <Tool label={t('zoomOut')} shortcut="-" icon={<ZoomOutOutlined />} onClick={shrink} />
        <Tool label={t('fit')} shortcut="0" icon={`${Math.round(zoom * 100)}%`} onClick={fit} />
        <Tool label={t('rotateLeft')} shortcut="[" icon={<RotateLeftOutlined />} onClick={left} />
        <Tool label={t('rotateRight')} shortcut="]" icon={<RotateRightOutlined />} onClick={right} />
        <Mode label={t('compareTwo')} icon={<BlockOutlined />} on={stage === 'two'} onClick={toggle('two')} />
        <Mode
          label={t('faces')}
          shortcut="V"
          icon={<TeamOutlined />}
          on={stage === 'faces'}
          onClick={toggle('faces')}
        />
        <Mode
          label={t('names')}
          shortcut="N"
          icon={<FontSizeOutlined />}
          on={stage === 'names'}
          onClick={toggle('names')}
        />
        {shown !== undefined && changed.some((slot) => slot === shown.slot) && (
          <Mode label={t('comparePhotos')} on={stage === 'before'} onClick={toggle('before')} />
        )}
      </div>
      <div className={`stage ${stage}`}>
        {stage === 'faces' && <FacePanel view={view} />}
        {stage === 'names' && <NamePanel view={view} />}
        {shown !== undefined && stage === 'one' && (
          <Sheet key={shown.materialId} doc={shown} zoom={zoom} turn={turn} focus={focus} onFocus={onFocus} />
        )}
        {shown !== undefined && stage === 'two' && <SideBySide docs={docs} first={shown} zoom={zoom} turn={turn} />}
        {shown !== undefined && stage === 'before' && <BothRevisions view={view} doc={shown} zoom={zoom} turn={turn} />}
      </div>
      <Filmstrip docs={docs} shown={shown} onShow={show} />
    </section>
  );
}

function Filmstrip({
  docs,
  shown,
  onShow,
}: {
  docs: readonly Doc[];
  shown: Doc | undefined;
  onShow: (doc: Doc) => void;
}) {
  const t = useWords(words);
  return (
    <div className="filmstrip" role="group" aria-label={t('papers')}>
      {docs.map((doc) => (
        <button
          key={doc.materialId}
          type="button"
          aria-pressed={doc.materialId === shown?.materialId}
          onClick={() => onShow(doc)}
        >
          {doc.video ? <span className="film-video">▶</span> : <img src={doc.src} alt="" />}
          <span>{doc.label}</span>
        </button>
      ))}
    </div>
  );
}

interface Pair {
  readonly zoom: number;
  readonly turn: number;
}

/** Two documents of this revision; the right one is chosen above it. */
function SideBySide({ docs, first, zoom, turn }: Pair & { docs: readonly Doc[]; first: Doc }) {
  const t = useWords(words);
  const others = docs.filter((doc) => doc.materialId !== first.materialId);
  const [chosen, setChosen] = useState<string>();
  const second = others.find((doc) => doc.materialId === chosen) ?? others[0];
  return (
    <div className="pair">
      <figure>
        <figcaption>{first.label}</figcaption>
        <Sheet key={first.materialId} doc={first} zoom={zoom} turn={turn} />
      </figure>
      {second !== undefined && (
        <figure>
          <figcaption>
            <Select
              size="small"
              aria-label={t('otherPicture')}
              value={second.materialId}
              options={others.map((doc) => ({ value: doc.materialId, label: doc.label }))}
              onChange={setChosen}
            />
          </figcaption>
          <Sheet key={second.materialId} doc={second} zoom={zoom} turn={turn} />
        </figure>
      )}
    </div>
  );
}

/** The photo of a place in the revision before, beside the one of now. */
function BothRevisions({ view, doc, zoom, turn }: Pair & { view: CaseView; doc: Doc }) {
  const t = useWords(words);
  const before = usePrevious(view, doc.slot);
  return (
    <div className="pair">
      <figure>
        <figcaption>{t('before', { name: doc.label })}</figcaption>
        {before === undefined ? (
          <p className="dim">{t('noPrevious')}</p>
        ) : (
          <Sheet key={before.materialId} doc={before} zoom={zoom} turn={turn} />
        )}
      </figure>
      <figure>
        <figcaption>{doc.label}</figcaption>
        <Sheet key={doc.materialId} doc={doc} zoom={zoom} turn={turn} />
      </figure>
    </div>
  );
}

interface Pressed {
  readonly label: string;
  readonly shortcut?: string;
  readonly icon?: ReactNode;
  readonly onClick: () => void;
}

function Tool({ label, shortcut, icon, onClick }: Pressed) {
  return (
    <Tooltip title={`${label} (${shortcut ?? ''})`}>
      <Button
        type="text"
        size="small"
        aria-label={[label, typeof icon === 'string' ? icon : '', shortcut].join(' ')}
        aria-keyshortcuts={shortcut}
        onClick={onClick}
      >
        <span aria-hidden="true">{icon}</span>
        <kbd aria-hidden="true">{shortcut}</kbd>
      </Button>
    </Tooltip>
  );
}

function Mode({ label, shortcut, icon, on, onClick }: Pressed & { on: boolean }) {
  return (
    <Button size="small" type={on ? 'primary' : 'default'} icon={icon} aria-pressed={on} onClick={onClick}>
      {label} {shortcut !== undefined && <kbd>{shortcut}</kbd>}
    </Button>
  );
}
