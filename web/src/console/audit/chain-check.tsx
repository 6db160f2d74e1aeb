import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { words } from './words.ts';

type Stretch = Answer<'GET /api/console/audit/chain'>;
type Fault = Stretch['faults'][number];
interface Found {
  readonly checked: number;
  readonly head: string | undefined;
  readonly fault: Fault | undefined;
}

/** Goes through the chain stretch by stretch, up to the first row that was touched. */
async function checkAll(onStep: (checked: number, total: number) => void): Promise<Found> {
  let checked = 0;
  let after: number | undefined;
  for (;;) {
    const stretch: Stretch = await client.call('GET /api/console/audit/chain', {
      query: after === undefined ? {} : { after: String(after) },
    });
    checked += stretch.checked;
    onStep(checked, stretch.total);
    const fault = stretch.faults[0];
    if (fault !== undefined || stretch.next === undefined) return { checked, head: stretch.head, fault };
    after = stretch.next;
  }
}

export function useChainCheck() {
  const [progress, setProgress] = useState({ checked: 0, total: 0 });
  const check = useMutation({
    mutationFn: () => checkAll((checked, total) => setProgress({ checked, total })),
  });
  return { check, progress };
}

export function CheckButton({ of }: { of: ReturnType<typeof useChainCheck> }) {
  const t = useWords(words);
  return (
    <Button loading={of.check.isPending} onClick={() => of.check.mutate()}>
      {t('check')}
    </Button>
  );
}

export function CheckResult({ of: { check, progress } }: { of: ReturnType<typeof useChainCheck> }) {
  const t = useWords(words);
  const text = useProblemText();
  if (check.isPending) {
    const { checked, total } = progress;
    return (
      <div className="gap" role="status">
        {t('checking', { checked, total })}
        <Progress
          aria-label={t('check')}
          percent={total === 0 ? 0 : Math.round((checked * 100) / total)}
          showInfo={false}
        />
      </div>
    );
  }
  if (check.error !== null) return <Alert className="gap" type="error" showIcon title={text(check.error)} />;
  if (check.data === undefined) return null;
  const { checked, head, fault } = check.data;
  if (fault === undefined)
    return (
      <Alert
        className="gap"
        type="success"
        showIcon
        title={t('sound', { checked })}
        description={
          head !== undefined && (
            <>
              {t('head')}
              <br />
              <code className="digest">{head}</code>
            </>
          )
        }
      />
    );
  const facts = { seq: fault.seq ?? 0, id: fault.entryId, what: t(fault.kind) };
  return (
    <Alert
      className="gap"
      type="error"
      showIcon
      title={fault.seq === undefined ? t('touchedStray', facts) : t('touched', facts)}
      description={t('touchedNext')}
    />
  );
}
