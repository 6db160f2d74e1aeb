import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Modal, Progress, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Files = Answer<'GET /api/console/clearing-files'>;

/** Files that were read, and those that are being read, with how far they are. */
export function FilesTab() {
  const t = useWords(words);
  const [shown, setShown] = useState<string>();
  const asked = useQuery({
    queryKey: ['clearing-files'],
    queryFn: () => client.call('GET /api/console/clearing-files'),
    refetchInterval: (query) => (query.state.data?.underWay.length === 0 ? 30_000 : 2_000),
  });
  return (
    <Loaded of={asked}>
      {(data) => (
        <>
          {data.underWay.map((one) => (
            <UnderWay key={one.fileName} of={one} />
          ))}
          {data.files.length === 0 ? (
            <Nothing what={t('noneFiles')} />
          ) : (
            <FileTable rows={data.files} onShow={setShown} />
          )}
          {shown !== undefined && <BadLines fileName={shown} onClose={() => setShown(undefined)} />}
        </>
      )}
    </Loaded>
  );
}

function UnderWay({ of }: { of: Files['underWay'][number] }) {
  const t = useWords(words);
  if (of.state === 'refused')
    return (
      <Alert type="error" showIcon title={`${of.fileName}：${t('refused')}`} description={<code>{of.reason}</code>} />
    );
  return (
    <p>
      <code>{of.fileName}</code> {t(of.state === 'matching' ? 'matching' : 'reading')} · {t('lines')} {of.lineCount}
      <Progress percent={of.percent} size="small" status="active" aria-label={of.fileName} />
    </p>
  );
}

function FileTable({ rows, onShow }: { rows: Files['files']; onShow: (fileName: string) => void }) {
  const t = useWords(words);
  const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;
  return (
    <Table
      rowKey="fileName"
      size="middle"
      dataSource={rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('file'), dataIndex: 'fileName', render: (name: string) => <code>{name}</code> },
        {
          title: t('sort'),
          dataIndex: 'sort',
          render: (sort: Files['files'][number]['sort']) => t(`sort_${sort}`),
        },
        { title: t('date'), dataIndex: 'businessDate' },
        { title: t('lines'), dataIndex: 'lineCount', align: 'right' },
        { title: t('matched'), dataIndex: 'matchedCount', align: 'right' },
        {
          title: t('badLines'),
          dataIndex: 'badLineCount',
          align: 'right',
          render: (count: number, row) =>
            count === 0 ? (
              0
            ) : (
              <>
                <Tag color="red">{count}</Tag>
                <Button size="small" onClick={() => onShow(row.fileName)}>
                  {t('showBad')}
                </Button>
              </>
            ),
        },
        { title: t('gross'), dataIndex: 'grossFen', align: 'right', render: money },
        { title: t('fee'), dataIndex: 'feeFen', align: 'right', render: money },
        { title: t('net'), dataIndex: 'netFen', align: 'right', render: money },
      ]}
    />
  );
}

function BadLines({ fileName, onClose }: { fileName: string; onClose: () => void }) {
  const t = useWords(words);
  const asked = useQuery({
    queryKey: ['bad-lines', fileName],
    queryFn: () => client.call('GET /api/console/clearing-files/:fileName/bad-lines', { params: { fileName } }),
  });
  return (
    <Modal open title={`${t('badTitle')} · ${fileName}`} footer={null} width={900} onCancel={onClose}>
      <p className="dim">{t('badHint')}</p>
      <Loaded of={asked}>
        {({ rows }) => (
          <Table
            rowKey="lineNo"
            size="small"
            dataSource={rows}
            pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('lineNo'), dataIndex: 'lineNo', align: 'right' },
              { title: t('column'), dataIndex: 'column' },
              {
                title: t('readLater'),
                dataIndex: 'readAt',
                render: (at?: string) => (at === undefined ? '—' : dateTime(at)),
              },
              { title: t('text'), dataIndex: 'masked', render: (text: string) => <code>{text}</code> },
            ]}
          />
        )}
      </Loaded>
    </Modal>
  );
}
