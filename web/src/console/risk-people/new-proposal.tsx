import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Select } from 'antd';
import { useState } from 'react';
import { client, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { ruleWords, type RuleWord } from '../../kit/rule-words.ts';
import { Ask } from '../ask.tsx';
import { words } from './words.ts';

type Body = NonNullable<CallInput<'POST /api/console/risk-proposals/merchants/:merchantNo'>['body']>;
type Kind = Body['kind'];
type Limits = Extract<Body, { kind: 'limits' }>['content'];

const KINDS = ['limits', 'exemption', 'suspension', 'resumption'] as const satisfies readonly Kind[];
const CARDS = ['credit', 'debit', 'qr'] as const satisfies readonly Limits['card'][];
const ENTRIES = ['any', 'chip', 'swipe', 'contactless', 'manual'] as const satisfies readonly Limits['entry'][];
const SPANS = ['single', 'day', 'month'] as const;
const NOTE_MIN = 2;

/** Yuan as typed, in fen; undefined for what is no amount. */
const fenOf = (typed: string): string | undefined =>
  /^\d{1,9}(\.\d{1,2})?$/.test(typed.trim()) ? String(Math.round(Number(typed) * 100)) : undefined;

interface Typed {
  readonly card: Limits['card'];
  readonly entry: Limits['entry'];
  readonly single: string;
  readonly day: string;
  readonly month: string;
  readonly until: string;
  readonly rules: readonly string[];
  readonly reason: string;
}
const NOTHING: Typed = {
  card: 'credit',
  entry: 'any',
  single: '',
  day: '',
  month: '',
  until: '',
  rules: [],
  reason: '',
};

/** What is sent; undefined while something is missing. */
function contentOf(kind: Kind, typed: Typed): Body['content'] | undefined {
  const [singleFen, dayFen, monthFen] = SPANS.map((span) => fenOf(typed[span]));
  if (kind === 'limits')
    return singleFen === undefined || dayFen === undefined || monthFen === undefined || typed.until === ''
      ? undefined
      : { card: typed.card, entry: typed.entry, singleFen, dayFen, monthFen, until: typed.until };
  if (kind === 'exemption')
    return typed.rules.length === 0 || typed.until === '' ? undefined : { rules: [...typed.rules], until: typed.until };
  return typed.reason.trim().length < NOTE_MIN ? undefined : { reason: typed.reason.trim() };
}

/** One proposes something for a merchant; a colleague decides. */
export function NewProposal({ onClose }: { onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [merchantNo, setMerchantNo] = useState('');
  const [kind, setKind] = useState<Kind>('limits');
  const [typed, setTyped] = useState(NOTHING);
  const [note, setNote] = useState('');
  const content = contentOf(kind, typed);
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/risk-proposals/merchants/:merchantNo', {
        params: { merchantNo: merchantNo.trim() },
        body: { kind, content, note: note.trim() } as Body,
      }),
    onSuccess: () => {
      void message.success(t('recorded'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('add')}
      ok={t('add')}
      ready={content !== undefined && merchantNo.trim() !== '' && note.trim().length >= NOTE_MIN}
      of={propose}
      onOk={() => propose.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('merchantNo')}
        <Input value={merchantNo} maxLength={20} onChange={(event) => setMerchantNo(event.target.value)} />
      </label>
      <div className="ask-field">
        <span>{t('kind')}</span>
        <Select
          aria-label={t('kind')}
          value={kind}
          options={KINDS.map((one) => ({ value: one, label: t(one) }))}
          onChange={setKind}
        />
      </div>
      <Fields kind={kind} typed={typed} onTyped={setTyped} />
      <label className="ask-field">
        {t('noteNeeded')}
        <Input.TextArea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
    </Ask>
  );
}

function Fields({ kind, typed, onTyped }: { kind: Kind; typed: Typed; onTyped: (typed: Typed) => void }) {
  const t = useWords(words);
  const r = useWords(ruleWords);
  const until = (
    <label className="ask-field">
      {t('until')}
      <Input type="date" value={typed.until} onChange={(event) => onTyped({ ...typed, until: event.target.value })} />
    </label>
  );
  if (kind === 'limits')
    return (
      <>
        <div className="ask-field">
          <span>{t('card')}</span>
          <Select
            aria-label={t('card')}
            value={typed.card}
            options={CARDS.map((one) => ({ value: one, label: t(one) }))}
            onChange={(card) => onTyped({ ...typed, card, entry: card === 'qr' ? 'any' : typed.entry })}
          />
        </div>
        <div className="ask-field">
          <span>{t('entry')}</span>
          <Select
            aria-label={t('entry')}
            value={typed.entry}
            disabled={typed.card === 'qr'}
            options={ENTRIES.map((one) => ({ value: one, label: t(one) }))}
            onChange={(entry) => onTyped({ ...typed, entry })}
          />
        </div>
        {SPANS.map((span) => (
          <label className="ask-field" key={span}>
            {t(span)}
            <Input
              inputMode="decimal"
              value={typed[span]}
              onChange={(event) => onTyped({ ...typed, [span]: event.target.value })}
            />
          </label>
        ))}
        {until}
      </>
    );
  if (kind === 'exemption')
    return (
      <>
        <div className="ask-field">
          <span>{t('rules')}</span>
          <Select
            mode="multiple"
            aria-label={t('rules')}
            value={[...typed.rules]}
            options={(Object.keys(ruleWords) as RuleWord[]).map((one) => ({ value: one, label: r(one) }))}
            onChange={(rules: string[]) => onTyped({ ...typed, rules })}
          />
        </div>
        {until}
      </>
    );
  return (
    <label className="ask-field">
      {t('reason')}
      <Input.TextArea
        rows={2}
        maxLength={500}
        value={typed.reason}
        onChange={(event) => onTyped({ ...typed, reason: event.target.value })}
      />
    </label>
  );
}
