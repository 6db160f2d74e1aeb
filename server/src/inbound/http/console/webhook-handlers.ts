import type { WebhookDeskKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import { listDeliveries, listWebhooks, replayDelivery } from '../../../modules/openplatform/index.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

export const webhookDeskHandlers: Handlers<WebhookDeskKey> = {
  'GET /api/console/webhooks': async ({ world }) => {
    const rows = await listWebhooks(world.db, undefined);
    return accept({ rows: rows.map(({ createdAt, ...row }) => ({ ...row, createdAt: isoText(createdAt) })) });
  },
  'GET /api/console/webhook-deliveries': async ({ world }) => {
    const rows = await listDeliveries(world.db, undefined);
    return accept({
      rows: rows.map(({ createdAt, lastStatus, lastReason, ...row }) => ({
        ...row,
        createdAt: isoText(createdAt),
        ...(lastStatus === undefined ? {} : { lastStatus }),
        ...(lastReason === undefined ? {} : { lastReason }),
      })),
    });
  },
  'POST /api/console/webhook-deliveries/:deliveryId/replay': async ({ world, input, subjectId }) => {
    const done = await replayDelivery(world, { partner: undefined, ...input.params });
    if (done.refused) return done;
    await logAccess(world, { staffId: subjectId, what: 'webhook_replayed', subject: input.params.deliveryId });
    return accept({ ok: true as const });
  },
};
