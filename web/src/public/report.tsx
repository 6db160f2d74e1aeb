import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../kit/client.ts';
import { CitySelect } from '../kit/city-select.tsx';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { Page, Refused } from '../merchant/shell.tsx';
import { useCity } from './city.ts';
import { Official } from './official.tsx';
import { words } from './words.ts';

export function ReportPage() {
  const t = useWords(words);
  return (
    <Page title={t('report')} right={<LanguageSwitch className="text-button" />}>
      <ReportForm />
      <Official />
    </Page>
  );
}

function ReportForm() {
  const t = useWords(words);
  const [region, choose] = useCity();
  const [about, setAbout] = useState('');
  const [text, setText] = useState('');
  const [phone, setPhone] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/public/reports', { body: { about, text, region, ...(phone === '' ? {} : { phone }) } }),
  });
  if (send.data !== undefined)
    return (
      <p className="card" role="status">
        {t('thanks', { id: send.data.reportId.slice(-8) })}
      </p>
    );
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <label className="field">
        <span>{t('about')}</span>
        <input value={about} maxLength={120} onChange={(event) => setAbout(event.target.value)} />
      </label>
      <label className="field">
        <span>{t('what')}</span>
        <textarea rows={5} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <CitySelect label={t('city')} value={region} onChange={choose} />
      <label className="field">
        <span>{t('yourPhone')}</span>
        <input
          type="tel"
          inputMode="numeric"
          maxLength={11}
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
      </label>
      {send.error !== null && <Refused error={send.error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={send.isPending}
        disabled={about.trim().length < 2 || text.trim().length < 5}
      >
        {t('send')}
      </Button>
    </form>
  );
}
