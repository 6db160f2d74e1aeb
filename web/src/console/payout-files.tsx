import { Table } from 'antd';
import type { Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { StateTag } from './loaded.tsx';
import { words } from './words.ts';

type Settlement = Answer<'GET /api/console/settlement'>;

const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;

/** Files of payouts, whether the bank's statement agrees with them, and what of the bank's fits nothing. */
export function BankFiles({ files, bank }: { files: Settlement['payoutFiles']; bank: Settlement['bank'] }) {
  const t = useWords(words);
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
        ]}
      />
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
