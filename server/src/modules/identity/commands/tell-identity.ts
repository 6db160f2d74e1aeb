import type { Env } from '../../../platform/env.ts';
import type { Tx } from '../../../platform/postgres/database.ts';

/** Tells whoever has this applicant's pages open that card or face went on, also where another device did it. */
export const tellIdentity = (env: Pick<Env, 'jobs'>, tx: Tx, applicantId: string, state: string): Promise<void> =>
  env.jobs.emit(tx, { kind: 'identity.moved', audience: [`applicant:${applicantId}`], payload: { state } });
