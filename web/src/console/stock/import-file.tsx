import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Space, Table, Tag, Upload } from 'antd';
import { useState } from 'react';
import { client, problemOf, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Nothing } from '../loaded.tsx';
import { PlaceSelect, STOCK_KEY } from './stock-data.tsx';
import { words } from './words.ts';

type Result = Answer<'POST /api/console/stock/batches'>;
type Batch = Answer<'GET /api/console/stock/batches'>['rows'][number];
type Fault = Result['faults'][number];

/** 2,000 lines of about 60 bytes fit; the server's limit of a body is the reason. */
const FILE_BYTES_MAX = 189_000;
const HEADER = 'serial_no,model,wrapped_key\r\n';
const HEADER_HREF = `data:text/csv;charset=utf-8,${encodeURIComponent(HEADER)}`;
const MAIN_PLACE = 'plc_main';

export function ImportTab({ acts }: { acts: boolean }) {
  return (
    <>
      {acts && <ImportFile />}
      <Batches />
    </>
  );
}

async function inBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCodePoint(byte);
  return btoa(text);
}

interface Chosen {
  readonly name: string;
  readonly content: Blob;
}

function ImportFile() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [placeId, setPlaceId] = useState<string | undefined>(MAIN_PLACE);
  const [vendor, setVendor] = useState('');
  const [file, setFile] = useState<Chosen>();
  const send = async (dryRun: boolean): Promise<Result> =>
    client.call('POST /api/console/stock/batches', {
      body: {
        vendor: vendor.trim(),
        fileName: file?.name ?? '',
        placeId: placeId ?? '',
        contentBase64: await inBase64(file?.content ?? new Blob()),
        dryRun,
      },
    });
  const look = useMutation({ mutationFn: () => send(true) });
  const bring = useMutation({
    mutationFn: () => send(false),
    onSuccess: () => queries.invalidateQueries({ queryKey: [STOCK_KEY] }),
  });
  /** What was found out holds for what was asked about: any change asks anew. */
  const anew = (): void => {
    look.reset();
    bring.reset();
  };
  const tooLarge = file !== undefined && file.content.size > FILE_BYTES_MAX;
  const ready = placeId !== undefined && vendor.trim() !== '' && file !== undefined && !tooLarge;
  const found = look.data;
  const clean = found !== undefined && !found.repeated && found.faults.length === 0;
  return (
    <section className="panel" aria-label={t('tab_import')}>
      <p className="dim">
        {t('importLead')}{' '}
        <a className="underlined" href={HEADER_HREF} download="stock-header.csv">
          {t('headerFile')}
        </a>
      </p>
      <Space wrap>
        <PlaceSelect
          label={t('toPlace')}
          value={placeId}
          onChange={(next) => {
            setPlaceId(next);
            anew();
          }}
        />
        <Input
          className="find"
          aria-label={t('vendor')}
          placeholder={t('vendor')}
          maxLength={60}
          value={vendor}
          onChange={(event) => {
            setVendor(event.target.value);
            anew();
          }}
        />
        <FileChoice
          file={file}
          onChosen={(next) => {
            setFile(next);
            anew();
          }}
        />
      </Space>
      {tooLarge && <Alert type="error" showIcon title={t('fileTooLarge')} />}
      <Space wrap>
        <Button disabled={!ready} loading={look.isPending} onClick={() => look.mutate()}>
          {t('look')}
        </Button>
        <Button
          type="primary"
          disabled={!ready || !clean || bring.isSuccess}
          loading={bring.isPending}
          onClick={() => bring.mutate()}
        >
          {clean ? t('importThese', { count: devicesIn(found) }) : t('import')}
        </Button>
        {!clean && found?.repeated !== true && <span className="dim">{t('lookFirst')}</span>}
      </Space>
      {look.error !== null && <Unreadable error={look.error} />}
      {bring.error !== null && <Unreadable error={bring.error} />}
      {bring.data !== undefined ? (
        <Alert type="success" showIcon title={t('imported', { count: devicesIn(bring.data) })} />
      ) : (
        found !== undefined && <Found result={found} />
      )}
    </section>
  );
}

const devicesIn = (result: Result): number => result.devices.reduce((sum, one) => sum + one.count, 0);

function FileChoice({ file, onChosen }: { file: Chosen | undefined; onChosen: (file: Chosen) => void }) {
  const t = useWords(words);
  const status = useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status') });
  return (
    <Space wrap>
      <Upload
        accept=".csv,text/csv,text/plain"
        showUploadList={false}
        beforeUpload={(chosen) => {
          onChosen({ name: chosen.name, content: chosen });
          return false; // looked through first, sent by the button
        }}
      >
        <Button>{file === undefined ? t('chooseFile') : t('chooseOther')}</Button>
      </Upload>
      {file !== undefined && <code>{file.name}</code>}
      {status.data?.demo === true && <VendorSamples onChosen={onChosen} />}
    </Space>
  );
}

const SAMPLES = [
  { name: 'delivery-one-bad-line.csv', label: 'sampleBad' },
  { name: 'delivery.csv', label: 'sampleGood' },
] as const;

/** Keys of real devices come from their maker; the demo's maker hands its files out here. */
function VendorSamples({ onChosen }: { onChosen: (file: Chosen) => void }) {
  const t = useWords(words);
  const take = useMutation({
    mutationFn: async (name: string): Promise<Chosen> => {
      const answer = await fetch(`/api/demo/world/sample-shelf/vendor-files/${name}`);
      if (!answer.ok) throw new Error(`the shelf answered ${answer.status}`);
      return { name, content: await answer.blob() };
    },
    onSuccess: onChosen,
  });
  return (
    <>
      {SAMPLES.map(({ name, label }) => (
        <Button key={name} type="link" loading={take.isPending} onClick={() => take.mutate(name)}>
          {t(label)}
        </Button>
      ))}
      {take.error !== null && <span className="bad-text">{t('sampleNotThere')}</span>}
    </>
  );
}

function Unreadable({ error }: { error: unknown }) {
  const t = useWords(words);
  const text = useProblemText();
  const { code, facts } = problemOf(error);
  const key = `unreadable_${String(facts?.['reason'])}`;
  const where =
    code === 'terminals.stock_file_unreadable' && key in words
      ? t(key as keyof typeof words, { line: String(facts?.['line']) })
      : undefined;
  return <Alert type="error" showIcon title={where ?? text(error)} description={where && text(error)} />;
}

function Found({ result }: { result: Result }) {
  const t = useWords(words);
  const model = useStateText();
  if (result.repeated) return <Alert type="info" showIcon title={t('repeated', { batch: result.batchId ?? '' })} />;
  const { faults } = result;
  return (
    <>
      <Alert
        type={faults.length === 0 ? 'success' : 'error'}
        showIcon
        title={
          faults.length === 0
            ? t('fileGood', { count: devicesIn(result) })
            : t('fileWrong', { faults: faults.length, good: devicesIn(result) })
        }
        description={
          result.devices.length === 0 ? undefined : (
            <Space wrap>
              {result.devices.map((one) => (
                <Tag key={one.model}>{t('modelCount', { model: model(one.model), count: one.count })}</Tag>
              ))}
            </Space>
          )
        }
      />
      {faults.length > 0 && (
        <Table<Fault>
          rowKey="line"
          size="small"
          dataSource={faults}
          scroll={{ x: 'max-content' }}
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('line'), dataIndex: 'line', align: 'right', className: 'figure-column', width: 90 },
            { title: t('serial'), dataIndex: 'serialNo', render: (one: string) => <code>{one}</code> },
            { title: t('wrong'), dataIndex: 'reason', render: (one: string) => <FaultText reason={one} /> },
          ]}
        />
      )}
    </>
  );
}

function FaultText({ reason }: { reason: string }) {
  const t = useWords(words);
  const key = `fault_${reason}`;
  return key in words ? t(key as keyof typeof words) : reason;
}

function Batches() {
  const t = useWords(words);
  const batches = useQuery({
    queryKey: [STOCK_KEY, 'batches'],
    queryFn: () => client.call('GET /api/console/stock/batches'),
  });
  return (
    <section>
      <h2 className="part">{t('batches')}</h2>
      <Loaded of={batches}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noBatches')} />
          ) : (
            <Table<Batch>
              rowKey="batchId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('when'), dataIndex: 'importedAt', render: dateTime },
                { title: t('vendor'), dataIndex: 'vendor' },
                { title: t('file'), dataIndex: 'fileName' },
                { title: t('toPlace'), dataIndex: 'place' },
                { title: t('devices'), dataIndex: 'devices', align: 'right', className: 'figure-column' },
                { title: t('by'), dataIndex: 'importedBy' },
              ]}
            />
          )
        }
      </Loaded>
    </section>
  );
}
