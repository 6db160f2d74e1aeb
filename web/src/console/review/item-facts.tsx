import { Tag } from 'antd';
import { useCityName } from '../../kit/cities.ts';
import { useLanguage, useWords, type Language } from '../../kit/language.ts';
import { reviewerTitle } from '../../kit/reasons.ts';
import { StateTag } from '../loaded.tsx';
import type { CaseView, Focus, Item } from './case-data.ts';
import { checkWords, evidenceWords, fieldWords, slotWords, valueWords, wordOf } from './item-words.ts';
import { isHard, type ItemLine } from './items.ts';
import { words } from './words.ts';

function evidenceText(evidence: Readonly<Record<string, unknown>>, language: Language): string {
  return Object.entries(evidence)
    .filter(([name, value]) => name !== 'hard' && value !== '')
    .map(([name, value]) => {
      const label = wordOf({ ...slotWords, ...evidenceWords }, name, language);
      const codes = String(value).split(',');
      return `${label} ${codes.map((code) => wordOf(valueWords, code, language)).join(language === 'en' ? ', ' : '、')}`;
    })
    .join(' · ');
}

/** What the machine said of one item. */
export function ItemChecks({ line }: { line: ItemLine }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <ul className="checks">
      {line.checks.map((one) => (
        <li key={one.check} className={one.verdict}>
          <span>
            {wordOf(checkWords, one.check, language)}
            {one.reason !== undefined && one.verdict !== 'pass' && <b>{reviewerTitle(one.reason, language)}</b>}
            {isHard(one) && <b className="hard">{t('hard')}</b>}
            <small>{evidenceText(one.evidence, language)}</small>
          </span>
          <StateTag state={one.verdict} />
        </li>
      ))}
    </ul>
  );
}

/** What OCR read on the papers of one item; a click finds it on the picture. */
export function ItemReadings({
  line,
  focus,
  onFocus,
}: {
  line: ItemLine;
  focus: Focus;
  onFocus: (focus: Focus) => void;
}) {
  const t = useWords(words);
  const language = useLanguage();
  return line.materials.map(({ materialId, slot, fields, seals }) => {
    const rows = [
      ...Object.entries(fields)
        .filter(([field]) => field !== 'portrait')
        .map(([field, read]) => ({
          field,
          label: wordOf(fieldWords, field, language),
          ...read,
        })),
      ...seals.map((seal, at) => ({
        field: `seal:${at}`,
        label: t('sealRead'),
        value: seal.text,
        valid: true,
        ...seal,
      })),
    ];
    if (rows.length === 0) return null;
    return (
      <div key={materialId} className="read">
        <h4>{wordOf(slotWords, slot, language)}</h4>
        {rows.map(({ field, label, value, valid, confidence }) => (
          <button
            key={field}
            type="button"
            data-field={field}
            aria-pressed={focus.materialId === materialId && focus.field === field}
            onFocus={() => onFocus({ materialId, field })}
            onClick={() => onFocus({ materialId, field })}
          >
            <span>{label}</span>
            <b>{value}</b>
            <Tag color={valid ? 'green' : 'orange'} title={t('confidence')}>
              {Math.round(confidence * 100)}%
            </Tag>
          </button>
        ))}
      </div>
    );
  });
}

type Filed = readonly (readonly [name: string, value: string])[];

/** The values of one part of the draft; ids of photos are no value. */
const plainValues = (part: object | undefined): Filed =>
  Object.entries(part ?? {})
    .filter(([name, value]) => value !== undefined && typeof value !== 'object' && !/materialId$/i.test(name))
    .map(([name, value]) => [name, String(value)] as const);

function filedValues({ person, draft }: CaseView, item: Item): Filed {
  if (item === 'identity_card')
    return [
      ['name', person.name],
      ['idNumber', person.idNumber],
      ['validTo', person.idValidTo],
      ['phone', person.phone],
    ];
  if (item === 'owners')
    return (draft.owners ?? []).map((one) => [one.name, `${one.idNumber} · ${one.sharePercent}%`] as const);
  const parts: Partial<Record<Item, object | undefined>> = {
    licence: draft.licence,
    authorisation: draft.acting,
    device: { deviceModel: draft.deviceModel, depositConfirmed: draft.depositConfirmed },
    settlement: { settlement: draft.settlement, planId: draft.planId, accountKind: draft.accountKind },
    bank_card: draft.card,
    account_permit: draft.corporateAccount,
    premises: draft.premises,
    business: draft.business,
  };
  return plainValues(parts[item]);
}

/** What the applicant filled in for one item. */
export function ItemFiled({ view, item }: { view: CaseView; item: Item }) {
  const t = useWords(words);
  const language = useLanguage();
  const city = useCityName();
  const rows = filedValues(view, item);
  if (rows.length === 0) return null;
  const shown = (name: string, value: string): string => {
    if (name === 'region') return city(value);
    if (name === 'mcc' && view.trade !== undefined)
      return `${value} ${language === 'en' ? view.trade.en : view.trade.zh}`;
    return wordOf(name === 'handler' || name === 'phone' ? {} : valueWords, value, language);
  };
  return (
    <div className="filed-part">
      <h4>{t('filed')}</h4>
      <dl className="filed">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name === 'as' ? t('filed') : wordOf(fieldWords, name, language)}</dt>
            <dd>{shown(name, value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
