import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, TextArea, Toast } from 'antd-mobile';
import { useId, useState } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { client } from '../../kit/client.ts';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { useLanguage, useWords, type Pair, type Say } from '../../kit/language.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { SamplePair, type SampleSubject } from '../../kit/sample-pair.tsx';
import { stateText } from '../../kit/states.ts';
import { shortTime } from '../../kit/time.ts';
import { PhotoRefused, useHandIn } from '../apply/capture.tsx';
import { dropAllPending } from '../apply/pending-clips.ts';
import { UploadMeter } from '../apply/upload-meter.tsx';
import { CameraIcon } from '../icons.tsx';
import { useApplication, type Application, type MaterialKind, type Me, type Requirement } from '../queries.ts';
import { Loaded, Page, Refused, StateTag } from '../shell.tsx';
import { words as common } from '../words.ts';
import { words } from './words.ts';

type Key = keyof typeof words;

export function ProgressPage({ me }: { me: Me }) {
  const t = useWords(words);
  const application = useApplication(me);
  const [, go] = useLocation();
  const isMerchant = me.merchantId !== undefined;
  return (
    <Page
      title={t('title')}
      right={<LanguageSwitch className="text-button" />}
      {...(isMerchant ? { onBack: () => go('/home') } : {})}
    >
      <Loaded of={application}>
        {(found) => {
          if (found === null || found.state === 'draft') return <Redirect to="/apply" replace />;
          return (
            <>
              <Head application={found} />
              {found.state === 'needs_fix' && <Fixes application={found} />}
              <Timeline application={found} />
              <Checks application={found} />
              <Withdraw application={found} />
              {!isMerchant && (
                <Link href="/me" className="quiet-link">
                  {me.phone}
                </Link>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

interface Said {
  readonly title: Key;
  readonly text: Key;
  readonly tone: string;
  readonly to?: { readonly href: string; readonly label: Key };
}

function headOf(application: Application): Said {
  const { state, timeline } = application;
  const is = (step: string, stepState: string): boolean =>
    timeline.some((one) => one.step === step && one.state === stepState);
  if (state === 'pending_signature' && application.changedTerms !== undefined)
    return { title: 'headTerms', text: 'etaTerms', tone: 'warn', to: { href: '/apply/review', label: 'toSign' } };
  if (state === 'pending_signature')
    return { title: 'headSign', text: 'etaSign', tone: 'warn', to: { href: '/apply/review', label: 'toSign' } };
  if (state === 'rejected') return { title: 'headRejected', text: 'etaRejected', tone: 'bad' };
  if (state === 'needs_fix') return { title: 'headYou', text: 'etaFix', tone: 'warn' };
  if (is('test_sale', 'done'))
    return { title: 'headActive', text: 'etaOpen', tone: 'good', to: { href: '/home', label: 'toHome' } };
  if (is('test_sale', 'now'))
    return { title: 'headApproved', text: 'etaTest', tone: 'good', to: { href: '/devices', label: 'toDevices' } };
  if (is('activated', 'now'))
    return { title: 'headApproved', text: 'etaActivate', tone: 'good', to: { href: '/devices', label: 'toDevices' } };
  if (state === 'approved')
    return { title: 'headApproved', text: 'etaShip', tone: 'good', to: { href: '/devices', label: 'toDevices' } };
  if (state === 'in_review' || state === 'pending_second_review')
    return { title: 'headUs', text: application.dueAt === undefined ? 'etaPersonSoon' : 'etaPerson', tone: 'busy' };
  return { title: 'headUs', text: 'etaMachine', tone: 'busy' };
}

function Head({ application }: { application: Application }) {
  const t = useWords(words);
  const c = useWords(common);
  const { title, text, tone, to } = headOf(application);
  return (
    <section className={`outcome ${tone}`} role="status">
      <strong>{t(title)}</strong>
      <p>{t(text, { at: application.dueAt === undefined ? '' : shortTime(application.dueAt) })}</p>
      {application.state === 'rejected' && <a href="tel:4000000000">{c('hotline')}</a>}
      {application.state === 'rejected' && <Appeal />}
      {to !== undefined && (
        <Link href={to.href} className="outcome-link">
          {t(to.label)} →
        </Link>
      )}
    </section>
  );
}

/** A refusal can go to another person once, with what the applicant has to say. */
function Appeal() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const appeal = useMutation({
    mutationFn: () => client.call('POST /api/applicant/application/appeal', { body: { words: said.trim() } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <form
      className="appeal"
      onSubmit={(event) => {
        event.preventDefault();
        appeal.mutate();
      }}
    >
      <TextArea
        value={said}
        onChange={setSaid}
        rows={3}
        maxLength={500}
        showCount
        placeholder={t('appealHint')}
        aria-label={t('appealHint')}
      />
      {appeal.error !== null && <Refused error={appeal.error} />}
      <Button block type="submit" color="primary" disabled={said.trim() === ''} loading={appeal.isPending}>
        {t('appeal')}
      </Button>
    </form>
  );
}

const WITHDRAWABLE = ['submitted', 'in_review', 'needs_fix', 'pending_second_review', 'pending_signature'];

function Withdraw({ application }: { application: Application }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => client.call('POST /api/applicant/application/withdraw'),
    onSuccess: async () => {
      await dropAllPending();
      await queries.invalidateQueries();
    },
  });
  if (!WITHDRAWABLE.includes(application.state)) return null;
  const ask = async (): Promise<void> => {
    const sure = await Dialog.confirm({
      content: t('withdrawSure'),
      confirmText: t('withdraw'),
      cancelText: t('stay'),
    });
    if (sure) withdraw.mutate();
  };
  return (
    <>
      {withdraw.error !== null && <Refused error={withdraw.error} />}
      <button type="button" className="quiet-link" onClick={() => void ask()}>
        {t('withdraw')}
      </button>
    </>
  );
}

function Timeline({ application }: { application: Application }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <section className="card" aria-label={t('timeline')}>
      <ol className="timeline">
        {application.timeline.map((step) => (
          <li
            key={step.step}
            className={step.state}
            {...(step.state === 'now' ? { 'aria-current': 'step' as const } : {})}
          >
            <span>{t(step.step)}</span>
            <em>
              {step.at === undefined ? t(step.state) : shortTime(step.at)}
              {step.detail !== undefined && ` · ${stateText(step.detail, language)}`}
            </em>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Every item asked for again, each one tap away from its camera. */
function Fixes({ application }: { application: Application }) {
  const t = useWords(words);
  const queries = useQueryClient();
  // a card that is done again asks for its face again: missing items belong to the list too
  const asked = application.requirements.filter((one) => one.status === 'fix_needed' || one.status === 'missing');
  const submit = useMutation({
    mutationFn: () =>
      client.call('POST /api/applicant/application/submit', { body: { version: application.draftVersion } }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('submitted') });
      return queries.invalidateQueries();
    },
  });
  return (
    <section className="fixes" aria-label={t('fixItems')}>
      <h2>{t('fixItems')}</h2>
      {asked.map((one) => (
        <FixItem key={one.item} asked={one} />
      ))}
      {submit.error !== null && <Refused error={submit.error} />}
      <Button
        block
        color="primary"
        size="large"
        disabled={asked.length > 0}
        loading={submit.isPending}
        onClick={() => submit.mutate()}
      >
        {asked.length > 0 ? t('resubmitOpen', { n: asked.length }) : t('resubmit')}
      </Button>
    </section>
  );
}

const CAMERA_OF: Readonly<Partial<Record<Requirement['item'], MaterialKind>>> = {
  bank_card: 'bank_card',
  licence: 'business_licence',
  account_permit: 'account_permit',
  premises: 'lease',
  scene: 'scene_photo',
};
const SUBJECT_OF: Readonly<Partial<Record<Requirement['item'], SampleSubject>>> = {
  identity_card: 'card',
  bank_card: 'card',
  face: 'face',
  interview: 'face',
  scene: 'scene',
};
/** Remedies that are a new photo; the others begin at the form or the recorder. */
const BY_CAMERA: readonly Requirement['remedy'][] = ['retake', 'upload', 'replace'];

function FixItem({ asked }: { asked: Requirement }) {
  const t = useWords(words);
  const language = useLanguage();
  const [, go] = useLocation();
  const kind = CAMERA_OF[asked.item];
  const byCamera = kind !== undefined && asked.status === 'fix_needed' && BY_CAMERA.includes(asked.remedy);
  const note = asked.note ?? '';
  const reasons = asked.reasons ?? [];
  return (
    <article className="card fix">
      <header>
        <strong>{t(asked.item)}</strong>
        <span>
          {reasons.map((code) => (
            <span key={code} className="tag warn">
              {reasonTitle(code, language)}
            </span>
          ))}
        </span>
      </header>
      {note === '' ? reasons.map((code) => <p key={code}>{reasonRemedy(code, language)}</p>) : <p>{note}</p>}
      <SamplePair subject={SUBJECT_OF[asked.item] ?? 'paper'} reasons={reasons} />
      {asked.deadline !== undefined && <p className="small">{t('fixUntil', { at: shortTime(asked.deadline) })}</p>}
      {byCamera ? (
        <FixCamera kind={kind} label={t(asked.item)} onDone={() => go(`/apply/${asked.step}`)} />
      ) : (
        <Button block color="primary" onClick={() => go(`/apply/${asked.step}`)}>
          {t(asked.remedy === 'record_video' ? 'recordVideo' : 'doIt')}
        </Button>
      )}
      {byCamera && (
        <Link href={`/apply/${asked.step}`} className="quiet-link">
          {t('doIt')}
        </Link>
      )}
    </article>
  );
}

const takePhoto: Pair = ['拍照重交', 'Take the photo'];

function FixCamera({ kind, label, onDone }: { kind: MaterialKind; label: string; onDone: () => void }) {
  const t = useWords({ takePhoto });
  const id = useId();
  const { phase, hand, busy } = useHandIn(kind, onDone);
  return (
    <>
      <label className={busy ? 'pick wide off' : 'pick wide'} htmlFor={id}>
        <input
          id={id}
          type="file"
          accept="image/*"
          capture="environment"
          disabled={busy}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file !== undefined) void hand(file);
          }}
        />
        <CameraIcon size={20} /> {busy ? '…' : t('takePhoto')} <span className="hidden-label">{label}</span>
      </label>
      {phase.at === 'uploading' && phase.sending.waiting !== undefined && (
        <div className="fix-waiting">
          <UploadMeter sending={phase.sending} text="" />
        </div>
      )}
      {phase.at === 'refused' && <PhotoRefused error={phase.error} kind={kind} />}
    </>
  );
}

function checkName(t: Say<Key>, check: string): string {
  if (check === 'face') return t('faceCheck');
  if (check === 'scene') return t('sceneCheck');
  return check in words ? t(check as Key) : check;
}

function Checks({ application }: { application: Application }) {
  const t = useWords(words);
  const language = useLanguage();
  if (application.checks.length === 0) return null;
  return (
    <details className="card">
      <summary>{t('checks')}</summary>
      <ul className="rows">
        {application.checks.map((one) => (
          <li key={one.check}>
            <span>
              {checkName(t, one.check)}
              {one.reason !== undefined && <small>{reasonTitle(one.reason, language)}</small>}
            </span>
            <StateTag state={one.verdict} />
          </li>
        ))}
      </ul>
    </details>
  );
}
