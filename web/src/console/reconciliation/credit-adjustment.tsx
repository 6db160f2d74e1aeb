import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { Ask } from '../ask.tsx';
import { words } from './dispute-words.ts';

const REASON_MIN = 5;
/** Fen of `123.45`; undefined for what is no sum. */
const fenOf = (text: string): string | undefined => {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const fen = BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
  return fen > 0n ? fen.toString() : undefined;
};

/** Proposes to give a sale, or a part of it, back to its cardholder over the network; another person decides it among the disputes. */
export function CreditAdjustment({ sale }: { sale: { merchantId: string; transactionId: string; amountFen: string } }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const [amount, setAmount] = useState(yuan(sale.amountFen).replaceAll(',', ''));
  const [reason, setReason] = useState('');
  const amountFen = fenOf(amount);
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/sales/:merchantId/:transactionId/credit-adjustment', {
        params: { merchantId: sale.merchantId, transactionId: sale.transactionId },
        body: { amountFen: amountFen ?? '', reason: reason.trim() },
      }),
    onSuccess: () => {
      setAsking(false);
      void message.success(t('creditProposed'));
      return queries.invalidateQueries({ queryKey: ['disputes'] });
    },
  });
  return (
    <p>
      <Button size="small" onClick={() => setAsking(true)}>
        {t('creditAsk')}
      </Button>
      {asking && (
        <Ask
          title={t('creditAsk')}
          ok={t('creditDo')}
          ready={amountFen !== undefined && reason.trim().length >= REASON_MIN}
          of={propose}
          onOk={() => propose.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('creditFollows')}</p>
          <label className="ask-field">
            {t('creditAmount')}
            <Input inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} />
          </label>
          <label className="ask-field">
            {t('note')}
            <Input.TextArea
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
        </Ask>
      )}
    </p>
  );
}
