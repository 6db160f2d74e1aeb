import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { client } from '../kit/client.ts';
import { useCityName } from '../kit/cities.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useList, useWords } from '../kit/language.ts';
import { Qr } from '../kit/qr.tsx';
import { Empty, Page } from '../merchant/shell.tsx';
import type { AgentMe } from './app.tsx';
import { words } from './words.ts';

export function CertificatePage({ me }: { me: AgentMe }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => client.call('DELETE /api/agent/sessions/current'),
    onSettled: () => queries.resetQueries(),
  });
  return (
    <Page title={t('home')} right={<LanguageSwitch className="text-button" />}>
      <section className="card">
        <strong>{me.agent.name}</strong>
        <p className="small">
          {me.displayName} · {me.agent.phone}
        </p>
      </section>
      {me.certificates.length === 0 ? (
        <Empty title={t('noCertificate')} />
      ) : (
        me.certificates.map((one) => <CertificateCard key={one.certificateId} certificate={one} />)
      )}
      <Button block fill="outline" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t('signOut')}
      </Button>
    </Page>
  );
}

function CertificateCard({ certificate }: { certificate: AgentMe['certificates'][number] }) {
  const t = useWords(words);
  const list = useList();
  const cityName = useCityName();
  const { number, status, cities, validFrom, validTo } = certificate;
  return (
    <section className="card certificate" aria-label={number}>
      <span className={`tag ${status === 'valid' ? 'good' : 'bad'}`}>{t(status)}</span>
      <Qr text={`${location.origin}/public/verify?number=${number}`} size={168} label={t('showThis')} />
      <p className="small">{t('showThis')}</p>
      <dl className="pairs">
        <dt>{t('number')}</dt>
        <dd>{number}</dd>
        <dt>{t('cities')}</dt>
        <dd>{list(cities.map(cityName))}</dd>
        <dt>{t('validity')}</dt>
        <dd>
          {validFrom} {t('to')} {validTo}
        </dd>
      </dl>
      <a className="text-button" href={`/api/public/certificates/${encodeURIComponent(number)}/file`} download>
        {t('download')}
      </a>
    </section>
  );
}
