/** Whether a process lives, whether it should get work, and its figures: beside the pages, or by itself where a role has none. */
import { fastify, type FastifyInstance } from 'fastify';
import type { Metrics } from '../../platform/metrics.ts';

interface Watched {
  readonly metrics: Metrics;
  /** Why it should not get work; empty where it should. */
  readonly notReady: () => Promise<string[]>;
}

export function registerStatus(app: FastifyInstance, { metrics, notReady }: Watched): void {
  app.get('/healthz', () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const reasons = await notReady();
    return reply.code(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

/** For a gateway or a worker: nothing but its state, on a port of its own that no stranger reaches. */
export async function listenForWatchers(
  watched: Watched,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<FastifyInstance> {
  const app = fastify({ logger: false, bodyLimit: 1_024, requestTimeout: 10_000 });
  registerStatus(app, watched);
  await app.listen({ host, port });
  return app;
}
