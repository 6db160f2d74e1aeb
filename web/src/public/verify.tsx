import { useMutation } from '@tanstack/react-query';
import { Button, Selector } from 'antd-mobile';
import { useEffect, useState, type ReactNode } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useCityName } from '../kit/cities.ts';
import { CitySelect } from '../kit/city-select.tsx';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useList, useWords } from '../kit/language.ts';
import { Page, Refused } from '../merchant/shell.tsx';
import { useCity } from './city.ts';
import { Official } from './official.tsx';
import { isWord, words } from './words.ts';

type Way = 'byCertificate' | 'byDevice' | 'byMessage';
const WAYS: readonly Way[] = ['byCertificate', 'byDevice', 'byMessage'];

export function VerifyPage() {
  const t = useWords(words);
  const [way, setWay] = useState<Way>('byCertificate');
  return (
    <Page title={t('verify')} right={<LanguageSwitch className="text-button" />}>
      <section className="card" aria-label={t('whatToVerify')}>
        <Selector
          columns={3}
          value={[way]}
          options={WAYS.map((value) => ({ value, label: t(value) }))}
          onChange={([next]) => next !== undefined && setWay(next)}
        />
      </section>
      {way === 'byCertificate' && <Certificate />}
      {way === 'byDevice' && <Device />}
      {way === 'byMessage' && <Message />}
      <Official />
    </Page>
  );
}

function Verdict({ good, children }: { good: boolean; children: ReactNode }) {
  return (
    <section className={`card verdict ${good ? 'good' : 'bad'}`} role="status">
      {children}
    </section>
  );
}

function CheckForm({
  busy,
  ready,
  onCheck,
  children,
}: {
  busy: boolean;
  ready: boolean;
  onCheck: () => void;
  children: ReactNode;
}) {
  const t = useWords(words);
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        onCheck();
      }}
    >
      {children}
      <Button block color="primary" size="large" type="submit" loading={busy} disabled={!ready}>
        {t('check')}
      </Button>
    </form>
  );
}

function Certificate() {
  const t = useWords(words);
  const [city, choose] = useCity();
  const [number, setNumber] = useState(() => new URLSearchParams(location.search).get('number') ?? '');
  const check = useMutation({
    mutationFn: (given: { number: string; city: string }) =>
      client.call('GET /api/public/certificates/:number', {
        params: { number: given.number.trim() },
        query: { city: given.city },
      }),
  });
  const { mutate } = check;
  const [asked] = useState(number);
  useEffect(() => {
    // came by the code on a certificate: nothing has to be typed
    if (asked !== '') mutate({ number: asked, city });
    // oxlint-disable-next-line exhaustive-deps -- once, for what the address brought along
  }, [asked, mutate]);
  return (
    <>
      <CheckForm busy={check.isPending} ready={number.trim() !== ''} onCheck={() => mutate({ number, city })}>
        <label className="field">
          <span>{t('number')}</span>
          <input
            value={number}
            maxLength={30}
            placeholder="KTA-2026-000000"
            onChange={(event) => setNumber(event.target.value.toUpperCase())}
          />
        </label>
        <CitySelect label={t('city')} value={city} onChange={choose} />
      </CheckForm>
      {check.error !== null && <Refused error={check.error} />}
      {check.data !== undefined && <CertificateFound found={check.data} />}
    </>
  );
}

function CertificateFound({ found }: { found: Answer<'GET /api/public/certificates/:number'> }) {
  const t = useWords(words);
  const list = useList();
  const cityName = useCityName();
  return (
    <Verdict good={found.status === 'valid'}>
      <strong>{t(found.status)}</strong>
      <dl className="pairs">
        <dt>{t('agent')}</dt>
        <dd>{found.agent}</dd>
        <dt>{t('number')}</dt>
        <dd>{found.number}</dd>
        <dt>{t('cities')}</dt>
        <dd>{list(found.cities.map(cityName))}</dd>
        <dt>{t('validity')}</dt>
        <dd>
          {found.validFrom} – {found.validTo}
        </dd>
      </dl>
      <a href={`/api/public/certificates/${encodeURIComponent(found.number)}/file`} download>
        {t('file')}
      </a>
    </Verdict>
  );
}

function Device() {
  const t = useWords(words);
  const [serialNo, setSerialNo] = useState('');
  const check = useMutation({
    mutationFn: () => client.call('GET /api/public/devices/:serialNo', { params: { serialNo: serialNo.trim() } }),
  });
  const found = check.data;
  const model = found?.model ?? '';
  return (
    <>
      <CheckForm busy={check.isPending} ready={serialNo.trim() !== ''} onCheck={() => check.mutate()}>
        <label className="field">
          <span>{t('serial')}</span>
          <input
            value={serialNo}
            maxLength={40}
            placeholder="KTE261100001"
            onChange={(event) => setSerialNo(event.target.value.toUpperCase())}
          />
        </label>
      </CheckForm>
      {check.error !== null && <Refused error={check.error} />}
      {found !== undefined && (
        <Verdict good={found.ours && found.use !== 'out_of_use'}>
          <strong>{t(found.ours ? 'deviceOurs' : 'deviceNotOurs')}</strong>
          {found.ours && (
            <p>
              {isWord(model) ? t(model) : model} {found.use === undefined ? '' : `· ${t(found.use)}`}
            </p>
          )}
        </Verdict>
      )}
    </>
  );
}

function Message() {
  const t = useWords(words);
  const [text, setText] = useState('');
  const [sender, setSender] = useState('');
  const check = useMutation({
    mutationFn: () =>
      client.call('POST /api/public/messages/judgements', {
        body: { text, ...(sender === '' ? {} : { sender }) },
      }),
  });
  const found = check.data;
  return (
    <>
      <CheckForm busy={check.isPending} ready={text.trim().length > 1} onCheck={() => check.mutate()}>
        <label className="field">
          <span>{t('messageText')}</span>
          <textarea rows={5} maxLength={1000} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <label className="field">
          <span>{t('sender')}</span>
          <input inputMode="tel" maxLength={30} value={sender} onChange={(event) => setSender(event.target.value)} />
        </label>
      </CheckForm>
      {check.error !== null && <Refused error={check.error} />}
      {found !== undefined && (
        <Verdict good={found.verdict === 'may_be_ours'}>
          <strong>{t(found.verdict === 'may_be_ours' ? 'messageOurs' : 'messageNotOurs')}</strong>
          <ul>
            {found.reasons.map((one) => (
              <li key={one}>{isWord(one) ? t(one) : one}</li>
            ))}
          </ul>
        </Verdict>
      )}
    </>
  );
}
