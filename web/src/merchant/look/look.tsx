import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { client, isLooking, problemOf } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { clockTime } from '../../kit/time.ts';
import { Empty } from '../shell.tsx';
import { leaveLook } from './enter.ts';
import { words } from './words.ts';

/** How long a page may still show what the server shows no more. */
const ASK_EVERY_MS = 15_000;

export const isLookOver = (error: unknown): boolean => error !== null && problemOf(error).code === 'identity.look_over';

/** Who looks here, where somebody of staff does; asked again, so that the end is seen. */
export const useLook = () =>
  useQuery({
    queryKey: ['look'],
    queryFn: () => client.call('GET /api/applicant/look'),
    enabled: isLooking(),
    refetchInterval: ({ state }) => (isLookOver(state.error) ? false : ASK_EVERY_MS),
  });

function backToConsole(path: string): void {
  leaveLook();
  location.assign(`/console/${path}`);
}

/** Whose app this is and who looks at it: never to be mistaken for the merchant. */
export function LookBanner() {
  const t = useWords(words);
  const { data } = useLook();
  const path = data === undefined ? 'merchants' : `merchants/${data.merchantNo}`;
  const leave = useMutation({
    mutationFn: () => client.call('DELETE /api/console/looks/current'),
    // whoever is signed out of the console by now leaves as well: the look has ended with it
    onSettled: () => backToConsole(path),
  });
  if (data === undefined) return null;
  return (
    <div role="status" className="look-bar">
      <span>
        <strong>{t('sees', { name: data.name, merchant: data.merchantName })}</strong>
        <small className="block">{t('until', { at: clockTime(data.until), reason: data.reason })}</small>
      </span>
      <Button size="small" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t('leave')}
      </Button>
    </div>
  );
}

/** The look has ended: nothing of the merchant is shown any more. */
export function LookOver() {
  const t = useWords(words);
  return (
    <Empty title={t('over')} hint={t('overHint')}>
      <Button color="primary" onClick={() => backToConsole('merchants')}>
        {t('back')}
      </Button>
    </Empty>
  );
}
