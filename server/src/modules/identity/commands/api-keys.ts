/** Keys of partners: made once, shown once, revoked for good. */
import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { InstantMs } from '../../../kernel/instant.ts';
import { instant, MINUTE_MS } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { sameText } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import { apiKeyMachine, type ApiKeyState } from '../domain/api-key-machine.ts';
import { decideApiCall, type ApiCallRefusal } from '../domain/decide-api-call.ts';

const SECRET_BYTES = 32;
const TOKEN_CHARS_MAX = 200;
const KEYS_LISTED_MAX = 500;

export interface ApiKey {
  readonly keyId: string;
  /** Whose applications it opens; several keys of one partner see the same. */
  readonly partner: string;
  readonly scopes: readonly string[];
  /** Addresses and networks (CIDR) that may use it; empty: any. */
  readonly ipList: readonly string[];
  readonly state: ApiKeyState;
  readonly createdBy: string;
  readonly createdAt: InstantMs;
  readonly lastUsedAt: InstantMs | undefined;
}

interface Row {
  key_id: string;
  partner: string;
  secret_hash: string;
  scopes: string[];
  ip_list: string[];
  state: ApiKeyState;
  created_by: string;
  created_at: number;
  last_used_at: number | null;
}

const COLUMNS = 'key_id, partner, secret_hash, scopes, ip_list, state, created_by, created_at, last_used_at';

const toKey = (row: Row): ApiKey => ({
  keyId: row.key_id,
  partner: row.partner,
  scopes: row.scopes,
  ipList: row.ip_list,
  state: row.state,
  createdBy: row.created_by,
  createdAt: instant(row.created_at),
  lastUsedAt: row.last_used_at === null ? undefined : instant(row.last_used_at),
});

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The networks of a list, or undefined where a line is neither an address nor a network. */
function networksOf(ipList: readonly string[]): BlockList | undefined {
  const networks = new BlockList();
  for (const line of ipList) {
    const [address = '', bits, more] = line.split('/');
    const version = isIP(address);
    if (version === 0 || more !== undefined) return undefined;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) networks.addAddress(address, family);
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
      networks.addSubnet(address, Number(bits), family);
    else return undefined;
  }
  return networks;
}

function addressAllowed(ipList: readonly string[], address: string): boolean {
  if (ipList.length === 0) return true;
  const version = isIP(address);
  return version !== 0 && networksOf(ipList)?.check(address, version === 4 ? 'ipv4' : 'ipv6') === true;
}

/** Makes a key. `token` is what the partner sends; it is told here and never again. */
export async function createApiKey(
  env: Env,
  input: { partner: string; scopes: readonly string[]; ipList: readonly string[]; by: string },
): Promise<Outcome<{ keyId: string; token: string }, Refusal<'partner.ip_list_invalid'>>> {
  if (networksOf(input.ipList) === undefined) return refuse('partner.ip_list_invalid');
  const keyId = env.ids.next('pk');
  const secret = Buffer.from(env.chance.bytes(SECRET_BYTES)).toString('base64url');
  await env.db.execute(
    `INSERT INTO identity.api_key (key_id, partner, secret_hash, scopes, ip_list, state, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, 'active', $6, $7)`,
    [keyId, input.partner, hashOf(secret), input.scopes, input.ipList, input.by, at(env.clock.now())],
  );
  return accept({ keyId, token: `${keyId}.${secret}` });
}

export async function revokeApiKey(
  env: Env,
  input: { keyId: string; by: string },
): Promise<Outcome<true, Refusal<'partner.key_unknown'>>> {
  const changed = await env.db.execute(
    `UPDATE identity.api_key SET state = $2, revoked_by = $3, revoked_at = $4 WHERE key_id = $1 AND state = 'active'`,
    [input.keyId, step(apiKeyMachine, 'active', 'revoke') ?? 'revoked', input.by, at(env.clock.now())],
  );
  return changed === 1 ? accept(true as const) : refuse('partner.key_unknown');
}

export async function listApiKeys(sql: Sql): Promise<ApiKey[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM identity.api_key ORDER BY created_at DESC, key_id DESC LIMIT ${KEYS_LISTED_MAX}`,
  );
  return rows.map(toKey);
}

/** Whose key this is, if it opens a route of this scope from this address. Its last use is noted to the minute. */
export async function openWithApiKey(
  env: Pick<Env, 'db' | 'wall'>,
  call: { token: string; address: string; scope: string },
): Promise<Outcome<ApiKey, ApiCallRefusal>> {
  const dot = call.token.indexOf('.');
  if (dot < 1 || call.token.length > TOKEN_CHARS_MAX) return refuse('partner.key_invalid');
  const rows = await env.db.query<Row>(`SELECT ${COLUMNS} FROM identity.api_key WHERE key_id = $1`, [
    call.token.slice(0, dot),
  ]);
  const row = rows[0];
  if (row === undefined) return refuse('partner.key_invalid');
  const decision = decideApiCall({
    state: row.state,
    secretFits: sameText(hashOf(call.token.slice(dot + 1)), row.secret_hash),
    addressAllowed: addressAllowed(row.ip_list, call.address),
    scopes: row.scopes,
    scope: call.scope,
  });
  if (decision.refused) return decision;
  const now = env.wall.now();
  await env.db.execute(
    'UPDATE identity.api_key SET last_used_at = $2 WHERE key_id = $1 AND (last_used_at IS NULL OR last_used_at < $3)',
    [row.key_id, at(now), at(instant(now - MINUTE_MS))],
  );
  return accept(toKey(row));
}
