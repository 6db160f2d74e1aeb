/** A merchant's transactions: found, looked at, and fetched from the archive where they are older. */
import type { Answer } from '@kaitong/client';
import type { MerchantKey } from '@kaitong/client/contract';
import { hasReceipt, receiptUrl } from '../../../flows/e-receipt.ts';
import type { World } from '../../../flows/ports.ts';
import { accessOf, accessOfAll, isReadable, type Access } from '../../../flows/receipt-archive.ts';
import { sharesOf } from '../../../flows/share-receipt.ts';
import { courseOf } from '../../../flows/where-is-my-money.ts';
import { civilDate, isCivilDate, isoText, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { merchantByApplicant, type Merchant } from '../../../modules/merchants/index.ts';
import { disputesAboutSale, type Dispute } from '../../../modules/reconciliation/index.ts';
import type { ReceiptAccess } from '../../../modules/servicing/index.ts';
import {
  isPaidEarly,
  isSigned,
  originalOf,
  searchTransactions,
  transactionOf,
  voidedAmong,
  type CardTransaction,
  type TransactionFilter,
} from '../../../modules/switching/index.ts';
import type { Context, Handlers } from '../context.ts';
import { receiptOf } from '../receipt-view.ts';
import { courseView } from '../sale-course.ts';
import { sendSignature } from '../signature-picture.ts';
import { marksOf, type Marks } from './marks.ts';

type SaleRow = Answer<'GET /api/merchant/transactions'>['rows'][number];
type Detail = Answer<'GET /api/merchant/transactions/:transactionId'>;
type Keys = Extract<MerchantKey, `GET /api/merchant/transactions${string}`>;

function saleRow(
  sale: CardTransaction,
  voided: ReadonlySet<string>,
  beside: { readonly marks: Marks; readonly access: ReceiptAccess },
): SaleRow {
  return {
    transactionId: sale.transactionId,
    kind: sale.kind,
    state: voided.has(sale.transactionId) ? 'voided' : sale.state,
    amountFen: sale.amount.toString(),
    ...(sale.feeFen === undefined ? {} : { feeFen: sale.feeFen.toString() }),
    card: sale.cardMasked,
    cardKind: sale.cardKind,
    bankName: sale.bankName,
    rrn: sale.rrn,
    at: isoText(sale.createdAt),
    businessDate: sale.businessDate,
    ...beside.marks,
    ...(beside.access === 'kept' || !hasReceipt(sale) ? {} : { archive: beside.access }),
    ...(sale.responseCode === undefined ? {} : { responseCode: sale.responseCode }),
  };
}

/** As a sale shows it. */
const disputeMark = ({ disputeId, kind, state }: Dispute) => ({
  disputeId,
  kind,
  open: state === 'waiting_merchant' || state === 'waiting_us' || state === 'proposed' || state === 'sent',
});

const dayOf = (text: string | undefined): CivilDate | undefined =>
  text === undefined || !isCivilDate(text) ? undefined : civilDate(text);

function filterOf(query: Context<'GET /api/merchant/transactions'>['input']['query']): TransactionFilter {
  const { card } = query;
  return {
    from: dayOf(query.from),
    through: dayOf(query.through),
    kind: query.kind,
    state: query.state,
    terminalNo: query.terminalNo,
    text: query.text,
    ...(card === undefined ? {} : card === 'foreign' ? { foreign: true } : { paidWith: card }),
    ...(query.minFen === undefined ? {} : { minFen: BigInt(query.minFen) }),
    ...(query.maxFen === undefined ? {} : { maxFen: BigInt(query.maxFen) }),
  };
}

/** What the receipt brings, where it may be shown. */
async function slipOf(world: World, merchant: Merchant, sale: CardTransaction): Promise<Partial<Detail>> {
  if (sale.state !== 'approved' && sale.state !== 'reversed' && sale.state !== 'reversing') return {};
  const address = receiptUrl(world, sale);
  return {
    receipt: receiptOf(sale, merchant, await originalOf(world.db, sale)),
    ...(address === undefined ? {} : { address }),
  };
}

const archiveView = ({ access, request }: Access): Pick<Detail, 'archive'> =>
  access === 'kept'
    ? {}
    : {
        archive: {
          state: access,
          ...(access === 'asked' && request !== undefined ? { readyBy: isoText(request.readyBy) } : {}),
          ...(access === 'readable' && request?.readableTo !== undefined ? { readableTo: request.readableTo } : {}),
        },
      };

async function detailOf(world: World, merchant: Merchant, sale: CardTransaction): Promise<Detail> {
  const found = await accessOf(world, sale);
  const readable = isReadable(found);
  const course = await courseOf(world, sale);
  const voided = await voidedAmong(world.db, merchant.merchantId, [sale.transactionId]);
  const marks = (await marksOf(world, merchant.merchantId))(sale);
  return {
    disputes: (await disputesAboutSale(world.db, sale)).map(disputeMark),
    sale: saleRow(sale, voided, { marks, access: found.access }),
    signed: readable && (await isSigned(world, sale)),
    paidT0: await isPaidEarly(world.db, sale),
    shares: readable
      ? (await sharesOf(world, sale)).map(({ phone, state, createdAt }) => ({ phone, state, at: createdAt }))
      : [],
    ...(readable ? await slipOf(world, merchant, sale) : {}),
    ...(hasReceipt(sale) ? archiveView(found) : {}),
    ...(course === undefined ? {} : { course: courseView(course) }),
  };
}

export const transactionHandlers: Pick<Handlers<MerchantKey>, Keys> = {
  'GET /api/merchant/transactions': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { merchantId } = merchant;
    const { rows, next } = await searchTransactions(world.db, merchantId, {
      filter: filterOf(input.query),
      after: input.query.after,
    });
    const voided = await voidedAmong(
      world.db,
      merchantId,
      rows.map((one) => one.transactionId),
    );
    const marks = await marksOf(world, merchantId);
    const access = await accessOfAll(world, merchantId, rows);
    return accept({
      rows: rows.map((one) => saleRow(one, voided, { marks: marks(one), access: access(one).access })),
      ...(next === undefined ? {} : { next }),
    });
  },
  'GET /api/merchant/transactions/:transactionId': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const sale = await transactionOf(world.db, merchant.merchantId, input.params.transactionId);
    if (sale === undefined) return refuse('switching.transaction_unknown');
    return accept(await detailOf(world, merchant, sale));
  },
  'GET /api/merchant/transactions/:transactionId/signature': async ({ world, subjectId, input, reply }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const sale = await transactionOf(world.db, merchant.merchantId, input.params.transactionId);
    if (sale === undefined) return refuse('switching.transaction_unknown');
    const readable = isReadable(await accessOf(world, sale));
    return readable ? sendSignature(world, sale, reply) : refuse('servicing.receipt_archived');
  },
};
