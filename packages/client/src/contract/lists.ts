/** Long lists of the console: newest first, page by page by key, filtered; what one saves of them, and what may be taken away as a sheet. */
import { z } from 'zod';
import {
  ticketFilter,
  simFilter,
  disputeFilter,
  deviceFilter,
  breakFilter,
  depositFilter,
  merchantFilter,
  messageFilter,
  page,
  pageOf,
  payoutFilter,
  shipmentFilter,
  terminalFilter,
  transactionFilter,
} from './list-parts.ts';
import { fenText, isoText, ok, type Route } from './route.ts';

const operates = { kind: 'staff', permission: 'operate.read' } as const;
const enters = { kind: 'staff', permission: 'console.enter' } as const;

export const LISTS = [
  'merchants',
  'transactions',
  'messages',
  'payouts',
  'terminals',
  'shipments',
  'deposits',
  'devices',
  'tickets',
  'sims',
  'breaks',
  'disputes',
] as const;
export type ListName = (typeof LISTS)[number];

/** One list with its filter, as an export names it. */
const filtered = z.discriminatedUnion('list', [
  z.object({ list: z.literal('merchants'), filter: merchantFilter }),
  z.object({ list: z.literal('transactions'), filter: transactionFilter }),
  z.object({ list: z.literal('messages'), filter: messageFilter }),
  z.object({ list: z.literal('payouts'), filter: payoutFilter }),
  z.object({ list: z.literal('terminals'), filter: terminalFilter }),
  z.object({ list: z.literal('shipments'), filter: shipmentFilter }),
  z.object({ list: z.literal('deposits'), filter: depositFilter }),
  z.object({ list: z.literal('devices'), filter: deviceFilter }),
  z.object({ list: z.literal('tickets'), filter: ticketFilter }),
  z.object({ list: z.literal('sims'), filter: simFilter }),
  z.object({ list: z.literal('breaks'), filter: breakFilter }),
  z.object({ list: z.literal('disputes'), filter: disputeFilter }),
]);

export const savedView = z.object({
  name: z.string(),
  /** Filters as they stand in the address of the page. */
  query: z.string(),
  /** Columns that are shown, in their order; none: as the page shows them by itself. */
  columns: z.array(z.string()),
});

export const listRoutes = {
  'GET /api/console/merchants': {
    summary: 'Merchants, newest first, page by page',
    guard: operates,
    query: merchantFilter.extend(page),
    answer: pageOf(
      z.object({
        merchantId: z.string(),
        merchantNo: z.string(),
        name: z.string(),
        principal: z.string(),
        mcc: z.string(),
        region: z.string(),
        planId: z.string(),
        settlement: z.enum(['t1', 't0']),
        state: z.string(),
        createdAt: isoText,
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/transactions': {
    summary:
      'Card transactions, newest first, page by page. A page may hold fewer rows than asked for and still name a next one: what is looked for is rare, and the search goes on from there',
    guard: operates,
    query: transactionFilter.extend(page),
    answer: z.object({
      rows: z.array(
        z.object({
          transactionId: z.string(),
          merchantId: z.string(),
          merchantNo: z.string(),
          terminalNo: z.string(),
          kind: z.string(),
          state: z.string(),
          amountFen: fenText,
          card: z.string(),
          bank: z.string(),
          rrn: z.string(),
          stan: z.string(),
          responseCode: z.string().optional(),
          at: isoText,
          businessDate: z.string(),
          /** The customer's signature lies with it. */
          signed: z.boolean(),
        }),
      ),
      next: z.string().optional(),
      /** Set where the page was ended by time: everything newer than this has been looked through. */
      lookedBackTo: isoText.optional(),
    }),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/messages': {
    summary: 'Messages to people and what became of them (never the text), newest first, page by page',
    guard: operates,
    query: messageFilter.extend(page),
    answer: pageOf(
      z.object({
        messageId: z.string(),
        purpose: z.string(),
        phone: z.string(),
        state: z.string(),
        reason: z.string().nullable(),
        createdAt: isoText,
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/payouts': {
    summary: 'Payouts, newest first, page by page',
    guard: operates,
    query: payoutFilter.extend(page),
    answer: z.object({
      rows: z.array(
        z.object({
          payoutId: z.string(),
          merchantId: z.string(),
          merchantNo: z.string(),
          amountFen: fenText,
          state: z.string(),
          reason: z.string().nullable(),
          bankReference: z.string().nullable(),
          tries: z.number(),
          /** Of T+0. */
          t0: z.boolean(),
          createdAt: isoText,
        }),
      ),
      next: z.string().optional(),
      lookedBackTo: isoText.optional(),
    }),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/terminals/list': {
    summary: 'Terminals of all merchants, newest first, page by page',
    guard: operates,
    query: terminalFilter.extend(page),
    answer: pageOf(
      z.object({
        terminalId: z.string(),
        terminalNo: z.string(),
        serialNo: z.string(),
        model: z.string(),
        state: z.string(),
        merchantNo: z.string(),
        merchantName: z.string(),
        /** Where it stands: its own place where it was moved, its merchant's otherwise. */
        region: z.string(),
        address: z.string(),
        moved: z.boolean(),
        signedInAt: isoText.optional(),
        keysAt: isoText.optional(),
        lastSaleAt: isoText.optional(),
        createdAt: isoText,
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/shipments': {
    summary: 'Parcels with devices, and devices that wait to be handed over, newest first, page by page',
    guard: operates,
    query: shipmentFilter.extend(page),
    answer: pageOf(
      z.object({
        shipmentId: z.string(),
        merchantNo: z.string(),
        merchantName: z.string(),
        terminalNo: z.string(),
        serialNo: z.string(),
        model: z.string(),
        state: z.string(),
        courier: z.string().optional(),
        waybillNo: z.string().optional(),
        orderedAt: isoText,
        /** Since when it stands where it does. */
        since: isoText,
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'POST /api/console/exports': {
    summary:
      'Take a list away as a sheet: how many rows it has; who took what is in the log of accesses before a row is read',
    guard: operates,
    body: z.intersection(z.object({ format: z.enum(['csv', 'xlsx']) }), filtered),
    answer: z.object({
      /** Rows that the filter lets through, counted up to one more than a sheet holds. */
      total: z.number().int(),
      /** There are more than a sheet holds. */
      more: z.boolean(),
    }),
    refusals: ['console.export_days'],
  },
  'GET /api/console/my/views': {
    summary: 'My saved views of a list',
    guard: enters,
    query: z.object({ list: z.enum(LISTS) }),
    answer: z.object({ views: z.array(savedView) }),
  },
  'PUT /api/console/my/views': {
    summary: 'Save a view under a name; the same name again replaces it',
    guard: enters,
    body: z.object({
      list: z.enum(LISTS),
      name: z.string().trim().min(1).max(40),
      query: z.string().max(600),
      columns: z.array(z.string().max(40)).max(40),
    }),
    answer: ok,
    refusals: ['identity.views_limit'],
  },
  'POST /api/console/my/views/forget': {
    summary: 'Forget a saved view',
    guard: enters,
    body: z.object({ list: z.enum(LISTS), name: z.string().max(40) }),
    answer: ok,
  },
} as const satisfies Record<string, Route>;
