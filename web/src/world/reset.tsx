/** Back to the first state: asked once more, then this page waits until the system is there again. */
import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Modal, Progress } from 'antd';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './living-words.ts';

type LivingAnswer = Answer<'GET /api/demo/living'>;
const LOOK_MS = 1_000;

export function ResetDemo() {
  const t = useWords(words);
  const text = useProblemText();
  const living = useQuery({ queryKey: ['living'], queryFn: () => client.call('GET /api/demo/living') });
  const [asking, setAsking] = useState(false);
  /** The run that is being left. */
  const [left, setLeft] = useState<string>();
  const [refused, setRefused] = useState<unknown>();
  const begin = async (run: string): Promise<void> => {
    setLeft(run);
    try {
      await client.call('POST /api/demo/reset', { body: { run } });
    } catch (error) {
      setLeft(undefined);
      setRefused(error);
    }
  };
  if (living.data?.canReset !== true) return null;
  const { run } = living.data;
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {t('reset')}
      </Button>
      <Modal
        open={asking}
        title={t('resetTitle')}
        closable={left === undefined}
        mask={{ closable: false }}
        onCancel={() => setAsking(false)}
        footer={
          left === undefined
            ? [
                <Button key="no" onClick={() => setAsking(false)}>
                  {t('cancel')}
                </Button>,
                <Button key="yes" danger type="primary" onClick={() => void begin(run)}>
                  {t('resetYes')}
                </Button>,
              ]
            : null
        }
      >
        {refused !== undefined && <Alert type="error" showIcon title={text(refused)} />}
        {left === undefined ? <p>{t('resetWhat')}</p> : <Waiting left={left} />}
      </Modal>
    </>
  );
}

type Seen = { readonly percent: number; readonly word: 'stopping' | 'starting' | 'writing' | 'failedToStart' };

/** Looks once a second; what does not answer is on its way down or up. */
function Waiting({ left }: { left: string }) {
  const t = useWords(words);
  const [seen, setSeen] = useState<Seen>({ percent: 3, word: 'stopping' });
  const busy = useRef(false);
  useEffect(() => {
    const look = async (): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      const response = await fetch('/api/demo/living').catch(() => undefined);
      const body = (await response?.json().catch(() => undefined)) as
        | (Partial<LivingAnswer> & { stage?: string })
        | undefined;
      busy.current = false;
      if (body?.stage === 'failed') return setSeen({ percent: 100, word: 'failedToStart' });
      if (response?.ok !== true || body?.run === left)
        return setSeen((before) => ({
          percent: Math.min(25, before.percent + 2),
          word: body?.stage === 'starting' ? 'starting' : before.word,
        }));
      if (body?.state !== 'seeding') return location.reload();
      setSeen({ percent: 25 + Math.floor(((body.percent ?? 0) * 3) / 4), word: 'writing' });
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [left]);
  return (
    <div role="status">
      <p>{t(seen.word)}</p>
      <Progress percent={seen.percent} status={seen.word === 'failedToStart' ? 'exception' : 'active'} />
    </div>
  );
}
