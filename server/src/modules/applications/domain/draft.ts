import { z } from 'zod';

/** What an applicant fills in; every part may still be missing. Numbers and names here are personal data: stored sealed. */
export const draftSchema = z.strictObject({
  kind: z.enum(['individual']).optional(),
  deviceModel: z.enum(['esign_pos']).optional(),
  depositConfirmed: z.boolean().optional(),
  settlement: z.enum(['t1']).optional(),
  planId: z.enum(['standard']).optional(),
  card: z
    .strictObject({
      materialId: z.string().max(40).optional(),
      number: z.string().regex(/^\d{13,19}$/),
      reservedPhone: z.string().regex(/^1[3-9]\d{9}$/),
    })
    .optional(),
  scene: z.strictObject({ materialId: z.string().max(40) }).optional(),
  business: z
    .strictObject({
      tradeName: z.string().trim().min(2).max(40),
      mcc: z.string().regex(/^\d{4}$/),
      region: z.string().regex(/^\d{6}$/),
      address: z.string().trim().min(4).max(120),
    })
    .optional(),
});

export type Draft = z.infer<typeof draftSchema>;
export const emptyDraft: Draft = {};

/** A draft with nothing missing: what a revision holds. */
export type CompleteDraft = { [K in keyof Draft]-?: NonNullable<Draft[K]> };
