import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded } from '../loaded.tsx';
import { words } from './words.ts';

const NOTE_MIN = 5;
const NOTE_MAX = 200;

/** What restricts a merchant, and what an operator may do about it. */
export function Restrictions({ merchantNo, acts }: { merchantNo: string; acts: boolean }) {
  const t = useWords(words);
  const [asking, ask] = useState<'restrict' | 'lift'>();
  const found = useQuery({
    queryKey: ['restrictions', merchantNo],
    queryFn: () => client.call('GET /api/console/merchants/:merchantNo/restrictions', { params: { merchantNo } }),
  });
  return (
    <Loaded of={found}>
      {({ rows }) => (
        <Space orientation="vertical">
          {rows.length === 0 && <span className="dim">{t('none')}</span>}
          {rows.map(({ reason, note, since }) => (
            <span key={reason}>
              {t(`r_${reason}`, { note })} <span className="dim">{t('since', { at: dateTime(since) })}</span>
            </span>
          ))}
          {acts &&
            (rows.some((one) => one.reason === 'people') ? (
              <Button size="small" onClick={() => ask('lift')}>
                {t('lift')}
              </Button>
            ) : (
              <Button size="small" danger onClick={() => ask('restrict')}>
                {t('restrict')}
              </Button>
            ))}
          {asking !== undefined && <Sure merchantNo={merchantNo} what={asking} onClose={() => ask(undefined)} />}
        </Space>
      )}
    </Loaded>
  );
}

function Sure({ merchantNo, what, onClose }: { merchantNo: string; what: 'restrict' | 'lift'; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const done = useMutation({
    mutationFn: () => {
      const input = { params: { merchantNo }, body: { note: note.trim() } };
      return what === 'restrict'
        ? client.call('POST /api/console/merchants/:merchantNo/restrictions', input)
        : client.call('POST /api/console/merchants/:merchantNo/restrictions/lift', input);
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Ask
      title={t(`${what}Title`)}
      ok={t(what)}
      {...(what === 'restrict' ? { danger: true as const } : {})}
      ready={note.trim().length >= NOTE_MIN}
      of={done}
      onOk={() => done.mutate()}
      onClose={onClose}
    >
      <p>{t(what === 'restrict' ? 'follows' : 'lifted')}</p>
      <Input.TextArea
        rows={3}
        maxLength={NOTE_MAX}
        aria-label={t('reason')}
        placeholder={t('reason')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Ask>
  );
}
