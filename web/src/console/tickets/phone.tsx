import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { words } from './words.ts';

const SHOWN_S = 30;

/** The full number for thirty seconds; it is held nowhere else, and the look is logged. */
export function Phone({ ticketId, masked }: { ticketId: string; masked: string }) {
  const t = useWords(words);
  const text = useProblemText();
  const [left, setLeft] = useState(0);
  const reveal = useMutation({
    gcTime: 0,
    mutationFn: () => client.call('POST /api/console/hotline/tickets/:ticketId/phone', { params: { ticketId } }),
    onSuccess: () => setLeft(SHOWN_S),
  });
  const { data, reset } = reveal;
  useEffect(() => {
    if (data === undefined) return undefined;
    if (left === 0) {
      reset();
      return undefined;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [data, left, reset]);
  if (data !== undefined && left > 0)
    return (
      <span role="status">
        {data.phone} <span className="dim">{t('hides', { s: left })}</span>
      </span>
    );
  return (
    <>
      <span className="gap-after">{masked}</span>
      <Button size="small" loading={reveal.isPending} title={t('revealLogged')} onClick={() => reveal.mutate()}>
        {t('revealPhone')}
      </Button>
      {reveal.error !== null && <Alert type="error" showIcon title={text(reveal.error)} />}
    </>
  );
}
