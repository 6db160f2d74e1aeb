import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Table } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { Ask } from './ask.tsx';
import { StateTag } from './loaded.tsx';
import { words } from './words.ts';

type Settlement = Answer<'GET /api/console/settlement'>;

const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;

/** Files of payouts, whether the bank's statement agrees with them, and what of the bank's fits nothing. */
export function BankFiles(props: {
  files: Settlement['payoutFiles'];
  bank: Settlement['bank'];
  /** Whether whoever looks may let a refused file go. */
  acts: boolean;
}) {
  const { files, bank, acts } = props;
  const t = useWords(words);
  const [asked, ask] = useState<string>();
  const { postedFen, bankFen, inTransitFen } = bank;
  const agrees = BigInt(postedFen) === BigInt(bankFen) + BigInt(inTransitFen);
  const sums = { posted: yuan(postedFen), bank: yuan(bankFen), transit: yuan(inTransitFen) };
  return (
    <>
      <p>{t(agrees ? 'bankAgrees' : 'bankDiffers', sums)}</p>
      <Table
        rowKey="fileId"
        dataSource={files}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('noPayoutFiles') }}
        columns={[
          { title: t('file'), dataIndex: 'fileId' },
          { title: t('date'), dataIndex: 'payDate' },
          { title: t('state'), dataIndex: 'state', render: (state: string) => <StateTag state={state} /> },
          { title: t('payouts'), dataIndex: 'payoutCount', align: 'right' },
          { title: t('amount'), dataIndex: 'totalFen', align: 'right', render: money },
          { title: t('reason'), dataIndex: 'reason' },
          { title: t('madeAt'), dataIndex: 'madeAt', render: dateTime },
          {
            title: '',
            key: 'release',
            render: (_value, row) =>
              acts && row.state === 'refused' ? (
                <Button size="small" onClick={() => ask(row.fileId)}>
                  {t('releaseFile')}
                </Button>
              ) : null,
          },
        ]}
      />
      {asked !== undefined && <Release fileId={asked} onClose={() => ask(undefined)} />}
      {bank.differences.length > 0 && (
        <>
          <h3>{t('bankDifferences')}</h3>
          <Table
            rowKey={(row) => `${row.place} ${row.reason}`}
            dataSource={bank.differences}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('where'), dataIndex: 'place' },
              { title: t('reason'), dataIndex: 'reason' },
              {
                title: t('amount'),
                dataIndex: 'amountFen',
                align: 'right',
                render: (fen: string) => (fen === '0' ? '' : money(fen)),
              },
            ]}
          />
        </>
      )}
    </>
  );
}

const NOTE_MIN = 5;
const NOTE_MAX = 200;

function Release({ fileId, onClose }: { fileId: string; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const release = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/payout-files/:fileId/release', {
        params: { fileId },
        body: { note: note.trim() },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Ask
      title={t('releaseTitle', { file: fileId })}
      ok={t('releaseFile')}
      ready={note.trim().length >= NOTE_MIN}
      of={release}
      onOk={() => release.mutate()}
      onClose={onClose}
    >
      <p>{t('releaseFollows')}</p>
      <Input.TextArea
        rows={3}
        maxLength={NOTE_MAX}
        aria-label={t('releaseNote')}
        placeholder={t('releaseNote')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Ask>
  );
}
