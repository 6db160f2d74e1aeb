import type { CivilDate } from '../../../kernel/instant.ts';

/** What a certificate file says; signed as the exact bytes of `certificateText`. */
export interface CertificateBody {
  readonly number: string;
  readonly agent: string;
  readonly acquirer: string;
  readonly cities: readonly string[];
  readonly validFrom: CivilDate;
  readonly validTo: CivilDate;
  readonly issuedAt: string;
}

export interface CertificateFile {
  readonly header: {
    readonly format: 'kaitong-agent-certificate';
    readonly version: 1;
    readonly algorithm: 'Ed25519';
    readonly keyId: string;
    readonly publicKeyPem: string;
    readonly publicKeyAt: '/api/public/agent-key';
  };
  /** JSON text, signed as it stands: no canonical form has to be agreed on. */
  readonly certificate: string;
  /** base64url */
  readonly signature: string;
}

/** One text for one certificate: names in this order, nothing else. */
export function certificateText(body: CertificateBody): string {
  const { number, agent, acquirer, cities, validFrom, validTo, issuedAt } = body;
  return JSON.stringify({ number, agent, acquirer, cities: [...cities], validFrom, validTo, issuedAt });
}
