import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { CitySelect } from '../../kit/city-select.tsx';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Refused, StateTag } from '../shell.tsx';
import { words as common } from '../words.ts';
import { words } from './care-words.ts';
import type { Device } from './report.tsx';

const ADDRESS_MIN = 5;

/** Where a device stands, what is wrong with that, and what can be done for it: repair and move. */
export function DeviceCare({ device }: { device: Device }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const [moving, setMoving] = useState(false);
  const { relocation, repairTicketId, suspendedReason } = device;
  const serves = device.state === 'active' || device.state === 'suspended';
  const movable = device.state === 'active' || suspendedReason === 'place_drift';
  const underWay = relocation?.state === 'in_review' || relocation?.state === 'registering';
  return (
    <section className="card" aria-label={t('care')}>
      <Stopped device={device} />
      <dl className="pairs">
        <dt>{t('place')}</dt>
        <dd>{device.place.address}</dd>
      </dl>
      {relocation !== undefined && relocation.state !== 'done' && (
        <p role="status" className={relocation.state === 'refused' ? 'warned' : 'small'}>
          {t(`move_${relocation.state}`, { address: relocation.address, reason: relocation.reason ?? '' })}
        </p>
      )}
      {repairTicketId !== undefined && (
        <Button block color="primary" fill="outline" onClick={() => go(`/tickets/${repairTicketId}`)}>
          {t('seeRepair')}
        </Button>
      )}
      <div className="device-acts">
        {serves && repairTicketId === undefined && (
          <Button fill="outline" onClick={() => go(`/tickets/new?serial=${device.serialNo}`)}>
            {t('repair')}
          </Button>
        )}
        {movable && !underWay && (
          <Button fill="outline" aria-expanded={moving} onClick={() => setMoving(!moving)}>
            {t('move')}
          </Button>
        )}
      </div>
      {moving && <Move device={device} onClose={() => setMoving(false)} />}
    </section>
  );
}

/** Why it does not sell, or soon will not, and the remedy. */
function Stopped({ device: { drift, suspendedReason, registrationRefused } }: { device: Device }) {
  const t = useWords(words);
  if (suspendedReason === 'place_drift')
    return (
      <p role="alert" className="warned">
        {t('stoppedDrift', { km: drift?.distanceKm ?? '' })}
      </p>
    );
  if (suspendedReason === 'risk')
    return (
      <p role="alert" className="warned">
        {t('stoppedRisk')}
      </p>
    );
  return (
    <>
      {registrationRefused && (
        <p role="alert" className="warned">
          {t('refused')}
        </p>
      )}
      {drift !== undefined && (
        <p role="alert" className="warned">
          {t('drift', { n: drift.count, max: drift.max, km: drift.distanceKm })}
        </p>
      )}
    </>
  );
}

function Move({ device, onClose }: { device: Device; onClose: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const here = `${device.place.region.slice(0, 4)}00`;
  const [region, setRegion] = useState(here);
  const [address, setAddress] = useState(device.place.address);
  const move = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/devices/:serialNo/relocation', {
        params: { serialNo: device.serialNo },
        body: { region, address },
      }),
    onSuccess: ({ state }) => {
      Toast.show({ icon: 'success', content: t(state === 'registering' ? 'moveTold' : 'moveAsked') });
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        move.mutate();
      }}
    >
      <CitySelect value={region} onChange={setRegion} label={t('city')} />
      <label className="field">
        <span>{t('address')}</span>
        <input value={address} maxLength={120} onChange={(event) => setAddress(event.target.value)} />
      </label>
      <p className="small">{t(region === here ? 'sameCity' : 'otherCity')}</p>
      {move.error !== null && <Refused error={move.error} />}
      <Button
        block
        color="primary"
        type="submit"
        disabled={address.trim().length < ADDRESS_MIN}
        loading={move.isPending}
      >
        {t('moveSend')}
      </Button>
      <Button block fill="none" type="button" onClick={onClose}>
        {c('cancel')}
      </Button>
    </form>
  );
}

/** Another device is to take this one's place: what to do with which. */
export function ReplacementCard({ device }: { device: Device }) {
  const t = useWords(words);
  const { replacement } = device;
  if (replacement?.state !== 'reserved') return null;
  return (
    <section className="card" aria-label={t('replacement')}>
      <header className="split">
        <strong>{t('replacement')}</strong>
        <StateTag state={replacement.deviceState} />
      </header>
      <p>{t('replacementSerial', { serial: replacement.serialNo })}</p>
      {replacement.waybillNo !== undefined && (
        <p className="small">
          {replacement.courier} {replacement.waybillNo}
        </p>
      )}
      <p className="small">{t(replacement.deviceState === 'delivered' ? 'replacementHere' : 'replacementComes')}</p>
    </section>
  );
}
