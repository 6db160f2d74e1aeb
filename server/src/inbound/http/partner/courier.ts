import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sameText } from '../../../platform/crypto.ts';
import { recordReturnStep, recordShipmentStep } from '../../../modules/terminals/index.ts';
import type { Site } from '../context.ts';
import { problemOf } from '../problems.ts';

const step = z.object({
  reference: z.string().max(60),
  step: z.enum(['collected', 'in_transit', 'delivered', 'lost', 'refused', 'ordered']),
});

/** POST /api/partner/courier/steps: the courier's reports, signed over the raw body with the key both sides keep. */
export function registerPartners(app: FastifyInstance, site: Site): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.post('/api/partner/courier/steps', async (request, reply) => {
      const raw = String(request.body);
      const wanted = createHmac('sha256', site.partnerSecrets.courier).update(raw).digest('hex');
      if (!sameText(wanted, String(request.headers['x-signature'] ?? '')))
        return reply.code(401).type('application/problem+json').send(problemOf('partner.signature'));
      const parsed = step.safeParse(JSON.parse(raw));
      if (!parsed.success) return reply.code(400).type('application/problem+json').send(problemOf('http.bad_request'));
      if (parsed.data.step === 'ordered') return { ok: true };
      const { reference, step: told } = parsed.data;
      const recorded = reference.startsWith('ret_')
        ? await recordReturnStep(site.world, { returnId: reference, step: told })
        : await recordShipmentStep(site.world, { shipmentId: reference, step: told });
      if (recorded === undefined)
        return reply.code(404).type('application/problem+json').send(problemOf('terminals.shipment_unknown'));
      return { ok: true };
    });
  });
}
