import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { words } from './words.ts';

const REASON_MIN = 5;
const REASON_MAX = 200;

/** Opens the merchant's app in a tab of its own, as the merchant sees it: to read only, for a quarter of an hour, with a reason that the merchant reads. */
export function SeeAs({ merchantNo }: { merchantNo: string }) {
  const t = useWords(words);
  const [asking, ask] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => ask(true)}>
        {t('seeAs')}
      </Button>
      {asking && <Why merchantNo={merchantNo} onClose={() => ask(false)} />}
    </>
  );
}

function Why({ merchantNo, onClose }: { merchantNo: string; onClose: () => void }) {
  const t = useWords(words);
  const [reason, setReason] = useState('');
  const opened = useMutation({
    // the tab is opened with the click, before anything is awaited: later a browser would keep it shut
    mutationFn: async (tab: Window | null) => {
      try {
        const body = { reason: reason.trim() };
        const { lookId } = await client.call('POST /api/console/merchants/:merchantNo/looks', {
          params: { merchantNo },
          body,
        });
        const address = `/merchant/home?look=${encodeURIComponent(lookId)}`;
        if (tab === null) location.assign(address);
        else tab.location.replace(address);
      } catch (error) {
        tab?.close();
        throw error;
      }
    },
    onSuccess: onClose,
  });
  return (
    <Ask
      title={t('seeAs')}
      ok={t('seeAsOpen')}
      ready={reason.trim().length >= REASON_MIN}
      of={opened}
      onOk={() => opened.mutate(window.open('about:blank', '_blank'))}
      onClose={onClose}
    >
      <p>{t('seeAsFollows')}</p>
      <Input.TextArea
        rows={3}
        maxLength={REASON_MAX}
        aria-label={t('reason')}
        placeholder={t('reason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Ask>
  );
}
