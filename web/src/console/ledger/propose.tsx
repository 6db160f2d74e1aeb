import { DeleteOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, AutoComplete, Button, Input } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { Ask } from '../ask.tsx';
import { fenOf, useAccountName } from './parts.tsx';
import { words } from './words.ts';

interface Line {
  readonly key: number;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
}
const LINES_MAX = 16;
const REASON_MIN = 4;
const emptyLine = (key: number): Line => ({ key, account: '', debit: '', credit: '' });

/** Fen of a line, debit positive; undefined where it is not one amount on one side. */
function amountOf(line: Line): bigint | undefined {
  const [debit, credit] = [line.debit, line.credit].map((text) => (text === '' ? '' : fenOf(text)));
  if (debit === undefined || credit === undefined || (debit === '') === (credit === '')) return undefined;
  return debit === '' ? -BigInt(credit) : BigInt(debit);
}

export function Propose({ accounts, onClose }: { accounts: readonly string[]; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [lines, setLines] = useState<readonly Line[]>([emptyLine(0), emptyLine(1)]);
  const [texts, setTexts] = useState({ merchantNo: '', reason: '', attachment: '' });
  const amounts = lines.map(amountOf);
  const total = amounts.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n);
  const whole = lines.every((line, i) => line.account !== '' && amounts[i] !== undefined && amounts[i] !== 0n);
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/adjustments', {
        body: {
          lines: lines.map((line, i) => ({ account: line.account, amountFen: (amounts[i] ?? 0n).toString() })),
          reason: texts.reason.trim(),
          attachment: texts.attachment.trim(),
          ...(texts.merchantNo === '' ? {} : { merchantNo: texts.merchantNo }),
        },
      }),
    onSuccess: () => {
      void message.success(t('done'));
      onClose();
      return queries.invalidateQueries({ queryKey: ['adjustments'] });
    },
  });
  const text = (field: keyof typeof texts) => ({
    value: texts[field],
    onChange: (event: { target: { value: string } }) => setTexts({ ...texts, [field]: event.target.value }),
  });
  return (
    <Ask
      title={t('propose')}
      ok={t('propose')}
      ready={whole && total === 0n && texts.reason.trim().length >= REASON_MIN}
      of={propose}
      onOk={() => propose.mutate()}
      onClose={onClose}
    >
      <p className="dim">{t('starMeans', { list: accounts.join(', ') })}</p>
      <Lines lines={lines} accounts={accounts} onChange={setLines} />
      <p className={total === 0n ? 'dim' : 'bad-text'}>
        {total === 0n ? t('even') : t('difference', { n: yuan(total < 0n ? -total : total) })}
      </p>
      <label className="ask-field">
        {t('merchantNo')}
        <Input maxLength={15} {...text('merchantNo')} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={2} maxLength={500} {...text('reason')} />
      </label>
      <label className="ask-field">
        {t('attachment')}
        <Input.TextArea rows={2} maxLength={4_000} {...text('attachment')} />
      </label>
    </Ask>
  );
}

function Lines(props: {
  lines: readonly Line[];
  accounts: readonly string[];
  onChange: (lines: readonly Line[]) => void;
}) {
  const { lines, accounts, onChange } = props;
  const t = useWords(words);
  const name = useAccountName();
  const put = (key: number, part: Partial<Line>): void =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  // what stands for many is completed by hand
  const options = accounts.map((one) => {
    const value = one.replace(/\*$/, '');
    return { value, label: one.endsWith('*') ? one : `${one}　${name(one)}` };
  });
  return (
    <fieldset className="adjust-lines">
      <legend>{t('lines')}</legend>
      {lines.map((line) => (
        <div key={line.key} className="adjust-line">
          <AutoComplete
            aria-label={t('account')}
            placeholder={t('account')}
            value={line.account}
            options={options}
            onChange={(account: string) => put(line.key, { account: account.trim() })}
          />
          <Input
            aria-label={t('debit')}
            placeholder={t('debit')}
            inputMode="decimal"
            value={line.debit}
            onChange={(event) => put(line.key, { debit: event.target.value.trim(), credit: '' })}
          />
          <Input
            aria-label={t('credit')}
            placeholder={t('credit')}
            inputMode="decimal"
            value={line.credit}
            onChange={(event) => put(line.key, { credit: event.target.value.trim(), debit: '' })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('removeLine')}
            disabled={lines.length <= 2}
            onClick={() => onChange(lines.filter((one) => one.key !== line.key))}
          />
        </div>
      ))}
      <Button
        size="small"
        disabled={lines.length >= LINES_MAX}
        onClick={() => onChange([...lines, emptyLine(1 + Math.max(...lines.map((one) => one.key)))])}
      >
        {t('addLine')}
      </Button>
    </fieldset>
  );
}
