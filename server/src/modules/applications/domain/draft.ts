import { z } from 'zod';
import { isCivilDate } from '../../../kernel/instant.ts';

export const APPLICANT_KINDS = ['individual', 'sole_proprietor', 'company'] as const;
export type ApplicantKind = (typeof APPLICANT_KINDS)[number];

const materialId = z.string().max(40);
const name = z.string().trim().min(2).max(80);
/** 长期 (no end) or a day of the calendar. */
const validity = z.string().refine((text): boolean => text === '长期' || isCivilDate(text));
const idNumber = z.string().regex(/^\d{17}[\dX]$/);

const OWNERS_MAX = 4; // 25 % each is the threshold of a beneficial owner, so there are at most four
const YUAN_MAX = 100_000_000;

/** What an applicant fills in; every part may still be missing. Numbers and names here are personal data: stored sealed. */
export const draftSchema = z.strictObject({
  kind: z.enum(APPLICANT_KINDS).optional(),
  deviceModel: z.enum(['esign_pos', 'smart_pos']).optional(),
  depositConfirmed: z.boolean().optional(),
  settlement: z.enum(['t1', 't0']).optional(),
  planId: z.enum(['standard']).optional(),
  accountKind: z.enum(['personal', 'corporate']).optional(),
  /** Personal: a class-I debit card of the applicant. */
  card: z
    .strictObject({
      materialId: materialId.optional(),
      number: z.string().regex(/^\d{13,19}$/),
      reservedPhone: z.string().regex(/^1[3-9]\d{9}$/),
    })
    .optional(),
  /** Corporate: the account on the opening permit. */
  corporateAccount: z
    .strictObject({
      materialId: materialId.optional(),
      accountName: name,
      accountNumber: z.string().regex(/^\d{8,32}$/),
      bankName: z.string().trim().min(2).max(60),
      branchCode: z.string().regex(/^\d{12}$/),
      /** 账户核实函 under the seal of the account's bank, for where the register is silent. */
      letterMaterialId: materialId.optional(),
    })
    .optional(),
  licence: z
    .strictObject({
      materialId,
      name,
      uscc: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/),
      legalPerson: name,
      validTo: validity,
      address: z.string().max(160).optional(),
    })
    .optional(),
  premises: z
    .strictObject({ materialId, proof: z.enum(['lease', 'property']), party: name, validTo: validity })
    .optional(),
  /** Company only: whether the person who applies is the legal person, or acts for them with a letter. */
  acting: z
    .discriminatedUnion('as', [
      z.strictObject({ as: z.literal('legal_person') }),
      z.strictObject({
        as: z.literal('handler'),
        legalPersonName: name,
        legalPersonIdNumber: idNumber,
        frontMaterialId: materialId,
        backMaterialId: materialId,
        letterMaterialId: materialId,
      }),
    ])
    .optional(),
  /** Company only: natural persons with a share of 25 % or more; none of them means the legal person stands for it. */
  owners: z
    .array(z.strictObject({ name, idNumber, sharePercent: z.number().min(1).max(100) }))
    .max(OWNERS_MAX)
    .optional(),
  scene: z.strictObject({ materialId }).optional(),
  /** 视频面签: the clip that answers three questions. */
  interview: z.strictObject({ materialId }).optional(),
  business: z
    .strictObject({
      tradeName: z.string().trim().min(2).max(40),
      mcc: z.string().regex(/^\d{4}$/),
      region: z.string().regex(/^\d{6}$/),
      address: z.string().trim().min(4).max(120),
      hours: z.string().trim().max(40).optional(),
      /** False: no fixed place, a stall or on the move; the address is where they mostly are. */
      fixedPlace: z.boolean().optional(),
      monthlyYuan: z.number().int().min(0).max(YUAN_MAX).optional(),
      pin: z
        .strictObject({
          latitude: z.number().min(3).max(54),
          longitude: z.number().min(73).max(136),
          source: z.enum(['device', 'hand']),
        })
        .optional(),
    })
    .optional(),
});

export type Draft = z.infer<typeof draftSchema>;
export type DraftPart = keyof Draft;
export const emptyDraft: Draft = {};

type Always =
  | 'kind'
  | 'deviceModel'
  | 'depositConfirmed'
  | 'settlement'
  | 'planId'
  | 'accountKind'
  | 'scene'
  | 'business';

/** A draft with nothing missing that its kind asks for: what a revision holds. */
export type CompleteDraft = Draft & { [K in Always]-?: NonNullable<Draft[K]> };
