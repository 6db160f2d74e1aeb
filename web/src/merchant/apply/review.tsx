import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Toast } from 'antd-mobile';
import { createContext, useContext, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { usePlaceName } from '../../kit/catalogue.ts';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useOffer, type Application, type Me, type Offer } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { useDraft } from './draft-keeper.tsx';
import { SheetView, useSheet } from './sheet.tsx';
import { sheetWords } from './sheet-words.ts';
import { SignPanel, type Signing } from './sign-panel.tsx';
import { FilingContext } from './filing-hand.ts';
import { stepsOf, type Step } from './steps.ts';
import { words } from './words.ts';

interface ReviewProps {
  readonly me: Me;
  readonly application: Application;
  readonly onBack?: () => void;
  /** A bank or an agent has filled it in: the merchant reads and signs, and changes nothing. */
  readonly filed?: boolean;
}

export function ReviewStep({ me, application, onBack, filed = false }: ReviewProps) {
  const t = useWords(words);
  const offer = useOffer();
  const queries = useQueryClient();
  const { version } = useDraft();
  const [, go] = useLocation();
  const sheet = useSheet();
  const [agreed, setAgreed] = useState(false);
  const [signing, setSigning] = useState<Signing>();
  const signed = sheet.data?.signed === true;
  const filing = useContext(FilingContext);
  const submit = useMutation({
    mutationFn: async (): Promise<unknown> => {
      if (filing !== undefined) return filing.hand();
      if (!signed && signing !== undefined && sheet.data !== undefined)
        await client.call('POST /api/applicant/application/sign', {
          body: { sheetHash: sheet.data.sheetHash, ...signing },
        });
      return client.call('POST /api/applicant/application/submit', { body: { version: version() } });
    },
    onSuccess: async () => {
      if (filing !== undefined) return filing.onHanded();
      Toast.show({ icon: 'success', content: t('submitted') });
      await queries.invalidateQueries();
      go('/progress');
    },
    // signed, but not submitted: what was signed must not be asked for again
    onError: () => queries.invalidateQueries({ queryKey: ['application', 'sheet'] }),
  });
  const open = application.requirements.filter((one) => one.status === 'missing' || one.status === 'fix_needed');
  return (
    <Page
      title={t('review')}
      onBack={onBack ?? (() => go('/progress'))}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={open.length > 0 || (filing === undefined && !signed && !(agreed && signing !== undefined))}
          loading={submit.isPending}
          onClick={() => submit.mutate()}
        >
          {t(filing === undefined ? 'submit' : 'askToSign')}
        </Button>
      }
    >
      {application.changedTerms !== undefined && <TermsChanged application={application} />}
      <p className="lead">{t(leadOf(application, filed))}</p>
      <Loaded of={offer}>
        {(terms) => (
          <>
            <Parts
              me={me}
              application={application}
              offer={terms}
              missing={new Set(open.map((one) => one.step))}
              fixed={filed || application.changedTerms !== undefined}
            />
          </>
        )}
      </Loaded>
      {open.length === 0 && (
        <Loaded of={sheet}>
          {(found) => (
            <>
              <SheetView sheet={found.sheet} />
              {filing === undefined && found.signed && <Signed />}
              {filing === undefined && !found.signed && (
                <>
                  <SignPanel me={me} onChange={setSigning} />
                  <Checkbox checked={agreed} onChange={setAgreed} className="agree-line">
                    {t('signAgree')}
                  </Checkbox>
                </>
              )}
            </>
          )}
        </Loaded>
      )}
      {submit.error !== null && <Refused error={submit.error} />}
    </Page>
  );
}

function leadOf({ changedTerms, channel }: Application, filed: boolean): keyof typeof words {
  if (changedTerms !== undefined) return 'termsLead';
  if (!filed) return 'reviewIntro';
  return channel === 'counter' ? 'filedByBank' : 'filedByAgent';
}

/** Approved on other terms than those that were signed: what was, what is, and why. Not wanted, it can be taken back on the progress page. */
function TermsChanged({ application }: { application: Application }) {
  const t = useWords(words);
  const { changedTerms, draft } = application;
  if (changedTerms === undefined) return null;
  const { before, note } = changedTerms;
  const named = (value: string | undefined): string =>
    value === undefined
      ? ''
      : t(({ t1: 't1', t0: 't0', esign_pos: 'esign', smart_pos: 'smart' } as const)[value as 't1']);
  const lines = [
    [before.settlement, draft.settlement],
    [before.deviceModel, draft.deviceModel],
  ].filter(([was, is]) => was !== is);
  return (
    <div role="status" className="outcome warn">
      <strong>{t('termsChanged')}</strong>
      {lines.map(([was, is]) => (
        <p key={is}>
          <s>{named(was)}</s> → <b>{named(is)}</b>
        </p>
      ))}
      {note !== '' && <p>{t('termsWhy', { note })}</p>}
      <p className="small">{t('termsElse')}</p>
    </div>
  );
}

/** Filed by somebody else: nothing here can be edited. */
const FixedContext = createContext(false);

function Part({ step, missing, children }: { step: Step; missing: boolean; children: ReactNode }) {
  const t = useWords(words);
  const fixed = useContext(FixedContext);
  return (
    <section className="card part">
      <header>
        <strong>{t(step)}</strong>
        {missing && <span className="tag bad">{t('missing')}</span>}
        {!fixed && (
          <Link href={`/apply/${step}`} aria-label={`${t('edit')} ${t(step)}`}>
            {t('edit')}
          </Link>
        )}
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
  fixed,
}: {
  me: Me;
  application: Application;
  offer: Offer;
  missing: ReadonlySet<string>;
  fixed: boolean;
}) {
  const t = useWords(words);
  const language = useLanguage();
  const { draft } = application;
  const { card, business, licence, corporateAccount: account, premises, acting, owners } = draft;
  const asked = new Set(stepsOf(me, application));
  const placeName = usePlaceName(business?.region ?? '');
  const named = (choices: Offer['mccs'], code: string): string => {
    const found = choices.find((one) => one.code === code);
    return found === undefined ? code : language === 'en' ? found.en : found.zh;
  };
  const faceOf: Partial<Record<Me['identityState'], string>> = {
    face_passed: t('facePassed'),
    face_human: t('faceHuman'),
    face_witnessed: t('faceWitnessed'),
  };
  return (
    <FixedContext.Provider value={fixed}>
      {missing.has('consents') && (
        <Part step="consents" missing>
          {t('cannotGoOn')}
        </Part>
      )}
      <Part step="identity" missing={missing.has('identity')}>
        {me.name !== undefined && `${me.name} · ${me.idNumber ?? ''} · ${t('validTo')} ${me.idValidTo ?? ''}`}
      </Part>
      <Part step="face" missing={missing.has('face')}>
        {me.faceRoute === 'interview' ? t('routeInterview') : (faceOf[me.identityState] ?? '')}
      </Part>
      {asked.has('licence') && (
        <Part step="licence" missing={missing.has('licence')}>
          {licence !== undefined && `${licence.name} · ${licence.uscc} · ${licence.legalPerson}`}
        </Part>
      )}
      {asked.has('authorisation') && (
        <Part step="authorisation" missing={missing.has('authorisation')}>
          {acting !== undefined && t(`as_${acting.as}`)}
        </Part>
      )}
      {asked.has('owners') && (
        <Part step="owners" missing={missing.has('owners')}>
          {owners !== undefined &&
            (owners.length === 0 ? t('noOwners') : owners.map((one) => `${one.name} ${one.sharePercent}%`).join(' · '))}
        </Part>
      )}
      <Part step="plan" missing={missing.has('plan')}>
        {draft.depositConfirmed === true &&
          `${t(draft.deviceModel === 'smart_pos' ? 'smart' : 'esign')} · ${t(draft.settlement === 't0' ? 't0' : 't1')}`}
      </Part>
      {asked.has('card') && (
        <Part step="card" missing={missing.has('card')}>
          {card !== undefined &&
            `${card.number.slice(0, 6)} **** ${card.number.slice(-4)} · ${t('reservedPhone')} ${card.reservedPhone}`}
        </Part>
      )}
      {asked.has('account') && (
        <Part step="account" missing={missing.has('account')}>
          {account !== undefined &&
            `${account.accountName} · ${account.bankName} ****${account.accountNumber.slice(-4)}`}
        </Part>
      )}
      {asked.has('premises') && (
        <Part step="premises" missing={missing.has('premises')}>
          {premises !== undefined && `${premises.party} · ${t('leaseEnds')} ${premises.validTo}`}
        </Part>
      )}
      <Part step="scene" missing={missing.has('scene')}>
        {application.draft.scene !== undefined && t('stepDone')}
      </Part>
      <Part step="business" missing={missing.has('business')}>
        {business !== undefined &&
          `${business.tradeName} · ${named(offer.mccs, business.mcc)} · ${placeName} ${business.address}`}
      </Part>
    </FixedContext.Provider>
  );
}

function Signed() {
  const t = useWords(sheetWords);
  return (
    <p className="card" role="status">
      {t('signed')}{' '}
      <a href={client.href('GET /api/applicant/application/agreement', {})} target="_blank" rel="noreferrer">
        {t('pdf')}
      </a>
    </p>
  );
}
