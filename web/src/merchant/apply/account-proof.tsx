import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Refused } from '../shell.tsx';
import { Field } from './identity.tsx';
import { words } from './words.ts';

const AMOUNT = /^0\.\d{2}$/;

/** A few fen are paid into the account; who reads the amount on its statement has shown that the account is theirs. Not needed to go on. */
export function AccountProof() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [amount, setAmount] = useState('0.');
  const proof = useQuery({
    queryKey: ['application', 'proof'],
    queryFn: () => client.call('GET /api/applicant/application/account-proof'),
  });
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ['application', 'proof'] });
  const send = useMutation({
    mutationFn: () => client.call('POST /api/applicant/application/account-proof'),
    onSettled: again,
  });
  const confirm = useMutation({
    mutationFn: () =>
      client.call('POST /api/applicant/application/account-proof/confirmation', {
        body: { amountFen: String(Number(amount.slice(2))) },
      }),
    onSettled: again,
  });
  const state = proof.data?.state ?? 'none';
  return (
    <section className="card form" aria-label={t('proofTitle')}>
      <h2>{t('proofTitle')}</h2>
      {state === 'proved' ? (
        <p role="status">{t('proofDone')}</p>
      ) : (
        <>
          <p className="small">{t('proofText')}</p>
          {state === 'sent' ? (
            <>
              <Field label={t('proofAmount')} value={amount} onChange={setAmount} inputMode="text" maxLength={4} />
              <Button
                block
                color="primary"
                disabled={!AMOUNT.test(amount)}
                loading={confirm.isPending}
                onClick={() => confirm.mutate()}
              >
                {t('proofConfirm')}
              </Button>
            </>
          ) : (
            <Button block loading={send.isPending} onClick={() => send.mutate()}>
              {t('proofSend')}
            </Button>
          )}
        </>
      )}
      {send.error !== null && state !== 'sent' && <Refused error={send.error} />}
      {confirm.error !== null && state !== 'proved' && <Refused error={confirm.error} />}
    </section>
  );
}
