import type { Answer } from '@kaitong/client';
import type { ChangeKey as Keys } from '@kaitong/client/contract';
import { DAY_MS, isoText, dateInShanghai, daysBetween, type CivilDate } from '../../../kernel/instant.ts';
import { maskIdNumber } from '../../../kernel/id-number.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { maskName } from '../../../kernel/person-name.ts';
import { askChange, isOpenChange, submitChange, withdrawChange } from '../../../flows/change-requests.ts';
import { noticeDaysOf } from '../../../flows/documents.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import {
  accountChangesOf,
  documentsOf,
  merchantByApplicant,
  priceNoticesOf,
  restrictionsOf,
  type Merchant,
  type MerchantDocument,
} from '../../../modules/merchants/index.ts';
import { changeOf, changesOf } from '../../../modules/servicing/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import { changeDetail, changeSummary } from '../change-views.ts';
import type { Handlers } from '../context.ts';

type Documents = Answer<'GET /api/merchant/documents'>;
type Changes = Answer<'GET /api/merchant/changes'>;
type MerchantKeys = Extract<Keys, `${string} /api/merchant/${string}`>;

/** Of one merchant: a few kinds of request, each begun and handed in again a few times. */
const PER_MERCHANT = { limit: 40, windowMs: DAY_MS };

const EXPIRED = { id_card: 'id_expired', licence: 'licence_expired' } as const;

/** Where a document stands today. */
function standOf(
  { validTo }: Pick<MerchantDocument, 'validTo'>,
  today: CivilDate,
  noticeDays: readonly number[],
): Documents['rows'][number]['stand'] {
  if (validTo === undefined) return 'valid';
  const left = daysBetween(today, validTo);
  if (left < 0) return 'expired';
  return left <= (noticeDays[0] ?? 0) ? 'ending' : 'valid';
}

/** What a merchant has to do about its documents and its requests; what people look at is nobody's to do. */
export async function paperTodos(world: World, merchantId: string): Promise<('renew_document' | 'fix_change')[]> {
  const [documents, changes, policy] = await Promise.all([
    documentsOf(world, world.db, merchantId),
    changesOf(world.db, merchantId),
    policyToday(world),
  ]);
  const today = dateInShanghai(world.clock.now());
  const handedIn = (document: MerchantDocument): boolean =>
    changes.some(
      (one) =>
        isOpenChange(one) && one.state !== 'draft' && (one.kind === document.kind || one.kind === 'legal_person'),
    );
  const ends = documents.some((one) => standOf(one, today, noticeDaysOf(policy)) !== 'valid' && !handedIn(one));
  const fix = changes.some((one) => one.state === 'needs_fix');
  return [...(ends ? ['renew_document' as const] : []), ...(fix ? ['fix_change' as const] : [])];
}

async function documentsView(world: World, merchant: Merchant): Promise<Documents> {
  const { merchantId } = merchant;
  const [documents, changes, restrictions, policy] = await Promise.all([
    documentsOf(world, world.db, merchantId),
    changesOf(world.db, merchantId),
    restrictionsOf(world.db, merchantId),
    policyToday(world),
  ]);
  const today = dateInShanghai(world.clock.now());
  const noticeDays = noticeDaysOf(policy);
  const rows = documents.map((document) => {
    const { kind, holder, number, validTo } = document;
    const renews = changes.find((one) => isOpenChange(one) && (one.kind === kind || one.kind === 'legal_person'));
    return {
      kind,
      holder: kind === 'id_card' ? maskName(holder) : holder,
      number: kind === 'id_card' ? maskIdNumber(number) : number,
      ...(validTo === undefined ? {} : { validTo, daysLeft: daysBetween(today, validTo) }),
      stand: standOf(document, today, noticeDays),
      stopped: restrictions.some((one) => one.reason === EXPIRED[kind]),
      since: isoText(document.since),
      ...(renews === undefined ? {} : { open: changeSummary(renews) }),
    };
  });
  return { rows, noticeDays };
}

async function changesView(world: World, merchant: Merchant): Promise<Changes> {
  const { merchantId } = merchant;
  const [requests, accounts, prices, documents] = await Promise.all([
    changesOf(world.db, merchantId),
    accountChangesOf(world.db, merchantId),
    priceNoticesOf(world.db, merchantId),
    documentsOf(world, world.db, merchantId),
  ]);
  const rows: Changes['rows'] = [
    ...requests.map((one) => ({ what: 'request' as const, at: isoText(one.movedAt), request: changeSummary(one) })),
    ...accounts.map(({ state, masked, bankName, askedAt }) => ({
      what: 'account' as const,
      at: isoText(askedAt),
      state,
      masked,
      bankName,
    })),
    ...prices.map(({ rise, appliesFrom, sentAt }) => ({
      what: 'price' as const,
      at: isoText(sentAt),
      rise,
      appliesFrom,
    })),
  ];
  return {
    rows: rows.toSorted((a, b) => b.at.localeCompare(a.at)),
    profile: { tradeName: merchant.name, mcc: merchant.mcc },
    licensed: documents.some((one) => one.kind === 'licence'),
  };
}

export const merchantChangeHandlers: Handlers<MerchantKeys> = {
  'GET /api/merchant/documents': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : accept(await documentsView(world, merchant));
  },
  'GET /api/merchant/changes': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined ? refuse('merchants.none') : accept(await changesView(world, merchant));
  },
  'POST /api/merchant/changes': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const over = await countAgainst(world, `change:${merchant.merchantId}`, PER_MERCHANT);
    return over === undefined
      ? askChange(world, merchant, input.body.kind)
      : refuse('http.rate_limit', { seconds: over });
  },
  'GET /api/merchant/changes/:changeId': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const change = await changeOf(world.db, { merchantId: merchant.merchantId, ...input.params });
    if (change === undefined) return refuse('servicing.change_unknown');
    return accept(await changeDetail(world, change));
  },
  'POST /api/merchant/changes/:changeId/submission': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const over = await countAgainst(world, `change-submission:${merchant.merchantId}`, PER_MERCHANT);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const done = await submitChange(world, merchant, { ...input.params, filled: input.body });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/merchant/changes/:changeId/withdrawal': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const done = await withdrawChange(world, { merchantId: merchant.merchantId, ...input.params });
    return done.refused ? done : accept({ ok: true as const });
  },
};
