import { Alert, Button } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { PhotoDialog } from '../camera/photo-dialog.tsx';
import { isWord, words, type Word } from '../words.ts';
import type { Desk, Material } from './filing-data.ts';
import { SampleButton, SampleDialog } from './samples.tsx';
import { Slot } from './slot.tsx';
import { useHandIn } from './use-hand-in.ts';

/** Below this the teller is asked to compare. */
const CONFIDENT = 0.9;
const OCR_WORDS: Readonly<Record<string, Word>> = { endsOn: 'validTo' };

/** One document: its picture, what was read from it, and the ways to hand it in. */
export function DocumentSlot({ desk, kind }: { desk: Desk; kind: Material['kind'] }) {
  const t = useWords(words);
  const [choosing, setChoosing] = useState<'nothing' | 'camera' | 'sample'>('nothing');
  const material = desk.me.materials.find((one) => one.kind === kind);
  const hand = useHandIn(desk, kind);
  const take = (photo: Blob): void => {
    setChoosing('nothing');
    hand.photo(photo);
  };
  const close = (): void => setChoosing('nothing');
  const label = isWord(kind) ? t(kind) : kind;
  return (
    <>
      <Slot
        desk={desk}
        kind={kind}
        label={label}
        accept="image/*"
        hand={hand}
        onFile={take}
        view={
          material === undefined ? (
            t('noPhotoYet')
          ) : (
            <img
              src={client.href('GET /api/applicant/materials/:materialId/image', { materialId: material.materialId })}
              alt={label}
            />
          )
        }
        ways={
          <>
            <Button size="small" disabled={hand.busy} onClick={() => setChoosing('camera')}>
              {t('shoot')}
            </Button>
            <SampleButton disabled={hand.busy} onClick={() => setChoosing('sample')} />
          </>
        }
      >
        {material !== undefined && <WhatWasRead material={material} />}
      </Slot>
      {choosing === 'camera' && <PhotoDialog label={label} onTake={take} onClose={close} />}
      {choosing === 'sample' && <SampleDialog kind={kind} onTake={take} onClose={close} />}
    </>
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
