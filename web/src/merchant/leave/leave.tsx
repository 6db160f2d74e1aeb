import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, Toast } from 'antd-mobile';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { leaveWords } from '../../kit/leave-words.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { CodeForm } from './code-form.tsx';
import { EndDevice } from './end-device.tsx';
import { words } from './words.ts';

type Leave = Answer<'GET /api/merchant/deregistration'>;
type Blocker = Leave['blockers'][number];
type Course = NonNullable<Leave['course']>;

const KEY = ['deregistration'];
const TONES = {
  requested: 'busy',
  blocked: 'warn',
  settling: 'busy',
  unbinding: 'busy',
  closed: 'plain',
  cancelled: 'plain',
} as const;

/** 注销: what happens, what stands in the way with what ends it, the device, and how far it is. */
export function LeavePage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const leave = useQuery({ queryKey: KEY, queryFn: () => client.call('GET /api/merchant/deregistration') });
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <Loaded of={leave}>{(data) => <Sections leave={data} />}</Loaded>
    </Page>
  );
}

function Sections({ leave }: { leave: Leave }) {
  const { course, blockers } = leave;
  const open = course !== undefined && course.state !== 'closed' && course.state !== 'cancelled';
  if (course?.state === 'closed') return <Closed course={course} />;
  return (
    <>
      {open ? <Course course={course} /> : <Before leave={leave} />}
      {course?.state !== 'unbinding' && <InTheWay leave={leave} />}
      {open && leave.devices.length > 0 && <Devices leave={leave} />}
      {open ? <Cancel leave={leave} /> : <Ask leave={leave} again={blockers.length} />}
    </>
  );
}

function Before({ leave }: { leave: Leave }) {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('before')}</strong>
      <ol className="howto">
        <li>{t('step1')}</li>
        <li>{t('step2')}</li>
        <li>{t('step3')}</li>
        <li>{t('step4')}</li>
      </ol>
      <p className="warned">{t('noReturn')}</p>
      <p className="small">{t('recourse', { n: leave.recourseMonths })}</p>
    </section>
  );
}

function Course({ course }: { course: Course }) {
  const t = useWords(words);
  const w = useWords(leaveWords);
  const steps = [
    ['c_asked', course.askedAt],
    ['c_settling', course.settlingAt],
    ['c_unbinding', course.unbindingAt],
    ['c_closed', course.endedAt],
  ] as const;
  const { state } = course;
  // something came while it was settled: its sales stay stopped
  const now = state === 'blocked' && course.settlingAt !== undefined ? 'now_blocked_again' : (`now_${state}` as const);
  return (
    <section className="card" aria-label={t('course')}>
      <header className="split">
        <strong>{t('course')}</strong>
        <span className={`tag ${TONES[state]}`}>{w(`state_${state}`)}</span>
      </header>
      <ol className="leave-course">
        {steps.map(([step, at]) => (
          <li key={step} className={at === undefined ? 'ahead' : 'done'}>
            <span>{t(step)}</span>
            {at !== undefined && <span className="small">{shortTime(at)}</span>}
          </li>
        ))}
      </ol>
      {state !== 'closed' && state !== 'cancelled' && <p role="status">{t(now)}</p>}
    </section>
  );
}

const HREF = {
  unsettled_batch: '/devices',
  open_dispute: '/disputes',
  open_complaint: '/month',
  risk_hold: '/flags',
  funds_pending: '/settlements',
  deposit_open: '/deposit',
} as const;

function InTheWay({ leave }: { leave: Leave }) {
  const t = useWords(words);
  return (
    <section className="card" aria-label={t('inTheWay')}>
      <strong>{t('inTheWay')}</strong>
      {leave.blockers.length === 0 ? (
        <p>{t('nothing')}</p>
      ) : (
        leave.blockers.map((one) => <InWay key={one.name} blocker={one} leave={leave} />)
      )}
    </section>
  );
}

/** What has to be ended before sales are stopped; the rest ends by itself or with the device. */
const comesFirst = (name: Blocker['name']): boolean =>
  name !== 'funds_pending' && name !== 'device_not_returned' && name !== 'deposit_open';

function figure(w: ReturnType<typeof useWords<typeof leaveWords>>, { name, amountFen, count }: Blocker): string {
  if (name !== 'risk_hold' && amountFen !== undefined) return `¥${yuan(amountFen)}`;
  if (amountFen !== undefined && amountFen !== '0') return `¥${yuan(amountFen)}`;
  return count === undefined ? '' : w(name === 'device_not_returned' ? 'countDevice' : 'count', { n: count });
}

/** Its reason, its figure, and the button that leads to what ends it. */
function InWay({ blocker, leave }: { blocker: Blocker; leave: Leave }) {
  const t = useWords(words);
  const w = useWords(leaveWords);
  const { name, since } = blocker;
  const stuck = name === 'funds_pending' && leave.account?.state === 'blocked';
  const what = stuck ? 'funds_blocked' : name;
  return (
    <article className="going-back">
      <header className="split">
        <strong>{w(`b_${name}`)}</strong>
        <span>
          {comesFirst(name) && <span className="tag warn">{t('first')}</span>} {figure(w, blocker)}
        </span>
      </header>
      <p className="small">
        {t(`why_${what}`)}
        {since !== undefined && (
          <>
            <br />
            {w('since', { at: shortTime(since) })}
          </>
        )}
      </p>
      <Lead what={what} open={leave.course !== undefined && leave.course.state !== 'cancelled'} />
    </article>
  );
}

function Lead({ what, open }: { what: Blocker['name'] | 'funds_blocked'; open: boolean }) {
  const t = useWords(words);
  const label = t(`go_${what}`);
  if (what === 'negative_balance')
    return (
      <a className="quiet-link" href="tel:4000000000">
        {label}
      </a>
    );
  // the device goes back once it has been asked for: before that there is nothing to give it back for
  if (what === 'device_not_returned')
    return open ? (
      <a className="quiet-link" href="#leave-devices">
        {label}
      </a>
    ) : null;
  return (
    <Link className="quiet-link" href={what === 'funds_blocked' ? '/account' : HREF[what]}>
      {label}
    </Link>
  );
}

function Devices({ leave }: { leave: Leave }) {
  const t = useWords(words);
  return (
    <section className="card" id="leave-devices" aria-label={t('devices')}>
      <strong>{t('devices')}</strong>
      {leave.passed === undefined && <p className="warned">{t('noReturn')}</p>}
      {leave.devices.map((one) => (
        <EndDevice key={one.serialNo} device={one} />
      ))}
    </section>
  );
}

function Ask({ leave, again }: { leave: Leave; again: number }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: (code: string) => client.call('POST /api/merchant/deregistration', { body: { code } }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('asked') });
      return queries.invalidateQueries();
    },
  });
  const { course } = leave;
  return (
    <section className="card" aria-label={t('ask')} key={again}>
      <strong>{t('ask')}</strong>
      {course?.endedAt !== undefined && <p className="small">{t('askedAgain', { at: shortTime(course.endedAt) })}</p>}
      <CodeForm
        hint={t('askHint', { phone: leave.phone })}
        label={t('submit')}
        of={ask}
        onCode={(code) => ask.mutate(code)}
      />
    </section>
  );
}

function Cancel({ leave }: { leave: Leave }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.call('POST /api/merchant/deregistration/cancel'),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('cancelled') });
      return queries.invalidateQueries();
    },
  });
  const ask = async (): Promise<void> => {
    const labels = { confirmText: t('cancel'), cancelText: c('cancel') };
    if (await Dialog.confirm({ content: t('cancelAsk'), ...labels })) cancel.mutate();
  };
  return (
    <section className="card">
      {leave.passed === undefined ? (
        <>
          {leave.devices.length === 0 && <p className="small">{t('noReturn')}</p>}
          {cancel.error !== null && <Refused error={cancel.error} />}
          <Button block loading={cancel.isPending} onClick={() => void ask()}>
            {t('cancel')}
          </Button>
        </>
      ) : (
        <p className="warned">{t(`passed_${leave.passed}`)}</p>
      )}
      <p className="small">{t('recourse', { n: leave.recourseMonths })}</p>
    </section>
  );
}

const STILL = [
  ['toMonth', '/month'],
  ['toSales', '/sales'],
  ['toPrices', '/prices'],
  ['toDisputes', '/disputes'],
] as const;

/** A new merchant of the same person; this page stays until it is there. */
function Again() {
  const t = useWords(words);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => client.call('POST /api/applicant/application'),
    onSuccess: async () => {
      await queries.invalidateQueries();
      go('/apply');
    },
  });
  return (
    <section className="card">
      <p className="small">{t('againHint')}</p>
      {start.error !== null && <Refused error={start.error} />}
      <Button block loading={start.isPending} onClick={() => start.mutate()}>
        {t('again')}
      </Button>
    </section>
  );
}

function Closed({ course }: { course: Course }) {
  const t = useWords(words);
  const language = useLanguage();
  const until = course.recourseUntil === undefined ? '' : civilDate(course.recourseUntil, language);
  return (
    <>
      <Course course={course} />
      <section className="card" aria-label={t('archive')}>
        <p role="status">{t('now_closed', { until })}</p>
        <strong>{t('archive')}</strong>
        {STILL.map(([label, href]) => (
          <Link key={href} href={href} className="row-link">
            <span>{t(label)}</span>
            <i aria-hidden="true">→</i>
          </Link>
        ))}
      </section>
      <Again />
    </>
  );
}
