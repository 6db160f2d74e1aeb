import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, Toast } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { shortTime } from '../../kit/time.ts';
import { Link } from 'wouter';
import { EndDevice } from '../leave/end-device.tsx';
import { useDemo, useDevices } from '../queries.ts';
import { Empty, Loaded, Page, Refused, StateTag } from '../shell.tsx';
import { words as common } from '../words.ts';
import { OpenReport, ReportDevice, type Device } from './report.tsx';
import { DeviceCare, ReplacementCard } from './care.tsx';
import { ReturnsCard, useReturns } from './returns.tsx';
import { words } from './words.ts';

export function DevicesPage() {
  const t = useWords(words);
  const devices = useDevices();
  return (
    <Page title={t('title')}>
      <Loaded of={devices}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} />
          ) : (
            <>
              {rows.map((row) => (
                <DeviceCard key={row.serialNo} device={row} />
              ))}
            </>
          )
        }
      </Loaded>
      <ReturnsCard />
    </Page>
  );
}

function DeviceCard({ device }: { device: Device }) {
  const t = useWords(words);
  const demo = useDemo();
  const active = device.state === 'active';
  const waits = device.state === 'pending_activation' || device.state === 'activating';
  return (
    <>
      <section className="card">
        <header className="split">
          <strong>
            {t('serial')} {device.serialNo}
          </strong>
          <StateTag state={device.state} />
        </header>
        <dl className="pairs">
          <dt>{t('terminalNo')}</dt>
          <dd>{device.terminalNo}</dd>
          {device.shipment !== undefined && (
            <>
              <dt>{t('parcel')}</dt>
              <dd>
                {device.shipment.courier} {device.shipment.waybillNo} <StateTag state={device.shipment.state} />
              </dd>
            </>
          )}
          {device.activationState !== undefined && (
            <>
              <dt>{t('step')}</dt>
              <dd>
                <StateTag state={device.activationState} />
              </dd>
            </>
          )}
        </dl>
        {device.lastSeenAt !== undefined && (
          <p className="small">{t('lastSeen', { at: shortTime(device.lastSeenAt) })}</p>
        )}
        {active && (
          <p className={device.testSaleDone ? 'small' : 'warned'}>
            {device.testSaleDone ? t('tested') : t('notTested')}
          </p>
        )}
        {active && (
          <Link href="/sims" className="row-link">
            <span>{t('sim')}</span>
            <i aria-hidden="true">→</i>
          </Link>
        )}
        {demo && device.deviceState !== 'allocated' && (
          <a className="quiet-link" href={`/terminal/?serial=${device.serialNo}`} target="kaitong-terminal">
            {t('bench')}
          </a>
        )}
      </section>
      {device.report !== undefined && <OpenReport report={device.report} />}
      {!waits && <DeviceCare device={device} />}
      <ReplacementCard device={device} />
      {device.replacement?.deviceState === 'delivered' && device.replacement.state === 'reserved' && (
        <Code device={device} serialNo={device.replacement.serialNo} />
      )}
      {waits && device.report === undefined && (
        <>
          <Code device={device} serialNo={device.serialNo} />
          <HowTo />
          {device.state === 'pending_activation' && <ReportDevice device={device} />}
        </>
      )}
      {device.state === 'active' && <GiveUp device={device} />}
    </>
  );
}

/** Given back before its time, or lost: with or without deregistration. */
function GiveUp({ device }: { device: Device }) {
  const t = useWords(words);
  const [open, setOpen] = useState(false);
  const returns = useReturns();
  const row = returns.data?.rows.find((one) => one.serialNo === device.serialNo);
  const goesBack =
    row?.state === 'ordered' || row?.state === 'collected' || row?.state === 'in_transit' ? row.state : undefined;
  return (
    <section className="card">
      <button type="button" className="disclose" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('giveUp')}
      </button>
      {open && <EndDevice device={{ serialNo: device.serialNo, goesBack }} />}
    </section>
  );
}

/** `serialNo`: the device that the code is for, this one or the one that is to take its place. */
function Code({ device, serialNo }: { device: Device; serialNo: string }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const { code } = device;
  const lost = code?.messageState === 'undelivered' || code?.messageState === 'failed';
  const resend = useMutation({
    mutationFn: () => client.call('POST /api/merchant/devices/:serialNo/activation-code', { params: { serialNo } }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('resent') });
      return queries.invalidateQueries();
    },
  });
  const ask = async (): Promise<void> => {
    if (await Dialog.confirm({ content: t('resendAsk'), confirmText: c('confirm'), cancelText: c('cancel') }))
      resend.mutate();
  };
  return (
    <section className="card">
      <header className="split">
        <strong>{t('code')}</strong>
        {code !== undefined && <StateTag state={code.state} />}
      </header>
      {code?.messageState !== undefined && (
        <p className="small">
          {t('codeMessage')} <StateTag state={code.messageState} />{' '}
          {code.expiresAt !== undefined && t('expires', { at: shortTime(code.expiresAt) })}
        </p>
      )}
      {lost && (
        <div role="alert" className="refused">
          <p>{t('undelivered')}</p>
          <a href="tel:4000000000">{c('hotline')}</a>
        </div>
      )}
      {code?.state === 'locked' && (
        <p role="alert" className="warned">
          {t('locked')}
        </p>
      )}
      {resend.error !== null && <Refused error={resend.error} />}
      <Button
        block
        color="primary"
        fill={lost ? 'solid' : 'outline'}
        loading={resend.isPending}
        onClick={() => void ask()}
      >
        {t('resend')}
      </Button>
    </section>
  );
}

function HowTo() {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('howTo')}</strong>
      <ol className="howto">
        <li>{t('how1')}</li>
        <li>{t('how2')}</li>
        <li>{t('how3')}</li>
        <li>{t('how4')}</li>
        <li>{t('how5')}</li>
      </ol>
    </section>
  );
}
