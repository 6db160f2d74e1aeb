import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client, type Answer, type CallInput } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { Refused } from '../shell.tsx';
import { words } from './words.ts';

type Archive = NonNullable<Answer<'GET /api/merchant/transactions/:transactionId'>['archive']>;
type Reason = CallInput<'POST /api/merchant/transactions/:transactionId/archive-requests'>['body']['reason'];
const REASONS = ['customer', 'dispute', 'books', 'authority', 'other'] as const satisfies readonly Reason[];

/** A receipt that is older than a year: where it is, and how it comes back. */
export function Archived({ of, transactionId }: { of: Archive; transactionId: string }) {
  const t = useWords(words);
  const language = useLanguage();
  const queries = useQueryClient();
  const [reason, setReason] = useState<Reason>();
  const fetching = useMutation({
    mutationFn: (why: Reason) =>
      client.call('POST /api/merchant/transactions/:transactionId/archive-requests', {
        params: { transactionId },
        body: { reason: why },
      }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <section className="card no-print" aria-labelledby="archive">
      <strong id="archive">{t(`archive_${of.state}`)}</strong>
      <p role="status">
        {t(`archiveHint_${of.state}`, {
          time: of.readyBy === undefined ? '' : shortTime(of.readyBy),
          date: of.readableTo === undefined ? '' : civilDate(of.readableTo, language),
        })}
      </p>
      {of.state === 'archived' && (
        <>
          <fieldset className="archive-reasons">
            <legend>{t('archiveWhy')}</legend>
            {REASONS.map((one) => (
              <label key={one} className="choice">
                <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
                <span>{t(`archiveReason_${one}`)}</span>
              </label>
            ))}
          </fieldset>
          {fetching.error !== null && <Refused error={fetching.error} />}
          <Button
            block
            color="primary"
            disabled={reason === undefined}
            loading={fetching.isPending}
            onClick={() => {
              if (reason !== undefined) fetching.mutate(reason);
            }}
          >
            {t('archiveFetch')}
          </Button>
        </>
      )}
    </section>
  );
}
