import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded } from '../loaded.tsx';
import { words } from './words.ts';

const REASON_MIN = 5;

/** Whether the data of this merchant's person may be erased, and who has said so. */
export function LegalHold({ merchantNo, acts }: { merchantNo: string; acts: boolean }) {
  const t = useWords(words);
  const [asking, ask] = useState<'place' | 'lift'>();
  const holds = useQuery({
    queryKey: ['legal-holds', merchantNo],
    queryFn: () => client.call('GET /api/console/merchants/:merchantNo/legal-holds', { params: { merchantNo } }),
  });
  return (
    <Loaded of={holds}>
      {({ rows }) => {
        const stands = rows.some((one) => one.liftedAt === undefined);
        return (
          <Space orientation="vertical">
            {!stands && <span className="dim">{t('holdNone')}</span>}
            {rows.map((one) => (
              <span key={one.placedAt}>
                {t(one.liftedAt === undefined ? 'holdStands' : 'holdWas', { reason: one.reason })}{' '}
                <span className="dim">
                  {t('holdBy', { by: one.placedBy, at: dateTime(one.placedAt) })}
                  {one.liftedAt !== undefined &&
                    ` · ${t('holdLifted', { by: one.liftedBy ?? '', at: dateTime(one.liftedAt), reason: one.liftReason ?? '' })}`}
                </span>
              </span>
            ))}
            {acts && (
              <Button size="small" onClick={() => ask(stands ? 'lift' : 'place')}>
                {t(stands ? 'lift' : 'place')}
              </Button>
            )}
            {asking !== undefined && <Sure merchantNo={merchantNo} what={asking} onClose={() => ask(undefined)} />}
          </Space>
        );
      }}
    </Loaded>
  );
}

function Sure({ merchantNo, what, onClose }: { merchantNo: string; what: 'place' | 'lift'; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const done = useMutation({
    mutationFn: () => {
      const input = { params: { merchantNo }, body: { reason: reason.trim() } };
      return what === 'place'
        ? client.call('POST /api/console/merchants/:merchantNo/legal-holds', input)
        : client.call('POST /api/console/merchants/:merchantNo/legal-holds/lift', input);
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
      ready={reason.trim().length >= REASON_MIN}
      of={done}
      onOk={() => done.mutate()}
      onClose={onClose}
    >
      <p>{t(`${what}Follows`)}</p>
      <Input.TextArea
        rows={3}
        maxLength={300}
        aria-label={t('reason')}
        placeholder={t('reason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Ask>
  );
}
