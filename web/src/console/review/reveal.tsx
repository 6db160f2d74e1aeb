import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { words } from './words.ts';

const SHOWN_S = 30;

/** Full numbers for thirty seconds; they are held nowhere else, and the look is logged. */
export function Reveal({ caseId, enabled }: { caseId: string; enabled: boolean }) {
  const t = useWords(words);
  const text = useProblemText();
  const [left, setLeft] = useState(0);
  const reveal = useMutation({
    gcTime: 0,
    mutationFn: () => client.call('POST /api/console/cases/:caseId/reveal', { params: { caseId } }),
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
      <div className="revealed">
        <p role="status">{t('revealed', { n: left })}</p>
        <dl className="filed">
          {(['idNumber', 'phone', 'accountNumber', 'legalPersonIdNumber'] as const).map((name) =>
            data[name] === undefined || data[name] === '' ? null : (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd>{data[name]}</dd>
              </div>
            ),
          )}
        </dl>
      </div>
    );
  return (
    <>
      <Button
        size="small"
        disabled={!enabled}
        loading={reveal.isPending}
        title={t('revealLogged')}
        onClick={() => reveal.mutate()}
      >
        {t('reveal')}
      </Button>
      {reveal.error !== null && <Alert type="error" showIcon title={text(reveal.error)} />}
    </>
  );
}
