import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import type { ReactNode } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { useWords } from '../../kit/language.ts';
import { yuanShort } from '../../kit/money.ts';
import { SheetView } from '../../merchant/apply/sheet.tsx';
import { Loaded, Page } from '../../merchant/shell.tsx';
import { Official } from '../official.tsx';
import { Calculator } from './calculator.tsx';
import {
  accountOf,
  ACCOUNTS,
  KINDS,
  MODELS,
  preparationQuery,
  SETTLEMENTS,
  useChoices,
  type Choices,
} from './choices.ts';
import { isWord, words } from './words.ts';

type Preparation = Answer<'GET /api/public/preparation'>;

/** What to bring, what it costs and what arrives, before anybody signs in. */
export function PreparePage() {
  const t = useWords(words);
  const [choices, change] = useChoices();
  const query = preparationQuery(choices);
  const preparation = useQuery({
    queryKey: ['preparation', query],
    queryFn: () => client.call('GET /api/public/preparation', { query }),
    placeholderData: keepPreviousData, // the page does not jump while a choice is looked up
  });
  return (
    <Page title={t('title')} right={<LanguageSwitch className="text-button" />}>
      <p className="lead">{t('lead')}</p>
      <Questions choices={choices} found={preparation.data} onChange={change} />
      <Loaded of={preparation}>
        {(found) => (
          <>
            {!found.deviceFits && (
              <div className="warned" role="alert">
                <p>{t('noFit')}</p>
                <Button size="small" onClick={() => change({ model: 'smart_pos' })}>
                  {t('takeSmart')}
                </Button>
              </div>
            )}
            <Checklist found={found} />
            <label className="card field screen-only">
              <span>{t('monthly')}</span>
              <input
                inputMode="numeric"
                maxLength={8}
                value={choices.monthly}
                onChange={(event) => change({ monthly: event.target.value.replace(/\D/g, '') })}
              />
              <span className="small">{t('monthlyHint')}</span>
            </label>
            <SheetView sheet={found.sheet} />
            <Calculator amount={choices.amount} onAmount={(amount) => change({ amount })} />
            <DeviceTable found={found} />
          </>
        )}
      </Loaded>
      <Actions />
      <Official />
    </Page>
  );
}

interface QuestionsProps {
  readonly choices: Choices;
  readonly found: Preparation | undefined;
  readonly onChange: (part: Partial<Choices>) => void;
}

function Questions({ choices, found, onChange }: QuestionsProps) {
  const t = useWords(words);
  return (
    <section className="card questions">
      <Question
        label={t('kind')}
        values={KINDS}
        chosen={choices.kind}
        // another kind has another suggestion
        onChoose={(kind) => onChange({ kind, model: undefined })}
      />
      {choices.kind === 'sole_proprietor' && (
        <Question
          label={t('account')}
          values={ACCOUNTS}
          chosen={accountOf(choices)}
          onChoose={(account) => onChange({ account })}
        />
      )}
      <Question
        label={t('device')}
        values={MODELS}
        chosen={choices.model ?? found?.deviceModel}
        note={(model) => (model === found?.suggested ? t('suggested') : '')}
        onChoose={(model) => onChange({ model })}
      />
      <Question
        label={t('settlement')}
        values={SETTLEMENTS}
        chosen={choices.settlement}
        onChoose={(settlement) => onChange({ settlement })}
      />
    </section>
  );
}

function Question<V extends string>({
  label,
  values,
  chosen,
  note,
  onChoose,
}: {
  label: string;
  values: readonly V[];
  chosen: V | undefined;
  note?: (value: V) => string;
  onChoose: (value: V) => void;
}) {
  const t = useWords(words);
  return (
    <div className="question" role="radiogroup" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <div>
        {values.map((value) => (
          <button
            key={value}
            type="button"
            role="radio"
            aria-checked={value === chosen}
            onClick={() => onChoose(value)}
          >
            {isWord(value) ? t(value) : value}
            {note !== undefined && note(value) !== '' && <em>{note(value)}</em>}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Items that are answered in the app and need nothing to be brought. */
const NOTHING_TO_BRING = ['device', 'settlement', 'business', 'third_party_consent'];

function Checklist({ found }: { found: Preparation }) {
  const t = useWords(words);
  const line = (item: string): string => {
    if (item === 'licence' && found.kind === 'company') return t('licence_company');
    if (item === 'account_permit' && found.kind !== 'company') return t('account_permit_optional');
    return isWord(item) ? t(item) : item;
  };
  const items = found.items.filter((item) => !NOTHING_TO_BRING.includes(item));
  return (
    <section className="card" aria-label={t('bring')}>
      <h2>{t('bring')}</h2>
      <ul className="ticks">
        {items.map((item) => (
          <li key={item}>{line(item)}</li>
        ))}
        <li>{t('phone')}</li>
      </ul>
    </section>
  );
}

function DeviceTable({ found }: { found: Preparation }) {
  const t = useWords(words);
  const sim = found.sheet.charges.find((one) => one.code === 'sim_fee')?.amountFen ?? '0';
  const of = (model: Preparation['suggested']) => found.devices.find((one) => one.model === model);
  const each = (cell: (model: Preparation['suggested']) => ReactNode): ReactNode =>
    MODELS.map((model) => <td key={model}>{cell(model)}</td>);
  const smart = (model: string): boolean => model === 'smart_pos';
  const rows: [string, ReactNode][] = [
    [t('deposit'), each((model) => `¥${yuanShort(of(model)?.depositFen ?? '0')}`)],
    [
      t('target'),
      each((model) =>
        t('targetValue', { days: of(model)?.targetDays ?? 0, target: yuanShort(of(model)?.targetFen ?? '0') }),
      ),
    ],
    [t('sim'), each(() => t('simValue', { amount: yuanShort(sim) }))],
    [t('print'), each((model) => t(smart(model) ? 'yes' : 'noElectronic'))],
    [t('corporateBinding'), each((model) => t(smart(model) ? 'yes' : 'no'))],
    [t('carry'), each((model) => t(smart(model) ? 'counterTop' : 'pocket'))],
    [t('fits'), each((model) => t(smart(model) ? 'fits_smart' : 'fits_esign'))],
  ];
  return (
    <section className="card compare" aria-label={t('compare')}>
      <h2>{t('compare')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('feature')}</th>
            {MODELS.map((model) => (
              <th key={model} scope="col">
                {t(model)} {model === found.suggested && <em className="tag good">{t('suggested')}</em>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The phone's own sheet where there is one, else the link is copied, else it is shown to be copied by hand. */
function Actions() {
  const t = useWords(words);
  const share = async (): Promise<void> => {
    const link = location.href;
    if (typeof (navigator as Partial<Navigator>).share === 'function') {
      // closing the sheet is an answer too
      await navigator.share({ title: t('title'), url: link }).catch(() => undefined);
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      Toast.show({ icon: 'success', content: t('copied') });
    } catch {
      Toast.show({ content: t('copyFailed', { link }), duration: 8_000 });
    }
  };
  return (
    <>
      <div className="two-buttons screen-only">
        <Button block onClick={() => void share()}>
          {t('share')}
        </Button>
        <Button block onClick={() => window.print()}>
          {t('printPage')}
        </Button>
      </div>
      <a className="solid-link screen-only" href="/merchant/">
        {t('applyNow')}
      </a>
    </>
  );
}
