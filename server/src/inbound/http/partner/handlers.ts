/** The open platform's routes: the same commands as the merchant's own, for applications that this partner has opened. */
import type { Answer } from '@kaitong/client';
import type { PartnerKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import {
  handPartnerApplication,
  openPartnerApplication,
  partnerApplication,
  partnerWorkOn,
} from '../../../flows/partner-filing.ts';
import type { World } from '../../../flows/ports.ts';
import { draftSchema, type Application } from '../../../modules/applications/index.ts';
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  partnerApplications,
  removeWebhook,
  replayDelivery,
} from '../../../modules/openplatform/index.ts';
import { saveAndAnswer } from '../applicant/application-handlers.ts';
import { handIn } from '../applicant/material-handlers.ts';
import { applicationView } from '../applicant/views.ts';
import type { Handlers } from '../context.ts';

const named = (partner: string | undefined): string => must(partner, 'partner of a key');

/** Without what the merchant and others have filled in: a partner knows what it sent itself. */
async function partnerView(
  world: World,
  application: Application,
): Promise<Answer<'GET /api/v1/applications/:applicationId'>> {
  const { draft: _draft, checks: _checks, channel: _channel, ...view } = await applicationView(world, application);
  return view;
}

export const partnerHandlers: Handlers<PartnerKey> = {
  'POST /api/v1/applications': ({ world, input, partner, subjectId }) =>
    openPartnerApplication(world, {
      partner: named(partner),
      keyId: subjectId,
      phone: input.body.phone,
      kind: input.body.kind,
      draft: input.body.draft ?? {},
    }),
  'GET /api/v1/applications': async ({ world, input, partner }) => {
    const { state, before } = input.query;
    const rows = await partnerApplications(world.db, { partner: named(partner), state, before });
    return accept({ rows: rows.map(({ createdAt, ...row }) => ({ ...row, createdAt: isoText(createdAt) })) });
  },
  'GET /api/v1/applications/:applicationId': async ({ world, input, partner }) => {
    const found = await partnerApplication(world, { partner: named(partner), ...input.params });
    return found.refused ? found : accept(await partnerView(world, found.value));
  },
  'PUT /api/v1/applications/:applicationId/draft': async ({ world, input, partner }) => {
    const found = await partnerWorkOn(world, { partner: named(partner), ...input.params });
    if (found.refused) return found;
    const draft = draftSchema.safeParse(input.body.draft);
    if (!draft.success)
      return refuse('applications.draft_invalid', { fields: draft.error.issues.map((issue) => issue.path.join('.')) });
    return saveAndAnswer(world, found.value, input.body.version, draft.data);
  },
  'POST /api/v1/applications/:applicationId/materials': async ({ world, input, partner, form, files }) => {
    const found = await partnerWorkOn(world, { partner: named(partner), ...input.params });
    if (found.refused) return found;
    const file = files[0];
    if (file === undefined) return refuse('http.bad_request');
    const done = await handIn(world, { applicantId: found.value.applicantId, kind: form.kind, file });
    if (done.refused) return done;
    const { materialId, kind, quality } = done.value;
    return accept({ materialId, kind, warnings: quality.findings.map((finding) => finding.reason) });
  },
  'POST /api/v1/applications/:applicationId/submission': async ({ world, input, partner, subjectId, request }) => {
    const done = await handPartnerApplication(world, {
      partner: named(partner),
      keyId: subjectId,
      forceFail: String(request.headers['kaitong-force-fail'] ?? ''),
      ...input.params,
    });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/v1/webhooks': ({ world, input, partner }) => addWebhook(world, { partner: named(partner), ...input.body }),
  'GET /api/v1/webhooks': async ({ world, partner }) => {
    const rows = await listWebhooks(world.db, named(partner));
    return accept({
      rows: rows.map(({ webhookId, url, createdAt }) => ({ webhookId, url, createdAt: isoText(createdAt) })),
    });
  },
  'DELETE /api/v1/webhooks/:webhookId': async ({ world, input, partner }) => {
    const done = await removeWebhook(world, { partner: named(partner), ...input.params });
    return done.refused ? done : accept({ ok: true as const });
  },
  'GET /api/v1/webhook-deliveries': async ({ world, partner }) => {
    const rows = await listDeliveries(world.db, named(partner));
    return accept({
      rows: rows.map(({ createdAt, lastStatus, lastReason, partner: _own, url: _known, ...row }) => ({
        ...row,
        createdAt: isoText(createdAt),
        ...(lastStatus === undefined ? {} : { lastStatus }),
        ...(lastReason === undefined ? {} : { lastReason }),
      })),
    });
  },
  'POST /api/v1/webhook-deliveries/:deliveryId/replay': async ({ world, input, partner }) => {
    const done = await replayDelivery(world, { partner: named(partner), ...input.params });
    return done.refused ? done : accept({ ok: true as const });
  },
};
