import { Button, Checkbox } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { yuan, yuanShort } from '../../kit/money.ts';
import { useOffer, type Offer } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useDraft, useLeave } from './draft-keeper.tsx';
import { words } from './words.ts';

export function PlanStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const offer = useOffer();
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const [agreed, setAgreed] = useState(draft.depositConfirmed === true);
  const go = (): void =>
    leave(save({ deviceModel: 'esign_pos', depositConfirmed: true, settlement: 't1', planId: 'standard' }));
  return (
    <Page
      title={t('plan')}
      onBack={onBack}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={!agreed || offer.data === undefined}
          loading={leaving}
          onClick={go}
        >
          {c('next')}
        </Button>
      }
    >
      <Loaded of={offer}>
        {(terms) => (
          <>
            <DeviceCard offer={terms} agreed={agreed} onAgree={setAgreed} />
            <SettlementCard plan={terms.plan} />
          </>
        )}
      </Loaded>
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}

function DeviceCard({ offer, agreed, onAgree }: { offer: Offer; agreed: boolean; onAgree: (agreed: boolean) => void }) {
  const t = useWords(words);
  const device = offer.devices.find((one) => one.model === 'esign_pos');
  if (device === undefined) return null;
  const facts = {
    deposit: yuanShort(device.depositFen),
    target: yuanShort(device.targetFen),
    days: device.targetDays,
    after: device.targetDays + 1,
  };
  return (
    <section className="card chosen">
      <strong>{t('esign')}</strong>
      <p>{t('esignHint')}</p>
      <dl className="three">
        <div>
          <dt>{t('deposit')}</dt>
          <dd>¥{facts.deposit}</dd>
        </div>
        <div>
          <dt>{t('target')}</dt>
          <dd>¥{facts.target}</dd>
        </div>
        <div>
          <dt>{t('days')}</dt>
          <dd>{t('daysValue', { n: device.targetDays })}</dd>
        </div>
      </dl>
      <p className="terms">{t('depositTerms', facts)}</p>
      <Checkbox checked={agreed} onChange={onAgree}>
        {t('depositAgree')}
      </Checkbox>
    </section>
  );
}

function SettlementCard({ plan }: { plan: Offer['plan'] }) {
  const t = useWords(words);
  const fee = Math.round(Number(plan.creditPercent) * 100);
  return (
    <section className="card chosen">
      <strong>{t('t1')}</strong>
      <p>{t('t1Hint')}</p>
      <ul className="ticks">
        <li>{t('feeCredit', { percent: plan.creditPercent })}</li>
        <li>{t('feeDebit', { percent: plan.debitPercent, cap: yuanShort(plan.debitCapFen) })}</li>
      </ul>
      <p className="small">{t('feeExample', { net: yuan(BigInt(10_000 - fee)) })}</p>
    </section>
  );
}
