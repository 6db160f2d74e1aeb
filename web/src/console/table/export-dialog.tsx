import { Alert, Button, Modal, Progress, Radio } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { SHEET_ROWS_MAX, type ListName } from '@kaitong/client/contract';
import type { SheetFormat } from '@kaitong/sheets';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import type { Column } from './columns.ts';
import type { Fetch } from './list-page.tsx';
import { download, nothingTaken, sheetOf, takeRows } from './take-away.ts';
import type { Query } from './use-list-address.ts';
import { words } from './words.ts';

interface Exported<Row> {
  readonly list: ListName;
  readonly title: string;
  readonly filter: Query;
  readonly columns: readonly Column<Row>[];
  readonly fetch: Fetch<Row>;
}

type Step =
  | { readonly at: 'asked' }
  | { readonly at: 'counting' }
  | {
      readonly at: 'fetching';
      readonly total: number;
      readonly more: boolean;
      readonly count: number;
      readonly fault?: string;
    }
  | { readonly at: 'done'; readonly name: string; readonly count: number; readonly more: boolean };

/** Everything that the filters let through, as CSV or XLSX. */
export function ExportDialog<Row>({ of, onClose }: { of: Exported<Row>; onClose: () => void }) {
  const t = useWords(words);
  const { format, setFormat, step, begin, goOn, refused } = useExport(of);
  const busy = step.at === 'counting' || (step.at === 'fetching' && step.fault === undefined);
  return (
    <Modal
      open
      title={t('exportTitle', { what: of.title })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          <Button onClick={onClose}>{busy ? t('cancel') : t('close')}</Button>
          {step.at === 'asked' && (
            <Button type="primary" onClick={begin}>
              {t('begin')}
            </Button>
          )}
          {step.at === 'fetching' && step.fault !== undefined && (
            <Button type="primary" onClick={goOn}>
              {t('goOnExport')}
            </Button>
          )}
        </>
      }
    >
      <p>{t('exportLead')}</p>
      <Radio.Group
        aria-label={t('format')}
        value={format}
        disabled={step.at !== 'asked'}
        optionType="button"
        options={[
          { value: 'xlsx', label: 'XLSX' },
          { value: 'csv', label: 'CSV' },
        ]}
        onChange={(event) => setFormat(event.target.value as SheetFormat)}
      />
      <div className="list-export" role="status">
        <Told step={step} refused={refused} />
      </div>
    </Modal>
  );
}

function Told({ step, refused }: { step: Step; refused: string | undefined }) {
  const t = useWords(words);
  if (refused !== undefined) return <Alert type="error" showIcon title={refused} />;
  if (step.at === 'counting') return <p>{t('counting')}</p>;
  if (step.at === 'fetching') {
    const told = t('fetched', { n: step.count.toLocaleString('en'), total: step.total.toLocaleString('en') });
    return (
      <>
        <Progress
          percent={Math.min(100, Math.floor((step.count / Math.max(1, step.total)) * 100))}
          status={step.fault === undefined ? 'active' : 'exception'}
          aria-label={told}
        />
        <p>{step.fault === undefined ? told : t('broken', { n: step.count, why: step.fault })}</p>
      </>
    );
  }
  if (step.at !== 'done') return null;
  if (step.count === 0) return <Alert type="info" showIcon title={t('nothingToExport')} />;
  return (
    <>
      <Alert type="success" showIcon title={t('exported', { n: step.count.toLocaleString('en'), name: step.name })} />
      {step.more && (
        <Alert type="warning" showIcon title={t('exportMore', { n: SHEET_ROWS_MAX.toLocaleString('en') })} />
      )}
    </>
  );
}

function useExport<Row>(of: Exported<Row>) {
  const text = useProblemText();
  const [format, setFormat] = useState<SheetFormat>('xlsx');
  const [step, setStep] = useState<Step>({ at: 'asked' });
  const [refused, setRefused] = useState<string>();
  const taken = useRef(nothingTaken());
  // a dialog that is closed stops what it has begun
  const closed = useRef(false);
  useEffect(() => {
    closed.current = false;
    return () => void (closed.current = true);
  }, []);

  const fetchOn = async ({ total, more }: { total: number; more: boolean }): Promise<void> => {
    const moved = (count: number) => setStep({ at: 'fetching', total: Math.max(total, count), more, count });
    moved(taken.current.rows.length);
    try {
      await takeRows(taken.current, { ...of, onMoved: moved, stopped: () => closed.current });
      if (closed.current) return;
      const { rows } = taken.current;
      const name = `${of.title} ${dateTime(Date.now()).replaceAll(/[/:]/g, '').replace(' ', '-')}.${format}`;
      const head = of.columns.map((one) => one.title);
      if (rows.length > 0) download(await sheetOf(rows, { title: of.title, head, format }), name);
      setStep({ at: 'done', name, count: rows.length, more });
    } catch (error) {
      setStep({ at: 'fetching', total, more, count: taken.current.rows.length, fault: text(error) });
    }
  };
  const begin = (): void => {
    setRefused(undefined);
    setStep({ at: 'counting' });
    client
      .call('POST /api/console/exports', { body: { list: of.list, filter: of.filter, format } })
      .then((found) => fetchOn(found))
      .catch((error: unknown) => {
        setStep({ at: 'asked' });
        setRefused(text(error));
      });
  };
  const goOn = (): void => {
    if (step.at === 'fetching') void fetchOn(step);
  };
  return { format, setFormat, step, begin, goOn, refused };
}
