import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { isoText } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx } from '../../../platform/postgres/database.ts';
import { certificateText, type CertificateFile } from '../domain/certificate-file.ts';
import type { Agent, Certificate } from '../queries/people-of.ts';

const LOCK = 5_018_103;

interface SigningKey {
  readonly keyId: string;
  readonly publicPem: string;
  readonly privatePem: string;
}

/** The Ed25519 key of this installation, made at its first use; the private half lies sealed in the database. */
async function signingKey(env: Env): Promise<SigningKey> {
  const rows = await withTx(env, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const read = () =>
      tx.query<{ key_id: string; public_pem: string; private_sealed: string }>(
        'SELECT key_id, public_pem, private_sealed FROM channels.signing_key ORDER BY key_id DESC LIMIT 1',
      );
    const found = await read();
    if (found.length > 0) return found;
    const pair = generateKeyPairSync('ed25519');
    const keyId = env.ids.next('sgk');
    await tx.execute(
      'INSERT INTO channels.signing_key (key_id, public_pem, private_sealed, made_at) VALUES ($1, $2, $3, $4)',
      [
        keyId,
        pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        env.crypto.seal(`signing-key:${keyId}`, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
        at(env.wall.now()),
      ],
    );
    return read();
  });
  const row = one(rows, 'signing key');
  return {
    keyId: row.key_id,
    publicPem: row.public_pem,
    privatePem: env.crypto.open(`signing-key:${row.key_id}`, row.private_sealed),
  };
}

/** The public half, to check certificate files with; PEM. */
export async function agentPublicKey(env: Env): Promise<{ keyId: string; publicKeyPem: string }> {
  const key = await signingKey(env);
  return { keyId: key.keyId, publicKeyPem: key.publicPem };
}

/** A certificate as a file that anybody can check without asking us. */
export async function signCertificate(
  env: Env,
  input: { readonly agent: Agent; readonly certificate: Certificate; readonly acquirer: string },
): Promise<CertificateFile> {
  const { agent, certificate } = input;
  const key = await signingKey(env);
  const text = certificateText({
    number: certificate.number,
    agent: agent.name,
    acquirer: input.acquirer,
    cities: certificate.cities,
    validFrom: certificate.validFrom,
    validTo: certificate.validTo,
    issuedAt: isoText(certificate.issuedAt),
  });
  const signature = sign(null, Buffer.from(text), createPrivateKey(key.privatePem)).toString('base64url');
  return {
    header: {
      format: 'kaitong-agent-certificate',
      version: 1,
      algorithm: 'Ed25519',
      keyId: key.keyId,
      publicKeyPem: key.publicPem,
      publicKeyAt: '/api/public/agent-key',
    },
    certificate: text,
    signature,
  };
}

/** Checks a file against a key that came by another way (never the one inside the file). False for anything that does not hold. */
export function verifyCertificateFile(file: unknown, publicKeyPem: string): boolean {
  const { certificate, signature } = (file ?? {}) as Partial<CertificateFile>;
  if (typeof certificate !== 'string' || typeof signature !== 'string') return false;
  try {
    return verify(null, Buffer.from(certificate), createPublicKey(publicKeyPem), Buffer.from(signature, 'base64url'));
  } catch {
    return false; // a key or a signature that is none
  }
}
