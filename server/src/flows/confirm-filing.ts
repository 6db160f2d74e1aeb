import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { currentApplication, type Application, type Requirement } from '../modules/applications/index.ts';
import {
  confirmFiling,
  decideSend,
  isVerified,
  mayWorkOn,
  moveFiling,
  originalsOf,
  standingOf,
  ticksOf,
  type Filing,
  type OriginalFacts,
  type SendRefusal,
  type StandingRefusal,
  type WorkRefusal,
} from '../modules/channels/index.ts';
import { applicantOf } from '../modules/identity/index.ts';
import { materialsOf } from '../modules/materials/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { checklistOf, handForSignature } from './submit-application.ts';

export interface FilingStatus {
  readonly application: Application | undefined;
  readonly originals: readonly (OriginalFacts & { readonly verified: boolean })[];
  /** Open items of the checklist, without the face where it is seen at the counter. */
  readonly missing: readonly string[];
  readonly identityState: string;
  readonly faceDone: boolean;
}

const isOpen = (line: Requirement): boolean => line.status === 'missing' || line.status === 'fix_needed';

/** A legal person who comes in person brings no letter; a sole proprietor paid to an account may have no permit. */
const MAY_LACK = ['authorisation', 'account_permit'];

/** How far a filing is: what the checklist still asks for, which originals were held in hands, whether the face was seen. */
export async function filingStatus(world: World, filing: Filing): Promise<FilingStatus> {
  const applicant = must(await applicantOf(world, filing.applicantId), 'applicant of a filing');
  const application =
    filing.applicationId === undefined ? undefined : await currentApplication(world, filing.applicantId);
  const { identityState } = applicant;
  if (application === undefined) return { application, originals: [], missing: [], identityState, faceDone: false };
  const checklist = await checklistOf(world, application);
  const photos = await materialsOf(world, filing.applicantId);
  const ticks = await ticksOf(world, filing);
  const faceSeen = filing.channel === 'counter' && filing.witnessedBy !== undefined && identityState !== 'none';
  const faceDone = faceSeen || identityState.startsWith('face_');
  const originals = originalsOf(
    checklist.map((line) => line.item),
    photos,
    MAY_LACK,
  ).map((one) => {
    const facts = { ...one, ticked: ticks.find((tick) => tick.item === one.item)?.materials };
    return { ...facts, verified: isVerified(facts) };
  });
  const missing = checklist.filter((line) => isOpen(line) && line.item !== 'face').map((line) => line.item);
  const faceMissing = filing.channel === 'agent' && checklist.some((line) => isOpen(line) && line.item === 'face');
  return { application, originals, missing: faceMissing ? [...missing, 'face'] : missing, identityState, faceDone };
}

/** A teller is through: to the second officer. */
export async function sendToOfficer(
  world: World,
  input: { staffId: string; filingId: string },
): Promise<Outcome<true, SendRefusal | WorkRefusal>> {
  const work = await mayWorkOn(world, { ...input, intent: 'write' });
  if (work.refused) return work;
  const status = await filingStatus(world, work.value);
  const decision = decideSend({ state: work.value.state, ...status });
  if (decision.refused) return decision;
  const moved = await withTx(world, (tx) =>
    moveFiling(world, tx, work.value, { event: 'send', sentBy: input.staffId, note: '' }),
  );
  return moved ? accept(true as const) : refuse('channels.filing_not_open', { state: 'moved' });
}

/** The second officer agrees (S24), and the merchant is asked to sign on their own phone. */
export const confirmAtCounter = (world: World, input: { staffId: string; filingId: string }) =>
  confirmFiling(world, input, (filing) =>
    handForSignature(world, { applicantId: filing.applicantId, by: input.staffId }),
  );

/** An agent is through. The shop has to be in a city that the certificate covers, whatever city the filing was opened for. */
export async function handAgentFiling(world: World, input: { staffId: string; filingId: string }) {
  const work = await mayWorkOn(world, { ...input, intent: 'write' });
  if (work.refused) return work;
  const filing = work.value;
  const standing = await standingOfShop(world, filing);
  if (standing.refused) return standing;
  const handed = await handForSignature(world, { applicantId: filing.applicantId, by: input.staffId });
  if (handed.refused) return handed;
  await withTx(world, (tx) => moveFiling(world, tx, filing, { event: 'hand', sentBy: input.staffId }));
  return accept(true as const);
}

async function standingOfShop(
  world: World,
  filing: Filing,
): Promise<Outcome<true, StandingRefusal | Refusal<'channels.filing_unknown'>>> {
  const application = await currentApplication(world, filing.applicantId);
  const region = application?.draft.business?.region;
  if (filing.agentId === undefined) return refuse('channels.filing_unknown');
  return region === undefined ? accept(true as const) : standingOf(world, filing.agentId, region);
}
