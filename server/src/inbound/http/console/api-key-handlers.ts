import type { ApiKeyKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import { createApiKey, listApiKeys, revokeApiKey } from '../../../modules/identity/index.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

export const apiKeyHandlers: Handlers<ApiKeyKey> = {
  'GET /api/console/api-keys': async ({ world }) =>
    accept({
      rows: (await listApiKeys(world.db)).map(({ scopes, ipList, createdAt, lastUsedAt, ...key }) => ({
        ...key,
        scopes: [...scopes],
        ipList: [...ipList],
        createdAt: isoText(createdAt),
        ...(lastUsedAt === undefined ? {} : { lastUsedAt: isoText(lastUsedAt) }),
      })),
    }),
  'POST /api/console/api-keys': async ({ world, input, subjectId, reply }) => {
    const made = await createApiKey(world, { ...input.body, by: subjectId });
    if (made.refused) return made;
    await logAccess(world, { staffId: subjectId, what: 'api_key_made', subject: made.value.keyId });
    void reply.header('cache-control', 'no-store');
    return made;
  },
  'POST /api/console/api-keys/:keyId/revocation': async ({ world, input, subjectId }) => {
    const done = await revokeApiKey(world, { keyId: input.params.keyId, by: subjectId });
    if (done.refused) return done;
    await logAccess(world, { staffId: subjectId, what: 'api_key_revoked', subject: input.params.keyId });
    return accept({ ok: true as const });
  },
};
