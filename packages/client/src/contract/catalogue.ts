import { z } from 'zod';
import { applicantKind, priceSheet, requirementItem } from './applicant.ts';
import { fenText, isoText, type Route } from './route.ts';

const guard = { kind: 'public' } as const;
const settlement = z.enum(['t1', 't0']);
const deviceModel = z.enum(['esign_pos', 'smart_pos']);
const accountKind = z.enum(['personal', 'corporate']);

const place = z.object({ code: z.string(), zh: z.string(), en: z.string() });

const arrival = z.object({
  settlement,
  feeFen: fenText,
  surchargeFen: fenText,
  netFen: fenText,
  at: isoText,
  estimated: z.boolean(),
});

export const catalogueRoutes = {
  'GET /api/public/trades': {
    summary: 'Trades (merchant category codes) with their names and pinyin',
    guard,
    answer: z.object({
      rows: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string(), pinyin: z.string() })),
    }),
  },
  'GET /api/public/places': {
    summary: 'What lies below a place: provinces without `below`, cities of a province, counties of a city',
    guard,
    query: z.object({
      below: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
    }),
    answer: z.object({ rows: z.array(place) }),
  },
  'GET /api/public/branches': {
    summary: 'Branches of banks by words of the name, first letters in pinyin, or the CNAPS code',
    guard,
    query: z.object({
      words: z.string().max(60),
      city: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
    }),
    answer: z.object({
      rows: z.array(
        z.object({ branchCode: z.string(), bankName: z.string(), branchName: z.string(), city: z.string() }),
      ),
    }),
  },
  'GET /api/public/quote': {
    summary: 'What a sale made now would bring, T+1 and T+0 side by side, to the fen',
    guard,
    query: z.object({ amountFen: z.string().regex(/^\d{1,9}$/), cardKind: z.enum(['debit', 'credit']) }),
    answer: z.object({ t1: arrival, t0: arrival }),
  },
  'GET /api/public/preparation': {
    summary: 'What to bring and what it costs, for a kind, device and settlement, before anybody signs in',
    guard,
    query: z.object({
      kind: applicantKind,
      deviceModel: deviceModel.optional(),
      settlement: settlement.optional(),
      accountKind: accountKind.optional(),
      monthlyYuan: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
    answer: z.object({
      kind: applicantKind,
      deviceModel,
      accountKind,
      settlement,
      /** False where this account cannot be had with this device. */
      deviceFits: z.boolean(),
      suggested: deviceModel,
      items: z.array(requirementItem),
      sheet: priceSheet,
      devices: z.array(
        z.object({ model: deviceModel, depositFen: fenText, targetFen: fenText, targetDays: z.number() }),
      ),
    }),
  },
} as const satisfies Record<string, Route>;
