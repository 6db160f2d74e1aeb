import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { PARTS, shown, type Part } from './prices.tsx';
import { words } from './words.ts';

/** What was typed as whole ppm or fen; undefined for what is no number. */
function wholeOf(part: Part, typed: string): string | undefined {
  if (!/^\d{1,4}(\.\d{1,4})?$/.test(typed.trim())) return undefined;
  const whole = Math.round(Number(typed) * (part === 'debitCapFen' ? 100 : 10_000));
  return String(whole);
}

/** A new version of a plan, beginning from its newest one; another name makes another plan. */
export function Propose({ plans, onClose }: { plans: Answer<'GET /api/console/price-plans'>; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const newest = plans.versions[0];
  const [planId, setPlanId] = useState(newest?.planId ?? 'standard');
  const [from, setFrom] = useState(plans.fallFrom);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState<Record<Part, string>>(
    () => Object.fromEntries(PARTS.map((part) => [part, shown(part, newest?.[part] ?? '0')])) as Record<Part, string>,
  );
  const whole = Object.fromEntries(PARTS.map((part) => [part, wholeOf(part, typed[part])]));
  const ready = reason.trim().length >= 2 && from !== '' && Object.values(whole).every((one) => one !== undefined);
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/price-plans/proposals', {
        body: { planId, terms: whole as Record<Part, string>, effectiveFrom: from, reason: reason.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('propose')}
      ok={t('propose')}
      ready={ready}
      of={propose}
      onOk={() => propose.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('plan')}
        <Input value={planId} maxLength={31} onChange={(one) => setPlanId(one.target.value)} />
      </label>
      {PARTS.map((part) => (
        <label className="ask-field" key={part}>
          {t(part)} <span className="dim">{t('floor', { floor: shown(part, plans.floors[part]) })}</span>
          <Input
            value={typed[part]}
            inputMode="decimal"
            onChange={(one) => setTyped({ ...typed, [part]: one.target.value })}
          />
        </label>
      ))}
      <label className="ask-field">
        {t('from')}
        <Input type="date" min={plans.fallFrom} value={from} onChange={(one) => setFrom(one.target.value)} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(one) => setReason(one.target.value)} />
      </label>
    </Ask>
  );
}
