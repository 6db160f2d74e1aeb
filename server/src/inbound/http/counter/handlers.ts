import { handOverDevice, sendByCourier } from '../../../flows/hand-over.ts';
import { ROLE_PERMISSIONS, type CounterKey as Keys } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import {
  addDays,
  civilDate,
  isCivilDate,
  shanghaiInstant,
  dateInShanghai,
  type CivilDate,
} from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { applicationForm } from '../../../flows/application-form.ts';
import { printForm } from '../paper/print-form.ts';
import { endFiling } from '../../../flows/end-filing.ts';
import { confirmAtCounter, filingStatus, sendToOfficer } from '../../../flows/confirm-filing.ts';
import {
  consentAtCounter,
  officerOf,
  openCounterFiling,
  openFilingByForm,
  resendFilingCode,
} from '../../../flows/open-filing.ts';
import type { World } from '../../../flows/ports.ts';
import { applicationOf } from '../../../modules/applications/index.ts';
import {
  filingOf,
  filingsOf,
  finishHandover,
  handoverOf,
  mayWorkOn,
  outletOf,
  planHandover,
  returnFiling,
  tickFace,
  tickOriginal,
  type Filing,
  type WorkRefusal,
} from '../../../modules/channels/index.ts';
import { endSession, staffOf, staffSignIn } from '../../../modules/identity/index.ts';
import { putDown } from '../demo/put-down.ts';
import type { Handlers } from '../context.ts';
import { cookieName, setSessionCookie } from '../session-cookie.ts';
import { csvOf } from '@kaitong/sheets';
import { filingDetail, filingRow } from './filing-view.ts';

const done = accept({ ok: true as const });
const AHEAD_DAYS_MAX = 30;
/** A worklist is for today and yesterday; four reads a row, asked for every five seconds by a handful of officers. */
const ROWS_MAX = 60;

/** The filing of this officer's outlet, in whatever state; others do not exist. */
async function ownFiling(
  world: World,
  staffId: string,
  filingId: string,
): Promise<Outcome<Filing, Refusal<'channels.filing_unknown'>>> {
  const officer = await officerOf(world, staffId);
  const filing = await filingOf(world.db, filingId);
  return filing?.outletId === officer.outletId ? accept(filing) : refuse('channels.filing_unknown');
}

async function reader(world: World, staffId: string): Promise<{ staffId: string; confirms: boolean }> {
  const staff = must(await staffOf(world, staffId), 'staff of a session');
  const permissions: readonly string[] = ROLE_PERMISSIONS[staff.role];
  return { staffId, confirms: permissions.includes('counter.confirm') };
}

/** Codes that only agents meet never reach a counter. */
type CounterRefusal = Refusal<'channels.filing_unknown' | 'channels.filing_not_open'>;
function asCounter(refusal: WorkRefusal): CounterRefusal {
  return refusal.code === 'channels.filing_unknown'
    ? { code: 'channels.filing_unknown' }
    : { code: 'channels.filing_not_open', ...(refusal.facts === undefined ? {} : { facts: refusal.facts }) };
}

async function openForWork(world: World, staffId: string, filingId: string): Promise<Outcome<Filing, CounterRefusal>> {
  const work = await mayWorkOn(world, { staffId, filingId, intent: 'write' });
  return work.refused ? { refused: true, refusal: asCounter(work.refusal) } : work;
}

/** Within the next thirty days of business time. */
export function isNear(world: Pick<World, 'clock'>, date: string): date is CivilDate {
  const today = dateInShanghai(world.clock.now());
  return isCivilDate(date) && date >= today && date <= addDays(today, AHEAD_DAYS_MAX);
}

const sessions: Pick<
  Handlers<Keys>,
  'POST /api/counter/sessions' | 'GET /api/counter/me' | 'DELETE /api/counter/sessions/current'
> = {
  'POST /api/counter/sessions': async (context) => {
    const device = context.request.headers['user-agent'] ?? '';
    const signed = await staffSignIn(context.world, { ...context.input.body, device, app: 'counter' });
    if (signed.refused) return signed;
    setSessionCookie(context, 'channel', signed.value.token);
    return accept({ displayName: signed.value.displayName, role: signed.value.role });
  },
  'GET /api/counter/me': async ({ world, subjectId }) => {
    const staff = must(await staffOf(world, subjectId), 'staff of a session');
    const officer = await officerOf(world, subjectId);
    const outlet = must(await outletOf(world.db, officer.outletId), 'outlet of an officer');
    return accept({
      staffId: subjectId,
      displayName: staff.displayName,
      role: staff.role,
      permissions: [...ROLE_PERMISSIONS[staff.role]],
      bank: outlet.bankName,
      outlet: outlet.name,
      region: outlet.region,
    });
  },
  'DELETE /api/counter/sessions/current': async (context) => {
    const token = context.request.cookies[cookieName('channel', context.site.secure)];
    if (token !== undefined) await endSession(context.world, token);
    setSessionCookie(context, 'channel', undefined);
    return done;
  },
};

const opening: Pick<
  Handlers<Keys>,
  | 'GET /api/counter/filings'
  | 'POST /api/counter/filings'
  | 'POST /api/counter/form-codes'
  | 'POST /api/counter/filings/:filingId/codes'
  | 'POST /api/counter/filings/:filingId/consent'
  | 'GET /api/counter/filings/:filingId'
> = {
  'GET /api/counter/filings': async ({ world, subjectId }) => {
    const { outletId } = await officerOf(world, subjectId);
    const who = await reader(world, subjectId);
    const filings = await filingsOf(world.db, { outletId });
    return accept({ rows: await Promise.all(filings.slice(0, ROWS_MAX).map((one) => filingRow(world, one, who))) });
  },
  'POST /api/counter/filings': ({ world, subjectId, input, request }) =>
    openCounterFiling(world, { staffId: subjectId, phone: input.body.phone, address: request.ip }),
  'POST /api/counter/form-codes': ({ world, subjectId, input, request }) =>
    openFilingByForm(world, { staffId: subjectId, code: input.body.code, address: request.ip }),
  'POST /api/counter/filings/:filingId/codes': async ({ world, subjectId, input, request }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    return own.refused ? own : resendFilingCode(world, own.value, request.ip);
  },
  'POST /api/counter/filings/:filingId/consent': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused) return own;
    const given = await consentAtCounter(world, own.value, input.body.code);
    return given.refused ? given : done;
  },
  'GET /api/counter/filings/:filingId': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    return own.refused ? own : accept(await filingDetail(world, own.value, await reader(world, subjectId)));
  },
};

const working: Pick<
  Handlers<Keys>,
  | 'PUT /api/counter/filings/:filingId/originals/:item'
  | 'PUT /api/counter/filings/:filingId/face'
  | 'POST /api/counter/filings/:filingId/send'
  | 'POST /api/counter/filings/:filingId/confirm'
  | 'POST /api/counter/filings/:filingId/return'
  | 'POST /api/counter/filings/:filingId/withdraw'
> = {
  'PUT /api/counter/filings/:filingId/originals/:item': async ({ world, subjectId, input }) => {
    const work = await openForWork(world, subjectId, input.params.filingId);
    if (work.refused) return work;
    const { originals } = await filingStatus(world, work.value);
    const { item } = input.params;
    const materials = originals.find((one) => one.item === item)?.materials ?? [];
    const ticked = await tickOriginal(world, {
      filing: work.value,
      staffId: subjectId,
      item,
      materials,
      seen: input.body.seen,
    });
    return ticked.refused ? ticked : done;
  },
  'PUT /api/counter/filings/:filingId/face': async ({ world, subjectId, input }) => {
    const work = await openForWork(world, subjectId, input.params.filingId);
    if (work.refused) return work;
    const { identityState } = await filingStatus(world, work.value);
    if (identityState === 'none') return refuse('identity.not_confirmed');
    await tickFace(world, { filing: work.value, staffId: subjectId, seen: input.body.seen });
    return done;
  },
  'POST /api/counter/filings/:filingId/send': async ({ world, subjectId, input }) => {
    const sent = await sendToOfficer(world, { staffId: subjectId, filingId: input.params.filingId });
    if (!sent.refused) return done;
    const { refusal } = sent;
    switch (refusal.code) {
      case 'applications.incomplete':
      case 'channels.originals_open':
      case 'channels.face_not_witnessed':
        return { refused: true, refusal: { code: refusal.code, facts: refusal.facts ?? {} } };
      default:
        return { refused: true, refusal: asCounter(refusal as WorkRefusal) };
    }
  },
  'POST /api/counter/filings/:filingId/confirm': async ({ world, subjectId, input }) => {
    const confirmed = await confirmAtCounter(world, { staffId: subjectId, filingId: input.params.filingId });
    return confirmed.refused ? confirmed : done;
  },
  'POST /api/counter/filings/:filingId/return': async ({ world, subjectId, input }) => {
    const returned = await returnFiling(world, {
      staffId: subjectId,
      filingId: input.params.filingId,
      note: input.body.note,
    });
    return returned.refused ? returned : done;
  },
  'POST /api/counter/filings/:filingId/withdraw': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused) return own;
    return (await endFiling(world, own.value, subjectId))
      ? done
      : refuse('channels.filing_not_open', { state: own.value.state });
  },
};

const paper: Pick<
  Handlers<Keys>,
  | 'GET /api/counter/filings/:filingId/form'
  | 'PUT /api/counter/filings/:filingId/handover'
  | 'POST /api/counter/filings/:filingId/handover/done'
  | 'GET /api/counter/daily'
  | 'GET /api/counter/daily.csv'
> = {
  'GET /api/counter/filings/:filingId/form': async ({ world, subjectId, input, request, reply }) => {
    const work = await mayWorkOn(world, { staffId: subjectId, filingId: input.params.filingId, intent: 'read' });
    if (work.refused)
      return work.refusal.code === 'channels.consent_awaited'
        ? refuse('channels.consent_awaited')
        : { refused: true, refusal: asCounter(work.refusal) };
    const form = await applicationForm(world, {
      applicantId: work.value.applicantId,
      filing: work.value,
      by: subjectId,
      origin: `${request.protocol}://${request.headers.host ?? ''}`,
    });
    if (form.refused) return form;
    void reply
      .type('application/pdf')
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(await printForm(form.value)));
    return 'sent';
  },
  'PUT /api/counter/filings/:filingId/handover': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused) return own;
    const { way, wantedDate, slot } = input.body;
    if (way === 'installation' && (wantedDate === undefined || slot === undefined))
      return refuse('channels.visit_date');
    if (wantedDate !== undefined && !isNear(world, wantedDate)) return refuse('channels.visit_date');
    const { applicantId, applicationId } = own.value;
    const state = applicationId === undefined ? '' : (await applicationOf(world, applicantId, applicationId)).state;
    if (state !== 'approved') return refuse('channels.handover_not_now', { state });
    const planned = await planHandover(world, own.value, {
      way,
      by: subjectId,
      ...(wantedDate === undefined ? {} : { wantedDate: civilDate(wantedDate) }),
      ...(slot === undefined ? {} : { slot }),
    });
    if (!planned) return refuse('channels.handover_not_now');
    if (way !== 'courier') return done;
    const sent = await sendByCourier(world, applicantId);
    return sent.refused ? sent : done;
  },
  'POST /api/counter/filings/:filingId/handover/done': async ({ world, site, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused) return own;
    const planned = await handoverOf(world, own.value);
    if (planned?.state !== 'planned' || planned.way === 'courier') return refuse('channels.handover_not_now');
    const given = await handOverDevice(world, own.value.applicantId);
    if (given.refused) return given;
    await finishHandover(world, own.value);
    await putDown(world, site.demo, given.value);
    return done;
  },
  'GET /api/counter/daily': async ({ world, subjectId, input }) => {
    if (!isCivilDate(input.query.date)) return refuse('http.bad_request');
    const rows = await dailyRows(world, subjectId, civilDate(input.query.date));
    const counts: Record<string, number> = {};
    for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
    return accept({ date: input.query.date, counts, rows });
  },
  'GET /api/counter/daily.csv': async ({ world, subjectId, input, reply }) => {
    if (!isCivilDate(input.query.date)) return refuse('http.bad_request');
    const rows = await dailyRows(world, subjectId, civilDate(input.query.date));
    const lines = rows.map((row) => [
      row.filingId,
      row.openedAt,
      row.name,
      row.phone,
      row.tradeName,
      row.state,
      row.applicationState,
      row.openedBy,
      row.note,
    ]);
    const head = ['代办单号', '时间', '姓名', '手机', '商户名称', '代办状态', '申请状态', '经办', '备注'];
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="filings-${input.query.date}.csv"`)
      .send(csvOf([head, ...lines]));
    return 'sent';
  },
};

async function dailyRows(world: World, staffId: string, date: CivilDate) {
  const { outletId } = await officerOf(world, staffId);
  const who = await reader(world, staffId);
  const from = shanghaiInstant(date, '00:00');
  const filings = await filingsOf(world.db, { outletId }, { from, to: shanghaiInstant(addDays(date, 1), '00:00') });
  return Promise.all(filings.map((one) => filingRow(world, one, who)));
}

export const counterHandlers: Handlers<Keys> = { ...sessions, ...opening, ...working, ...paper };
