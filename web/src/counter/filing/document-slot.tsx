import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Modal } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { shrink } from '../../merchant/apply/upload.ts';
import { Loaded, Refused } from '../parts.tsx';
import { isWord, words, type Word } from '../words.ts';
import type { Desk, Material } from './filing-data.ts';

/** Below this the teller is asked to compare. */
const CONFIDENT = 0.9;
const OCR_WORDS: Readonly<Record<string, Word>> = { endsOn: 'validTo' };

/** One document: its picture, what was read from it, and the ways to hand it in. */
export function DocumentSlot({ desk, kind }: { desk: Desk; kind: Material['kind'] }) {
  const t = useWords(words);
  const id = useId();
  const [choosing, setChoosing] = useState<'nothing' | 'camera' | 'sample'>('nothing');
  const material = desk.me.materials.find((one) => one.kind === kind);
  const hand = useMutation({
    mutationFn: async (photo: Blob) => {
      const form = new FormData();
      form.set('kind', kind);
      form.set('file', await shrink(photo, kind), `${kind}.jpg`);
      return client.call('POST /api/applicant/materials', { form });
    },
    onSuccess: desk.refresh,
  });
  const take = (photo: Blob): void => {
    setChoosing('nothing');
    hand.mutate(photo);
  };
  const label = isWord(kind) ? t(kind) : kind;
  return (
    <section className="slot" aria-label={label}>
      <div className="slot-view">
        {material === undefined ? (
          t('noPhotoYet')
        ) : (
          <img
            src={client.href('GET /api/applicant/materials/:materialId/image', { materialId: material.materialId })}
            alt={label}
          />
        )}
      </div>
      <div className="slot-foot">
        <strong>{label}</strong>
        {!desk.readOnly && (
          <div className="slot-buttons">
            <label htmlFor={id} className="pick">
              {t('file')}
              <input
                id={id}
                className="hidden-label"
                type="file"
                accept="image/*"
                disabled={hand.isPending}
                onChange={(event) => {
                  const [file] = event.target.files ?? [];
                  event.target.value = '';
                  if (file !== undefined) take(file);
                }}
              />
            </label>
            <Button size="small" disabled={hand.isPending} onClick={() => setChoosing('camera')}>
              {t('shoot')}
            </Button>
            <SampleButton disabled={hand.isPending} onClick={() => setChoosing('sample')} />
          </div>
        )}
        {hand.isPending && <p role="status">{t('uploading')}</p>}
        <Refused error={hand.error} />
        {material !== undefined && <WhatWasRead material={material} />}
      </div>
      {choosing === 'camera' && <CameraDialog onTake={take} onClose={() => setChoosing('nothing')} />}
      {choosing === 'sample' && <SampleDialog kind={kind} onTake={take} onClose={() => setChoosing('nothing')} />}
    </section>
  );
}

function WhatWasRead({ material }: { material: Material }) {
  const t = useWords(words);
  const language = useLanguage();
  // the rest of what was read is of no use at a counter
  const fields = Object.entries(material.fields).filter(([name]) => isWord(OCR_WORDS[name] ?? name));
  return (
    <>
      {fields.length > 0 && (
        <dl aria-label={t('ocr')}>
          {fields.map(([name, field]) => {
            const word = OCR_WORDS[name] ?? name;
            const unsure = !field.valid || field.confidence < CONFIDENT;
            return (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{isWord(word) ? t(word) : name}</dt>
                <dd className={unsure ? 'unsure' : ''}>
                  {field.value} {unsure && `(${t('unsure')})`}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {material.warnings.length > 0 && (
        <Alert
          type="warning"
          className="gap"
          title={t('warned')}
          description={[...new Set(material.warnings)].map((code) => (
            <div key={code}>
              {reasonTitle(code, language)}: {reasonRemedy(code, language)}
            </div>
          ))}
        />
      )}
    </>
  );
}

const useDemo = (): boolean =>
  useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status'), staleTime: 60_000 }).data
    ?.demo === true;

function SampleButton({ disabled, onClick }: { disabled: boolean; onClick: () => void }) {
  const t = useWords(words);
  return useDemo() ? (
    <Button size="small" disabled={disabled} onClick={onClick}>
      {t('sample')}
    </Button>
  ) : null;
}

/** A sample of the legal person's card is an identity card like any other. */
const shelfOf = (kind: string): string => kind.replace('legal_', '');

function SampleDialog(props: { kind: string; onTake: (photo: Blob) => void; onClose: () => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const samples = useQuery({
    queryKey: ['samples'],
    queryFn: () => client.call('GET /api/demo/samples'),
    staleTime: 300_000,
  });
  const address = (name: string): string => `/api/demo/samples/${encodeURIComponent(name)}`;
  const pick = async (name: string): Promise<void> => props.onTake(await (await fetch(address(name))).blob());
  return (
    <Modal open title={t('samplesTitle')} footer={null} width={720} onCancel={props.onClose}>
      <Loaded of={samples}>
        {({ rows }) => {
          const fitting = rows.filter((row) => row.kind === shelfOf(props.kind));
          return fitting.length === 0 ? (
            <p>{t('noSamples')}</p>
          ) : (
            <div className="shelf">
              {fitting.map((row) => (
                <button key={row.name} type="button" data-sample={row.name} onClick={() => void pick(row.name)}>
                  <img src={address(row.name)} alt="" loading="lazy" />
                  <span>{language === 'en' ? row.title.en : row.title.zh}</span>
                </button>
              ))}
            </div>
          );
        }}
      </Loaded>
    </Modal>
  );
}

/** A desk camera or scanner that shows as a camera. */
function CameraDialog({ onTake, onClose }: { onTake: (photo: Blob) => void; onClose: () => void }) {
  const t = useWords(words);
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let over = false;
    const open = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { width: { ideal: 2560 }, facingMode: 'environment' },
        });
        if (over) stream.getTracks().forEach((track) => track.stop());
        else if (video.current !== null) video.current.srcObject = stream;
      } catch {
        setFailed(true);
      }
    };
    void open();
    return () => {
      over = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  const shoot = (): void => {
    const source = video.current;
    if (source === null) return;
    const canvas = document.createElement('canvas');
    canvas.width = source.videoWidth;
    canvas.height = source.videoHeight;
    canvas.getContext('2d')?.drawImage(source, 0, 0);
    canvas.toBlob((blob) => (blob === null ? setFailed(true) : onTake(blob)), 'image/jpeg', 0.92);
  };
  return (
    <Modal
      open
      title={t('shoot')}
      onCancel={onClose}
      onOk={shoot}
      okText={t('take')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: failed }}
    >
      {failed ? (
        <Alert type="warning" title={t('cameraOff')} />
      ) : (
        <video ref={video} className="camera" autoPlay muted playsInline />
      )}
    </Modal>
  );
}
