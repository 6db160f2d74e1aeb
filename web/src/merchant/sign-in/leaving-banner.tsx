import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import type { Me } from '../queries.ts';
import { Refused } from '../shell.tsx';
import { words } from './words.ts';

/** The account is about to get another number: whoever reads this still has it, and can say no. */
export function LeavingBanner({ leaving }: { leaving: NonNullable<Me['recovery']> }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => client.call('POST /api/applicant/recovery/stop'),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <div role="alert" className="outcome warn leaving">
      <strong>{t('leaving', { phone: leaving.newPhone, at: dateTime(leaving.at) })}</strong>
      <Button block color="danger" loading={stop.isPending} onClick={() => stop.mutate()}>
        {t('leavingStop')}
      </Button>
      {stop.error !== null && <Refused error={stop.error} />}
    </div>
  );
}
