import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { client } from '../kit/client.ts';
import { CitySelect } from '../kit/city-select.tsx';
import { useWords } from '../kit/language.ts';
import { Loaded, Page, Refused } from '../merchant/shell.tsx';
import { useCity } from './city.ts';
import { words } from './words.ts';

const shanghaiDate = (iso: string, days: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
    new Date(new Date(iso).getTime() + days * 86_400_000),
  );

export function BookPage({ agentId }: { agentId: string }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const status = useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status') });
  return (
    <Page title={t('bookTitle')} onBack={() => go('/find')}>
      <p className="lead">{t('bookHint')}</p>
      <Loaded of={status}>{({ now }) => <BookForm agentId={agentId} now={now} />}</Loaded>
    </Page>
  );
}

function BookForm({ agentId, now }: { agentId: string; now: string }) {
  const t = useWords(words);
  // a merchant who is signed in needs no code to say who they are
  const me = useQuery({ queryKey: ['me'], queryFn: () => client.call('GET /api/applicant/me'), retry: false });
  const known = me.data !== undefined;
  const [region, chooseRegion] = useCity();
  const [given, setGiven] = useState({
    address: '',
    wantedDate: shanghaiDate(now, 1),
    slot: 'morning' as 'morning' | 'afternoon',
    phone: '',
    code: '',
  });
  const set = (name: keyof typeof given) => (event: { target: { value: string } }) =>
    setGiven({ ...given, [name]: event.target.value });
  const send = useMutation({
    mutationFn: () => client.call('POST /api/public/visits/codes', { body: { phone: given.phone } }),
  });
  const book = useMutation({
    mutationFn: () => {
      const { phone, code, ...visit } = given;
      return known
        ? client.call('POST /api/applicant/visits', { body: { ...visit, agentId, region } })
        : client.call('POST /api/public/visits', { body: { ...visit, agentId, region, phone, code } });
    },
  });
  if (book.isSuccess)
    return (
      <p className="card" role="status">
        {t('booked')}
      </p>
    );
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        book.mutate();
      }}
    >
      <CitySelect label={t('city')} value={region} onChange={chooseRegion} />
      <label className="field">
        <span>{t('address')}</span>
        <input value={given.address} maxLength={120} onChange={set('address')} autoComplete="street-address" />
      </label>
      <label className="field">
        <span>{t('date')}</span>
        <input
          type="date"
          value={given.wantedDate}
          min={shanghaiDate(now, 0)}
          max={shanghaiDate(now, 30)}
          onChange={set('wantedDate')}
        />
      </label>
      <label className="field">
        <span>{t('slot')}</span>
        <select value={given.slot} onChange={set('slot')}>
          <option value="morning">{t('morning')}</option>
          <option value="afternoon">{t('afternoon')}</option>
        </select>
      </label>
      {!known && (
        <>
          <label className="field">
            <span>{t('phone')}</span>
            <input type="tel" inputMode="numeric" maxLength={11} value={given.phone} onChange={set('phone')} />
          </label>
          <Button
            size="small"
            disabled={!/^1[3-9]\d{9}$/.test(given.phone)}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            {send.isSuccess ? t('codeSent') : t('sendCode')}
          </Button>
          <label className="field">
            <span>{t('code')}</span>
            <input
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              value={given.code}
              onChange={set('code')}
            />
          </label>
        </>
      )}
      {send.error !== null && <Refused error={send.error} />}
      {book.error !== null && <Refused error={book.error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={book.isPending}
        disabled={given.address.trim().length < 4 || (!known && given.code.length !== 6)}
      >
        {t('bookNow')}
      </Button>
    </form>
  );
}
