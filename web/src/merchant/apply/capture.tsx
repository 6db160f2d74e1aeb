import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popup } from 'antd-mobile';
import { useId, useState } from 'react';
import { client, holdFiling, problemOf } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { SamplePair, type SampleSubject } from '../../kit/sample-pair.tsx';
import { CameraIcon } from '../icons.tsx';
import { imageOf, useDemo, useMe, type Material, type MaterialKind } from '../queries.ts';
import { Loaded } from '../shell.tsx';
import { PendingOffer, UploadMeter } from './upload-meter.tsx';
import { shrink, uploadMaterial, type Sending } from './upload.ts';
import { words } from './words.ts';

type Phase =
  | { readonly at: 'rest' }
  | { readonly at: 'preparing' }
  | { readonly at: 'uploading'; readonly sending: Sending }
  | { readonly at: 'reading' }
  | { readonly at: 'refused'; readonly error: unknown }
  | { readonly at: 'unreadable' };

/** Hands in one photo: from the camera or, in demo, from the shelf of samples. */
export function useHandIn(kind: MaterialKind, onDone: (material: Material) => void) {
  const queries = useQueryClient();
  const owner = useMe().data?.applicantId ?? '';
  const [phase, setPhase] = useState<Phase>({ at: 'rest' });
  const send = async (blob: Blob, extra: Readonly<Record<string, string>> = {}): Promise<void> => {
    try {
      const material = await uploadMaterial({ owner, kind, blob, extra }, (sending) =>
        setPhase(
          sending.percent >= 100 && sending.waiting === undefined ? { at: 'reading' } : { at: 'uploading', sending },
        ),
      );
      setPhase({ at: 'rest' });
      await queries.invalidateQueries();
      onDone(material);
    } catch (error) {
      setPhase({ at: 'refused', error });
    }
  };
  const hand = async (photo: Blob): Promise<void> => {
    setPhase({ at: 'preparing' });
    const isHere = holdFiling();
    const small = await shrink(photo, kind).catch(() => undefined);
    if (!isHere()) return undefined; // an agent went on to another merchant meanwhile
    if (small === undefined) return setPhase({ at: 'unreadable' });
    return send(small);
  };
  return { phase, hand, send, busy: phase.at === 'preparing' || phase.at === 'uploading' || phase.at === 'reading' };
}

export function Capture({
  kind,
  label,
  onDone,
}: {
  kind: MaterialKind;
  label: string;
  onDone?: (material: Material) => void;
}) {
  const t = useWords(words);
  const demo = useDemo();
  const me = useMe();
  const id = useId();
  const [choosing, setChoosing] = useState(false);
  const { phase, hand, send, busy } = useHandIn(kind, (material) => onDone?.(material));
  const material = me.data?.materials.find((one) => one.kind === kind);
  return (
    <section className="capture" aria-label={label}>
      <div className={material === undefined ? 'capture-view' : 'capture-view has'}>
        {material === undefined ? <CameraIcon /> : <img src={imageOf(material.materialId)} alt={label} />}
        {busy && <Progress phase={phase} />}
      </div>
      <div className="capture-foot">
        <strong>{label}</strong>
        <div className="capture-buttons">
          <label className={busy ? 'pick off' : 'pick'} htmlFor={id}>
            <input
              id={id}
              type="file"
              accept="image/*"
              {...(kind === 'scene_order' ? {} : { capture: 'environment' as const })}
              disabled={busy}
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                event.target.value = '';
                if (file !== undefined) void hand(file);
              }}
            />
            {material === undefined ? t('takePhoto') : t('retake')}
            <span className="hidden-label">{label}</span>
          </label>
          {demo && (
            <Button size="small" fill="outline" disabled={busy} onClick={() => setChoosing(true)}>
              {t('sample')}
            </Button>
          )}
        </div>
      </div>
      <PendingOffer kind={kind} busy={busy} onResume={(pending) => void send(pending.blob, pending.extra)} />
      {phase.at === 'refused' && <PhotoRefused error={phase.error} kind={kind} />}
      {phase.at === 'unreadable' && (
        <div role="alert" className="refused">
          <p>{t('notAPicture')}</p>
        </div>
      )}
      {phase.at === 'rest' && material !== undefined && material.warnings.length > 0 && (
        <Findings title={t('photoWarn')} codes={material.warnings} tone="warned" subject={subjectOf(kind)} />
      )}
      {demo && (
        <SampleSheet
          kind={kind}
          open={choosing}
          onClose={() => setChoosing(false)}
          onPick={(photo) => {
            setChoosing(false);
            void hand(photo);
          }}
        />
      )}
    </section>
  );
}

export function Progress({ phase }: { phase: Phase }) {
  const t = useWords(words);
  if (phase.at === 'uploading')
    return <UploadMeter sending={phase.sending} text={t('uploading', { percent: phase.sending.percent })} />;
  const reading = phase.at === 'reading';
  return <UploadMeter sending={{ percent: reading ? 100 : 5 }} text={t(reading ? 'reading' : 'preparing')} />;
}

interface Found {
  readonly title: string;
  readonly codes: readonly string[];
  readonly tone: 'refused' | 'warned';
  readonly subject: SampleSubject;
}

function Findings({ title, codes, tone, subject }: Found) {
  const language = useLanguage();
  return (
    <div role={tone === 'refused' ? 'alert' : 'note'} className={tone}>
      <strong>{title}</strong>
      <ul>
        {[...new Set(codes)].map((code) => (
          <li key={code}>
            <b>{reasonTitle(code, language)}</b>
            {language === 'en' ? '. ' : '：'}
            {reasonRemedy(code, language)}
          </li>
        ))}
      </ul>
      {tone === 'refused' && <SamplePair subject={subject} reasons={codes} />}
    </div>
  );
}

/** What is to be in the picture, for the samples that are drawn beside a refusal. */
const subjectOf = (kind: MaterialKind | undefined): SampleSubject => {
  if (kind === undefined) return 'paper';
  if (kind.startsWith('scene')) return 'scene';
  return kind.includes('id_') || kind === 'bank_card' ? 'card' : 'paper';
};

export function PhotoRefused({ error, kind }: { error: unknown; kind?: MaterialKind }) {
  const t = useWords(words);
  const text = useProblemText();
  const { code, facts } = problemOf(error);
  const reasons = facts?.['reasons'];
  if (code === 'materials.photo_refused' && Array.isArray(reasons))
    return <Findings title={t('photoBad')} codes={reasons.map(String)} tone="refused" subject={subjectOf(kind)} />;
  return (
    <div role="alert" className="refused">
      <p>{text(error)}</p>
    </div>
  );
}

const SHELF: Readonly<Record<MaterialKind, readonly string[]>> = {
  id_front: ['id_front'],
  id_back: ['id_back'],
  bank_card: ['bank_card'],
  scene_photo: ['scene_photo'],
  scene_order: ['scene_order', 'order_screenshot'],
  scene_video: ['scene_video'],
  interview_video: ['interview_video'],
  business_licence: ['business_licence'],
  account_permit: ['account_permit'],
  lease: ['lease'],
  auth_letter: ['auth_letter'],
  account_letter: ['account_letter'],
  legal_id_front: ['id_front'],
  legal_id_back: ['id_back'],
  new_id_front: ['id_front'],
  new_id_back: ['id_back'],
  new_licence: ['business_licence'],
  new_scene: ['scene_photo'],
};

export function SampleSheet({
  kind,
  open,
  onClose,
  onPick,
}: {
  kind: MaterialKind;
  open: boolean;
  onClose: () => void;
  onPick: (photo: Blob) => void;
}) {
  const t = useWords(words);
  const language = useLanguage();
  const samples = useQuery({
    queryKey: ['samples'],
    queryFn: () => client.call('GET /api/demo/samples'),
    enabled: open,
    staleTime: 300_000,
  });
  const pick = async (name: string): Promise<void> => {
    const response = await fetch(client.href('GET /api/demo/samples/:name', { name }));
    onPick(await response.blob());
  };
  return (
    <Popup
      visible={open}
      onMaskClick={onClose}
      onClose={onClose}
      position="bottom"
      showCloseButton
      destroyOnClose
      bodyClassName="sheet"
    >
      <h2>{t('samplesTitle')}</h2>
      <Loaded of={samples}>
        {({ rows }) => {
          const fitting = rows.filter((row) => SHELF[kind].includes(row.kind));
          if (fitting.length === 0) return <p>{t('noSamples')}</p>;
          return (
            <div className="shelf">
              {fitting.map((row) => (
                <button key={row.name} type="button" data-sample={row.name} onClick={() => void pick(row.name)}>
                  {row.kind.endsWith('_video') ? (
                    <CameraIcon />
                  ) : (
                    <img src={client.href('GET /api/demo/samples/:name', { name: row.name })} alt="" loading="lazy" />
                  )}
                  <span>{language === 'en' ? row.title.en : row.title.zh}</span>
                </button>
              ))}
            </div>
          );
        }}
      </Loaded>
    </Popup>
  );
}
