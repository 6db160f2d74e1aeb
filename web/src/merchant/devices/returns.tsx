import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Qr } from '../../kit/qr.tsx';
import { shortTime } from '../../kit/time.ts';
import { StateTag } from '../shell.tsx';
import { words } from './return-words.ts';

type Returns = Answer<'GET /api/merchant/returns'>;
type Return = Returns['rows'][number];

export const useReturns = () =>
  useQuery({ queryKey: ['returns'], queryFn: () => client.call('GET /api/merchant/returns') });

/** Devices that go back: what is under way with its label, what has arrived in a line. Nothing where nothing goes back. */
export function ReturnsCard() {
  const t = useWords(words);
  const { data } = useReturns();
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <section className="card" aria-label={t('returns')}>
      <strong>{t('returns')}</strong>
      {data.rows.map((row) => (
        <GoingBack key={row.returnId} row={row} ways={data} />
      ))}
    </section>
  );
}

function GoingBack({ row, ways }: { row: Return; ways: Returns }) {
  const t = useWords(words);
  const [shown, setShown] = useState(false);
  const label = row.state === 'ordered' ? row.label : undefined;
  return (
    <article className="going-back">
      <header className="split">
        <span>
          {t('serial')} {row.serialNo}
        </span>
        <StateTag state={row.state} />
      </header>
      <p className="small">
        {t(row.reason)} · {t(`next_${row.state}`)}
      </p>
      {row.label !== undefined && (
        <p className="small">
          {row.label.courier} {row.label.waybillNo} · {shortTime(row.movedAt)}
        </p>
      )}
      {row.state === 'ordered' && row.label === undefined && <p role="status">{t('labelComes')}</p>}
      {label !== undefined && (
        <Button block fill="outline" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'hideLabel' : 'showLabel')}
        </Button>
      )}
      {label !== undefined && shown && <Label waybill={label} row={row} ways={ways} />}
    </article>
  );
}

/** Shown to the courier or printed and stuck on: the courier scans the number. */
function Label({
  waybill,
  row,
  ways: { from, to },
}: {
  waybill: NonNullable<Return['label']>;
  row: Return;
  ways: Returns;
}) {
  const t = useWords(words);
  return (
    <>
      <div className="return-label">
        <Qr text={waybill.waybillNo} size={168} label={t('labelCode', { waybill: waybill.waybillNo })} />
        <strong className="waybill">{waybill.waybillNo}</strong>
        <dl className="pairs">
          <dt>{t('to')}</dt>
          <dd>
            {to.receiver} {to.phone}
            <br />
            {to.address}
          </dd>
          <dt>{t('from')}</dt>
          <dd>
            {from.sender} {from.phone}
            <br />
            {from.address}
          </dd>
          <dt>{t('inside')}</dt>
          <dd>{t('device', { serial: row.serialNo })}</dd>
        </dl>
      </div>
      <p className="small">{t('pack')}</p>
      <Button block color="primary" className="no-print" onClick={() => window.print()}>
        {t('print')}
      </Button>
    </>
  );
}
