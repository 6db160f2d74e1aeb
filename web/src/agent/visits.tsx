import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popup } from 'antd-mobile';
import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useCityName } from '../kit/cities.ts';
import { civilDate } from '../kit/time.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { shrink } from '../merchant/apply/upload.ts';
import { Empty, Loaded, Page, Refused } from '../merchant/shell.tsx';
import { words } from './words.ts';

type Visit = Answer<'GET /api/agent/visits'>['rows'][number];

export function VisitsPage() {
  const t = useWords(words);
  const visits = useQuery({
    queryKey: ['agent-visits'],
    queryFn: () => client.call('GET /api/agent/visits'),
    refetchInterval: 10_000,
  });
  return (
    <Page title={t('visits')}>
      <Loaded of={visits}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('noVisits')} hint={t('noVisitsHint')} />
          ) : (
            rows.map((one) => <VisitCard key={one.visitId} visit={one} />)
          )
        }
      </Loaded>
    </Page>
  );
}

const TONES = { requested: 'warn', accepted: 'busy', checked_in: 'busy', done: 'good', cancelled: 'plain' } as const;

function VisitCard({ visit }: { visit: Visit }) {
  const t = useWords(words);
  const language = useLanguage();
  const cityName = useCityName();
  const queries = useQueryClient();
  const [arriving, setArriving] = useState(false);
  const { visitId } = visit;
  const step = useMutation({
    mutationFn: (to: 'accept' | 'cancel' | 'finish') =>
      client.call(`POST /api/agent/visits/:visitId/${to}`, { params: { visitId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['agent-visits'] }),
  });
  const button = (to: 'accept' | 'cancel' | 'finish', word: 'accept' | 'cancelVisit' | 'finish') => (
    <Button
      size="small"
      color={to === 'cancel' ? 'default' : 'primary'}
      loading={step.isPending}
      onClick={() => step.mutate(to)}
    >
      {t(word)}
    </Button>
  );
  return (
    <section className="card">
      <header className="split">
        <strong>
          {civilDate(visit.wantedDate, language)} {t(visit.slot)}
        </strong>
        <span className={`tag ${TONES[visit.state]}`}>{t(visit.state)}</span>
      </header>
      <p>
        {cityName(visit.region)} {visit.address}
      </p>
      <p className="small">{visit.phone}</p>
      <div className="visit-buttons">
        {visit.state === 'requested' && button('accept', 'accept')}
        {visit.state === 'accepted' && (
          <Button size="small" color="primary" onClick={() => setArriving(true)}>
            {t('checkIn')}
          </Button>
        )}
        {visit.state === 'checked_in' && button('finish', 'finish')}
        {(visit.state === 'requested' || visit.state === 'accepted') && button('cancel', 'cancelVisit')}
      </div>
      {step.error !== null && <Refused error={step.error} />}
      <CheckInSheet visitId={visitId} open={arriving} onClose={() => setArriving(false)} />
    </section>
  );
}

type Place = { readonly latitude: number; readonly longitude: number; readonly accuracyM: number };

const positionNow = (): Promise<Place> =>
  new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracyM: Math.round(coords.accuracy) }),
      reject,
      { enableHighAccuracy: true, timeout: 15_000 },
    ),
  );

function CheckInSheet({ visitId, open, onClose }: { visitId: string; open: boolean; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [photo, setPhoto] = useState<File>();
  const place = useMutation({ mutationFn: positionNow });
  const arrive = useMutation({
    mutationFn: async () => {
      const form = new FormData();
      form.set('latitude', String(place.data?.latitude ?? ''));
      form.set('longitude', String(place.data?.longitude ?? ''));
      form.set('accuracyM', String(place.data?.accuracyM ?? ''));
      form.set('file', await shrink(photo ?? new Blob(), 'scene_photo'), 'visit.jpg');
      await client.call('POST /api/agent/visits/:visitId/check-in', { params: { visitId }, form });
    },
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['agent-visits'] });
    },
  });
  return (
    <Popup visible={open} onClose={onClose} onMaskClick={onClose} showCloseButton bodyClassName="sheet" destroyOnClose>
      <h2>{t('checkIn')}</h2>
      <p className="small">{t('checkInHint')}</p>
      <Button block loading={place.isPending} onClick={() => place.mutate()}>
        {t('locate')}
      </Button>
      {place.data !== undefined && <p role="status">{t('located', { metres: place.data.accuracyM })}</p>}
      {place.error !== null && <p role="alert">{t('noPlace')}</p>}
      <label className="pick wide-pick">
        <input
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => setPhoto(event.target.files?.[0])}
        />
        {photo === undefined ? t('photo') : photo.name}
      </label>
      {arrive.error !== null && <Refused error={arrive.error} />}
      <Button
        block
        color="primary"
        size="large"
        disabled={photo === undefined || place.data === undefined}
        loading={arrive.isPending}
        onClick={() => arrive.mutate()}
      >
        {t('submitCheckIn')}
      </Button>
    </Popup>
  );
}
