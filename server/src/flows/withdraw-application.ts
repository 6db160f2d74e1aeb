import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { step } from '../kernel/machine.ts';
import {
  applicationMachine,
  currentApplication,
  moveApplication,
  type Application,
} from '../modules/applications/index.ts';
import { filingsOfApplicant, moveFiling, type Filing } from '../modules/channels/index.ts';
import { closeCases } from '../modules/review/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';

export interface Withdrawal {
  readonly application: Application;
  readonly filings: readonly Filing[];
  readonly by: string;
}

/** Filings that are at work on this application. */
export async function livingFilings(world: World, { applicantId, applicationId }: Application): Promise<Filing[]> {
  return (await filingsOfApplicant(world.db, applicantId)).filter(
    (one) =>
      one.applicationId === applicationId &&
      ['awaiting_consent', 'open', 'awaiting_officer', 'awaiting_merchant'].includes(one.state),
  );
}

/** Ends the application and whatever a bank or an agent was doing on it, in the caller's transaction. False where it is too late. */
export async function withdrawInTx(world: World, tx: Tx, { application, filings, by }: Withdrawal): Promise<boolean> {
  const { applicantId, applicationId, state } = application;
  if (step(applicationMachine, state, 'withdraw') === undefined) return false;
  const moved = await moveApplication(world, tx, { applicantId, applicationId, from: state, event: 'withdraw', by });
  if (!moved) return false;
  await closeCases(tx, { applicantId, applicationId });
  for (const filing of filings) await moveFiling(world, tx, filing, { event: 'withdraw' });
  return true;
}

/** The applicant takes the application back, before it is decided. */
export async function withdrawApplication(
  world: World,
  applicantId: string,
): Promise<Outcome<true, Refusal<'applications.none' | 'applications.not_withdrawable'>>> {
  const application = await currentApplication(world, applicantId);
  if (application === undefined) return refuse('applications.none');
  const filings = await livingFilings(world, application);
  const done = await withTx(world, (tx) => withdrawInTx(world, tx, { application, filings, by: applicantId }));
  return done ? accept(true as const) : refuse('applications.not_withdrawable');
}
