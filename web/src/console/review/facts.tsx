import { Tag } from 'antd';
import { useLanguage, useWords, type Say } from '../../kit/language.ts';
import { reasonTitle } from '../../kit/reasons.ts';
import { StateTag } from '../loaded.tsx';
import type { CaseView, Focus } from './case-data.ts';
import { words } from './words.ts';

type Key = keyof typeof words;

function checkName(t: Say<Key>, check: string): string {
  if (check === 'face') return t('faceCheck');
  return check in words ? t(check as Key) : check;
}

export function Checks({ view }: { view: CaseView }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <section>
      <h2>{t('checks')}</h2>
      <ul className="checks">
        {view.checks.map((one) => (
          <li key={one.check} className={one.verdict}>
            <span>
              {checkName(t, one.check)}
              {one.reason !== undefined && <b>{reasonTitle(one.reason, language)}</b>}
              <small>
                {Object.entries(one.evidence)
                  .filter(([name, value]) => name !== 'hard' && value !== '')
                  .map(([name, value]) => `${name} ${String(value)}`)
                  .join(' · ')}
              </small>
            </span>
            <StateTag state={one.verdict} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Filed({ view }: { view: CaseView }) {
  const t = useWords(words);
  const { person, draft } = view;
  const lines: [string, string | undefined][] = [
    [t('name'), person.name],
    [t('idNumber'), person.idNumber],
    [t('validTo'), person.idValidTo],
    [t('phone'), person.phone],
    [t('card'), draft.card?.number],
    [t('reserved'), draft.card?.reservedPhone],
    [t('tradeName'), draft.business?.tradeName],
    [t('mcc'), draft.business?.mcc],
    [t('address'), draft.business === undefined ? undefined : `${draft.business.region} ${draft.business.address}`],
  ];
  return (
    <section>
      <h2>{t('filed')}</h2>
      <dl className="filed">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? '—'}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What OCR read; a click finds it on the picture. */
export function ReadFields({
  view,
  focus,
  onFocus,
}: {
  view: CaseView;
  focus: Focus;
  onFocus: (focus: Focus) => void;
}) {
  const t = useWords(words);
  return (
    <section>
      <h2>{t('read')}</h2>
      {view.materials.map((material) => {
        const fields = Object.entries(material.fields).filter(([field]) => field !== 'portrait');
        if (fields.length === 0) return null;
        return (
          <div key={material.materialId} className="read">
            <h3>{t(material.kind)}</h3>
            {fields.map(([field, read]) => (
              <button
                key={field}
                type="button"
                data-field={field}
                aria-pressed={focus.materialId === material.materialId && focus.field === field}
                onClick={() => onFocus({ materialId: material.materialId, field })}
              >
                <span>{field in words ? t(field as Key) : field}</span>
                <b>{read.value}</b>
                <Tag color={read.valid ? 'green' : 'orange'}>{Math.round(read.confidence * 100)}%</Tag>
              </button>
            ))}
          </div>
        );
      })}
    </section>
  );
}
