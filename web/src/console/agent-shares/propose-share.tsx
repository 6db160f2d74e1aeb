import { useMutation } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { useDone } from '../use-done.ts';
import { PARTS, shown, type Desk, type Part } from './agent-shares.tsx';
import { words } from './words.ts';

/** What was typed as whole ppm or fen; undefined for what is no number. */
function wholeOf(part: Part, typed: string): string | undefined {
  if (!/^\d{1,4}(\.\d{1,4})?$/.test(typed.trim())) return undefined;
  return String(Math.round(Number(typed) * (part === 'debitCapFen' ? 100 : 10_000)));
}

/** New terms of an agent, beginning from those in force, or from what a sale costs and nothing to share. */
export function ProposeShare({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const t = useWords(words);
  const typedOf = (agentId: string): Record<Part, string> => {
    const base = desk.agents.find((one) => one.agentId === agentId)?.inForce ?? { ...desk.floors, sharePpm: '500000' };
    return Object.fromEntries(PARTS.map((part) => [part, shown(part, base[part])])) as Record<Part, string>;
  };
  const [agentId, setAgentId] = useState(desk.agents[0]?.agentId ?? '');
  const [from, setFrom] = useState(desk.earliest);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState(() => typedOf(agentId));
  const whole = Object.fromEntries(PARTS.map((part) => [part, wholeOf(part, typed[part])]));
  const ready =
    agentId !== '' &&
    reason.trim().length >= 2 &&
    from !== '' &&
    Object.values(whole).every((one) => one !== undefined);
  const onSuccess = useDone(t('done'), onClose);
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/agent-shares/terms', {
        body: { agentId, terms: whole as Record<Part, string>, from, reason: reason.trim() },
      }),
    onSuccess,
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
        {t('agent')}
        <Select
          aria-label={t('agent')}
          value={agentId}
          options={desk.agents.map((one) => ({ value: one.agentId, label: one.name }))}
          onChange={(value) => {
            setAgentId(value);
            setTyped(typedOf(value));
          }}
        />
      </label>
      {PARTS.map((part) => (
        <label className="ask-field" key={part}>
          <span>
            {t(part)}{' '}
            {part !== 'sharePpm' && (
              <span className="dim">{t('floor', { floor: shown(part, desk.floors[part]) })}</span>
            )}
          </span>
          <Input
            value={typed[part]}
            inputMode="decimal"
            status={whole[part] === undefined ? 'error' : ''}
            onChange={(one) => setTyped({ ...typed, [part]: one.target.value })}
          />
        </label>
      ))}
      <label className="ask-field">
        {t('fromEarliest', { day: desk.earliest })}
        <Input type="date" min={desk.earliest} value={from} onChange={(one) => setFrom(one.target.value)} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(one) => setReason(one.target.value)} />
      </label>
    </Ask>
  );
}
