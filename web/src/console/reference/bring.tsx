import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Modal, Progress, Table, Upload } from 'antd';
import { useState } from 'react';
import { client, problemOf, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { say } from '../../kit/say.ts';
import { packagesOf, textOfFile, type Package } from './file-in-packages.ts';
import { faultWords, words } from './words.ts';

export type Kind = 'calendar' | 'bin' | 'trade' | 'branch';
type Fault = Answer<'GET /api/console/reference/imports/:importId'>['faults'][number];

const COLUMNS: Readonly<Record<Kind, string>> = {
  calendar: 'day,kind',
  bin: 'prefix,card_length,card_kind,bank_name,organisation',
  trade: 'code,zh,en',
  branch: 'branch_code,bank_name,branch_name,city',
};
const REASON_MIN = 5;

interface Sent {
  readonly importId?: string;
  /** Packages that have arrived. */
  readonly packages: number;
}

/** Brings a file package by package; after a fault of the line it goes on where it stood. */
function useBring(kind: Kind) {
  const queries = useQueryClient();
  const [sent, setSent] = useState<Sent>({ packages: 0 });
  const [state, setState] = useState<'ready' | 'sending' | 'done'>('ready');
  const [error, setError] = useState<unknown>(null);
  const [faults, setFaults] = useState<readonly Fault[]>();
  const anew = (): void => {
    setSent({ packages: 0 });
    setState('ready');
    setError(null);
    setFaults(undefined);
  };
  const bring = async (file: { name: string; source: string; packages: readonly Package[] }): Promise<void> => {
    setState('sending');
    setError(null);
    let now = sent;
    try {
      const importId =
        now.importId ??
        (
          await client.call('POST /api/console/reference/imports', {
            body: { kind, fileName: file.name, source: file.source },
          })
        ).importId;
      setSent((now = { ...now, importId }));
      const params = { importId };
      for (const one of file.packages.slice(now.packages)) {
        await client.call('POST /api/console/reference/imports/:importId/lines', {
          params,
          body: { firstLine: one.firstLine, text: one.text },
        });
        setSent((now = { importId, packages: now.packages + 1 }));
      }
      await client.call('POST /api/console/reference/imports/:importId/complete', { params, body: {} });
      setState('done');
      await queries.invalidateQueries({ queryKey: ['reference'] });
    } catch (caught) {
      setState('ready');
      setError(caught);
      if (problemOf(caught)?.code === 'catalogue.import_faulty' && now.importId !== undefined) {
        const { importId } = now;
        const found = await client.call('GET /api/console/reference/imports/:importId', { params: { importId } });
        setFaults(found.faults);
      }
    }
  };
  return { sent, state, error, faults, bring, anew };
}

export function Bring({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const t = useWords(words);
  const text = useProblemText();
  const [file, setFile] = useState<{ name: string; packages: readonly Package[] | undefined }>();
  const [source, setSource] = useState('');
  const { sent, state, error, faults, bring, anew } = useBring(kind);
  const { packages } = file ?? {};
  const total = packages?.reduce((sum, one) => sum + one.lines, 0) ?? 0;
  const done = packages?.slice(0, sent.packages).reduce((sum, one) => sum + one.lines, 0) ?? 0;
  const isReady = packages !== undefined && packages.length > 0 && source.trim().length >= REASON_MIN;
  const begun = sent.packages > 0 && faults === undefined && error !== null;
  return (
    <Modal
      open
      title={t('bringTitle', { kind: t(kind) })}
      okText={begun ? t('goOn') : t('send')}
      cancelText={t('close')}
      okButtonProps={{ disabled: !isReady || state === 'done' || faults !== undefined }}
      confirmLoading={state === 'sending'}
      onOk={() => {
        if (file !== undefined && packages !== undefined)
          void bring({ name: file.name, source: source.trim(), packages });
      }}
      onCancel={onClose}
    >
      <div className="ask">
        <p>
          {t('columns', { columns: COLUMNS[kind] })} {kind === 'calendar' ? t('wholeYear') : t('goneColumn')}{' '}
          <a
            className="underlined"
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(`${COLUMNS[kind]}\r\n`)}`}
            download={`${kind}.csv`}
          >
            {t('header')}
          </a>
        </p>
        <Upload
          accept=".csv,text/csv,text/plain"
          showUploadList={false}
          beforeUpload={async (chosen) => {
            anew();
            const read = textOfFile(new Uint8Array(await chosen.arrayBuffer()));
            setFile({ name: chosen.name, packages: read === undefined ? undefined : packagesOf(read) });
            return false; // cut and sent by the button
          }}
        >
          <Button disabled={state === 'sending'}>{t('choose')}</Button> <code>{file?.name}</code>
        </Upload>
        <label className="ask-field">
          {t('source')}
          <Input value={source} maxLength={300} onChange={({ target }) => setSource(target.value)} />
        </label>
        {file !== undefined && packages === undefined && <Alert type="error" showIcon title={t('unreadable')} />}
        {packages?.length === 0 && <Alert type="error" showIcon title={t('emptyFile')} />}
        {(state === 'sending' || begun) && (
          <>
            <Progress percent={total === 0 ? 0 : Math.floor((done / total) * 100)} />
            <span className="dim">{t('sending', { done, total })}</span>
          </>
        )}
        {error !== null && <Alert type="error" showIcon title={text(error)} />}
        {faults !== undefined && <Faults rows={faults} />}
        {state === 'done' && <Alert type="success" showIcon title={t('handedIn')} />}
      </div>
    </Modal>
  );
}

function Faults({ rows }: { rows: readonly Fault[] }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <>
      <p>{t('faultsLead', { count: rows.length })}</p>
      <Table<Fault>
        rowKey="lineNo"
        size="small"
        dataSource={[...rows]}
        pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('line'), dataIndex: 'lineNo' },
          { title: t('about'), render: (_value, row) => <code>{row.key}</code> },
          {
            title: t('fault'),
            render: (_value, row) => {
              const pair = faultWords[row.fault];
              return pair === undefined ? row.fault : say(pair, language);
            },
          },
        ]}
      />
    </>
  );
}
