import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Toast } from 'antd-mobile';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuanShort } from '../../kit/money.ts';
import { useOffer, type Application, type Me, type Offer } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { useDraft } from './draft-keeper.tsx';
import type { Step } from './steps.ts';
import { words } from './words.ts';

export function ReviewStep({ me, application, onBack }: { me: Me; application: Application; onBack: () => void }) {
  const t = useWords(words);
  const offer = useOffer();
  const queries = useQueryClient();
  const { version } = useDraft();
  const [, go] = useLocation();
  const [agreed, setAgreed] = useState(false);
  const submit = useMutation({
    mutationFn: () => client.call('POST /api/applicant/application/submit', { body: { version: version() } }),
    onSuccess: async () => {
      Toast.show({ icon: 'success', content: t('submitted') });
      await queries.invalidateQueries();
      go('/progress');
    },
  });
  const open = application.requirements.filter((one) => one.status === 'missing' || one.status === 'fix_needed');
  return (
    <Page
      title={t('review')}
      onBack={onBack}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={!agreed || open.length > 0}
          loading={submit.isPending}
          onClick={() => submit.mutate()}
        >
          {t('submit')}
        </Button>
      }
    >
      <p className="lead">{t('reviewIntro')}</p>
      <Loaded of={offer}>
        {(terms) => (
          <>
            <Parts me={me} application={application} offer={terms} missing={new Set(open.map((one) => one.step))} />
            <Agreement offer={terms} agreed={agreed} onAgree={setAgreed} />
          </>
        )}
      </Loaded>
      {submit.error !== null && <Refused error={submit.error} />}
    </Page>
  );
}

function Part({ step, missing, children }: { step: Step; missing: boolean; children: ReactNode }) {
  const t = useWords(words);
  return (
    <section className="card part">
      <header>
        <strong>{t(step)}</strong>
        {missing && <span className="tag bad">{t('missing')}</span>}
        <Link href={`/apply/${step}`} aria-label={`${t('edit')} ${t(step)}`}>
          {t('edit')}
        </Link>
      </header>
      <div>{children}</div>
    </section>
  );
}

function Parts({
  me,
  application,
  offer,
  missing,
}: {
  me: Me;
  application: Application;
  offer: Offer;
  missing: ReadonlySet<string>;
}) {
  const t = useWords(words);
  const language = useLanguage();
  const { card, business, depositConfirmed } = application.draft;
  const named = (choices: Offer['mccs'], code: string): string => {
    const found = choices.find((one) => one.code === code);
    return found === undefined ? code : language === 'en' ? found.en : found.zh;
  };
  return (
    <>
      {missing.has('consents') && (
        <Part step="consents" missing>
          {t('cannotGoOn')}
        </Part>
      )}
      <Part step="identity" missing={missing.has('identity')}>
        {me.name} · {me.idNumber} · {t('validTo')} {me.idValidTo}
      </Part>
      <Part step="face" missing={missing.has('face')}>
        {me.identityState === 'face_passed' ? t('facePassed') : me.identityState === 'face_human' ? t('faceHuman') : ''}
      </Part>
      <Part step="plan" missing={missing.has('plan')}>
        {depositConfirmed === true && `${t('esign')} · ${t('t1')}`}
      </Part>
      <Part step="card" missing={missing.has('card')}>
        {card !== undefined &&
          `${card.number.slice(0, 6)} **** ${card.number.slice(-4)} · ${t('reservedPhone')} ${card.reservedPhone}`}
      </Part>
      <Part step="scene" missing={missing.has('scene')}>
        {application.draft.scene !== undefined && t('stepDone')}
      </Part>
      <Part step="business" missing={missing.has('business')}>
        {business !== undefined &&
          `${business.tradeName} · ${named(offer.mccs, business.mcc)} · ${named(offer.regions, business.region)} ${business.address}`}
      </Part>
    </>
  );
}

function Agreement({ offer, agreed, onAgree }: { offer: Offer; agreed: boolean; onAgree: (agreed: boolean) => void }) {
  const t = useWords(words);
  const { plan, devices } = offer;
  const facts = {
    credit: plan.creditPercent,
    debit: plan.debitPercent,
    cap: yuanShort(plan.debitCapFen),
    deposit: yuanShort(devices[0]?.depositFen ?? '0'),
  };
  return (
    <section className="card">
      <strong>{t('agreementTitle')}</strong>
      <p className="terms">{t('agreement', facts)}</p>
      <Checkbox checked={agreed} onChange={onAgree}>
        {t('signAgree')}
      </Checkbox>
    </section>
  );
}
