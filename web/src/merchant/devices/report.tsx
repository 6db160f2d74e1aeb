import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { words } from './words.ts';

export type Device = Answer<'GET /api/merchant/devices'>['rows'][number];
type Kind = NonNullable<Device['report']>['kind'];

const KINDS = ['wrong_serial', 'lost'] as const satisfies readonly Kind[];
const SERIAL_LENGTH_MIN = 4;

/** What was said of this device and is being looked into: the next step is ours, and how to reach us. */
export function OpenReport({ report }: { report: NonNullable<Device['report']> }) {
  const t = useWords(words);
  const c = useWords(common);
  return (
    <section className="card" aria-label={t('reportOpen')}>
      <header className="split">
        <strong>{t('reportOpen')}</strong>
        <span className="tag warn">{t('lookedInto')}</span>
      </header>
      <p>
        {report.kind === 'lost' ? t('reportOpenLost') : t('reportOpenWrong', { serial: report.arrivedSerial ?? '' })}
      </p>
      <p>{t(report.kind === 'lost' ? 'reportNextLost' : 'reportNextWrong')}</p>
      <a className="quiet-link" href="tel:4000000000">
        {c('hotline')}
      </a>
    </section>
  );
}

/** Another device came, or none: said here before it is activated, with what follows before it is sent. */
export function ReportDevice({ device }: { device: Device }) {
  const t = useWords(words);
  const [open, setOpen] = useState(false);
  return (
    <section className="card">
      <button type="button" className="disclose" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('reportAsk')}
      </button>
      {open && <ReportForm device={device} onClose={() => setOpen(false)} />}
    </section>
  );
}

function ReportForm({ device, onClose }: { device: Device; onClose: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>();
  const [serial, setSerial] = useState('');
  const arrivedSerial = serial.replace(/[^A-Z0-9]/g, '');
  const report = useMutation({
    mutationFn: (what: Kind) =>
      client.call('POST /api/merchant/devices/:serialNo/reports', {
        params: { serialNo: device.serialNo },
        body: what === 'lost' ? { kind: what } : { kind: what, arrivedSerial },
      }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('reportSent') });
      return queries.invalidateQueries();
    },
  });
  const ready = kind === 'lost' || (kind === 'wrong_serial' && arrivedSerial.length >= SERIAL_LENGTH_MIN);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (kind !== undefined && ready) report.mutate(kind);
      }}
    >
      <fieldset className="choice">
        <legend>{t('reportWhat')}</legend>
        {KINDS.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={`report-${device.serialNo}`}
              checked={kind === one}
              onChange={() => setKind(one)}
            />
            {t(`report_${one}`)}
          </label>
        ))}
      </fieldset>
      {kind === 'wrong_serial' && (
        <>
          <p className="small">{t('serialExpected', { serial: device.serialNo })}</p>
          <label className="field">
            <span>{t('serialArrived')}</span>
            <input
              value={serial}
              maxLength={40}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              onChange={(event) => setSerial(event.target.value.toUpperCase())}
            />
          </label>
          <p className="small">{t('serialWhere')}</p>
        </>
      )}
      {kind === 'lost' && <Parcel device={device} />}
      {kind !== undefined && (
        <p className="warned">{t(kind === 'lost' ? 'reportFollowsLost' : 'reportFollowsWrong')}</p>
      )}
      {report.error !== null && <Refused error={report.error} />}
      {kind !== undefined && (
        <Button block color="danger" type="submit" disabled={!ready} loading={report.isPending}>
          {t('reportSend')}
        </Button>
      )}
      <Button block fill="none" type="button" onClick={onClose}>
        {c('cancel')}
      </Button>
    </form>
  );
}

/** A parcel that is still on its way is no loss: reported too early, the device can never be used. */
function Parcel({ device: { shipment } }: { device: Device }) {
  const t = useWords(words);
  const state = useStateText();
  if (shipment === undefined || shipment.state === 'delivered') return null;
  return (
    <p className="small">{t('parcelStands', { state: state(shipment.state), waybill: shipment.waybillNo ?? '' })}</p>
  );
}
