import { Button, Checkbox } from 'antd-mobile';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../kit/language.ts';
import { yuan, yuanShort } from '../../kit/money.ts';
import { useOffer, type Draft, type Offer } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useDraft, useLeave } from './draft-keeper.tsx';
import { isCorporate } from './steps.ts';
import { words } from './words.ts';

type Device = Offer['devices'][number];
type Settlement = NonNullable<Draft['settlement']>;
type AccountKind = NonNullable<Draft['accountKind']>;

/** A corporate account is bound by the smart POS at activation; the e-sign POS cannot be had with it. */
const modelsFor = (offer: Offer, corporate: boolean): Device[] =>
  offer.devices.filter((one) => !corporate || one.model === 'smart_pos');

function suggested(offer: Offer, draft: Draft): Device['model'] {
  const kind = draft.kind ?? 'individual';
  return offer.devices.find((one) => one.suggestedFor.includes(kind))?.model ?? 'esign_pos';
}

export function PlanStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const offer = useOffer();
  return (
    <Loaded of={offer}>
      {(terms) => <PlanForm offer={terms} title={t('plan')} onBack={onBack} onDone={onDone} />}
    </Loaded>
  );
}

interface FormProps {
  readonly offer: Offer;
  readonly title: string;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

function PlanForm({ offer, title, onBack, onDone }: FormProps) {
  const t = useWords(words);
  const c = useWords(common);
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const [accountKind, setAccountKind] = useState<AccountKind>(isCorporate(draft) ? 'corporate' : 'personal');
  const corporate = isCorporate({ ...draft, accountKind });
  const models = modelsFor(offer, corporate);
  const [chosen, setChosen] = useState<Device['model']>(draft.deviceModel ?? suggested(offer, draft));
  const device = models.find((one) => one.model === chosen) ?? models[0];
  const [agreedFor, setAgreedFor] = useState(draft.depositConfirmed === true ? draft.deviceModel : undefined);
  const [settlement, setSettlement] = useState<Settlement>(draft.settlement ?? 't1');
  const agreed = device !== undefined && agreedFor === device.model;
  const go = (): void => {
    if (device === undefined) return;
    const patch: Draft = { deviceModel: device.model, depositConfirmed: true, settlement, planId: 'standard' };
    leave(save({ ...patch, accountKind: corporate ? 'corporate' : 'personal' }));
  };
  return (
    <Page
      title={title}
      onBack={onBack}
      foot={
        <Button block color="primary" size="large" disabled={!agreed} loading={leaving} onClick={go}>
          {c('next')}
        </Button>
      }
    >
      {draft.kind === 'sole_proprietor' && (
        <Choice
          label={t('accountChoice')}
          value={accountKind}
          options={(['personal', 'corporate'] as const).map((value) => ({
            value,
            title: t(`account_${value}`),
            hint: t(`account_${value}Hint`),
          }))}
          onChange={setAccountKind}
        />
      )}
      {corporate && <p className="lead">{t('corporateSmart')}</p>}
      <Choice
        label={t('device')}
        value={device?.model ?? 'esign_pos'}
        options={models.map((one) => ({
          value: one.model,
          title: t(one.model === 'esign_pos' ? 'esign' : 'smart'),
          hint: t(one.model === 'esign_pos' ? 'esignHint' : 'smartHint'),
          ...(one.model === suggested(offer, draft) ? { tag: t('suggested') } : {}),
        }))}
        onChange={setChosen}
      />
      {device !== undefined && (
        <DepositCard device={device} agreed={agreed} onAgree={(yes) => setAgreedFor(yes ? device.model : undefined)} />
      )}
      <Choice
        label={t('settlement')}
        value={settlement}
        options={[
          { value: 't1', title: t('t1'), hint: t('t1Hint') },
          {
            value: 't0',
            title: t('t0'),
            hint: t(offer.plan.t0AfterDays > 0 ? 't0LaterHint' : 't0Hint', {
              percent: offer.plan.t0Percent,
              days: offer.plan.t0AfterDays,
            }),
          },
        ]}
        onChange={setSettlement}
      />
      <FeesCard plan={offer.plan} settlement={settlement} />
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}

interface Option<V extends string> {
  readonly value: V;
  readonly title: string;
  readonly hint: string;
  readonly tag?: string;
}

function Choice<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
}) {
  return (
    <div role="radiogroup" aria-label={label} className="kinds">
      <h2>{label}</h2>
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          role="radio"
          aria-checked={one.value === value}
          className={one.value === value ? 'card chosen' : 'card'}
          onClick={() => onChange(one.value)}
        >
          <strong>
            {one.title} {one.tag !== undefined && <em className="tag good">{one.tag}</em>}
          </strong>
          <span>{one.hint}</span>
        </button>
      ))}
    </div>
  );
}

function DepositCard({
  device,
  agreed,
  onAgree,
}: {
  device: Device;
  agreed: boolean;
  onAgree: (yes: boolean) => void;
}) {
  const t = useWords(words);
  const facts = {
    deposit: yuanShort(device.depositFen),
    target: yuanShort(device.targetFen),
    days: device.targetDays,
    after: device.targetDays + 1,
  };
  const lines: [string, ReactNode][] = [
    [t('deposit'), `¥${facts.deposit}`],
    [t('target'), `¥${facts.target}`],
    [t('days'), t('daysValue', { n: device.targetDays })],
  ];
  return (
    <section className="card">
      <dl className="three">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="terms">{t('depositTerms', facts)}</p>
      <Checkbox checked={agreed} onChange={onAgree}>
        {t('depositAgree')}
      </Checkbox>
    </section>
  );
}

/** Hundredths of a percent of 10,000 fen are whole fen: no rounding is hidden in the example. */
const feeFen = (percent: string): bigint => BigInt(Math.round(Number(percent) * 100));

function FeesCard({ plan, settlement }: { plan: Offer['plan']; settlement: Settlement }) {
  const t = useWords(words);
  const extra = settlement === 't0' ? feeFen(plan.t0Percent) : 0n;
  return (
    <section className="card">
      <strong>{t('fees')}</strong>
      <ul className="ticks">
        <li>{t('feeCredit', { percent: plan.creditPercent })}</li>
        <li>{t('feeDebit', { percent: plan.debitPercent, cap: yuanShort(plan.debitCapFen) })}</li>
        {settlement === 't0' && <li>{t('feeT0', { percent: plan.t0Percent })}</li>}
      </ul>
      <p className="small">{t('feeExample', { net: yuan(10_000n - feeFen(plan.creditPercent) - extra) })}</p>
    </section>
  );
}
