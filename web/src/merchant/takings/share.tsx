import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useState } from 'react';
import { client, type Answer, type RouteKey } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { shortTime } from '../../kit/time.ts';
import { Refused, StateTag } from '../shell.tsx';
import { words } from './words.ts';

type Detail = Answer<'GET /api/merchant/transactions/:transactionId'>;

/** One press, however often it is sent: a new key where something else is wanted. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('');

/** The e-receipt in the customer's hands: as a picture, as a paper, as an address, by SMS. */
export function ShareReceipt({ of, transactionId }: { of: Detail; transactionId: string }) {
  const t = useWords(words);
  const { address } = of;
  const href = (format: 'png' | 'pdf'): string =>
    `${client.href('GET /api/merchant/transactions/:transactionId/receipt' satisfies RouteKey, { transactionId })}?format=${format}`;
  const share = async (url: string): Promise<void> => {
    if (navigator.share === undefined) {
      await navigator.clipboard.writeText(url);
      Toast.show({ content: t('copied') });
    } else await navigator.share({ title: t('receipt'), url }).catch(() => undefined); // called off
  };
  return (
    <section className="card no-print" aria-labelledby="share-receipt">
      <strong id="share-receipt">{t('shareTitle')}</strong>
      <p className="share-ways">
        <a href={href('png')} download>
          {t('savePng')}
        </a>
        <a href={href('pdf')} download>
          {t('savePdf')}
        </a>
        {address !== undefined && (
          <button type="button" onClick={() => void share(address)}>
            {t('shareLink')}
          </button>
        )}
      </p>
      {address !== undefined && <BySms transactionId={transactionId} />}
      {of.shares.length > 0 && (
        <ul className="rows">
          {of.shares.map((one) => (
            <li key={one.at + one.phone} className="split">
              <span>
                {one.phone} <small>{shortTime(one.at)}</small>
              </span>
              <StateTag state={one.state} />
            </li>
          ))}
        </ul>
      )}
      {address !== undefined && (
        <p>
          <a href={address}>{t('customersPage')}</a>
        </p>
      )}
    </section>
  );
}

function BySms({ transactionId }: { transactionId: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [phone, setPhone] = useState('');
  const [requestKey, setKey] = useState(newKey);
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/transactions/:transactionId/shares', {
        params: { transactionId },
        body: { phone, requestKey },
      }),
    onSuccess: () => {
      setPhone('');
      setKey(newKey());
      Toast.show({ icon: 'success', content: t('smsSent') });
      return queries.invalidateQueries({ queryKey: ['sale', transactionId] });
    },
  });
  return (
    <form
      className="share-sms"
      onSubmit={(event) => {
        event.preventDefault();
        if (phone.length === 11) send.mutate();
      }}
    >
      <input
        type="tel"
        inputMode="numeric"
        autoComplete="off"
        maxLength={11}
        placeholder={t('customersPhone')}
        aria-label={t('customersPhone')}
        value={phone}
        onChange={(event) => {
          setPhone(event.target.value.replace(/\D/g, ''));
          setKey(newKey());
        }}
      />
      <Button type="submit" color="primary" fill="outline" disabled={phone.length !== 11} loading={send.isPending}>
        {t('sendSms')}
      </Button>
      <small>{t('smsHint')}</small>
      {send.error !== null && <Refused error={send.error} />}
    </form>
  );
}
