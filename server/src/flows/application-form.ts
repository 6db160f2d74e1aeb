import { must } from '../kernel/assert.ts';
import { timeInShanghai, dateInShanghai } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { currentApplication, type Draft } from '../modules/applications/index.ts';
import { REGIONS, tradeOf } from '../modules/catalogue/index.ts';
import { makeFormCode, originalsOf, outletOf, type Filing } from '../modules/channels/index.ts';
import { applicantOf, type Applicant } from '../modules/identity/index.ts';
import { materialsOf } from '../modules/materials/index.ts';
import type { World } from './ports.ts';
import { checklistOf } from './submit-application.ts';

/** Everything that a printed application says; drawn by the edge. */
export interface FormFacts {
  readonly applicationId: string;
  readonly acquirer: string;
  /** Bank and outlet, or empty for a form printed at home. */
  readonly outlet: string;
  readonly applicant: Pick<Applicant, 'name' | 'idNumber' | 'idValidTo' | 'phone' | 'identityState'>;
  readonly draft: Draft;
  readonly mccName: string;
  readonly regionName: string;
  readonly originals: readonly { readonly item: string; readonly photographed: boolean }[];
  readonly code: string;
  readonly url: string;
  readonly printedAt: string;
}

/** The facts of a printed form, with a fresh short code; the codes of earlier prints stop working. */
export async function applicationForm(
  world: World,
  input: { readonly applicantId: string; readonly by: string; readonly origin: string; readonly filing?: Filing },
): Promise<Outcome<FormFacts, Refusal<'applications.none'>>> {
  const application = await currentApplication(world, input.applicantId);
  if (application === undefined) return refuse('applications.none');
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  const { draft } = application;
  const { filing } = input;
  const outlet = filing?.outletId === undefined ? undefined : await outletOf(world.db, filing.outletId);
  const checklist = await checklistOf(world, application);
  const photos = await materialsOf(world, input.applicantId);
  const originals = originalsOf(
    checklist.map((line) => line.item),
    photos,
  ).map((one) => ({ item: one.item, photographed: one.materials.length > 0 }));
  const code = await makeFormCode(world, {
    applicantId: input.applicantId,
    by: input.by,
    ...(filing?.bankId === undefined ? {} : { bankId: filing.bankId }),
  });
  const now = world.clock.now();
  return accept({
    applicationId: application.applicationId,
    acquirer: world.acquirer.name,
    outlet: outlet === undefined ? '' : `${outlet.bankName} ${outlet.name}`,
    applicant,
    draft,
    mccName: draft.business === undefined ? '' : ((await tradeOf(world.db, draft.business.mcc))?.zh ?? ''),
    regionName: REGIONS.find((one) => one.code.slice(0, 4) === draft.business?.region.slice(0, 4))?.zh ?? '',
    originals,
    code,
    url: `${input.origin}/merchant/?form=${code}`,
    printedAt: `${dateInShanghai(now)} ${timeInShanghai(now)}`,
  });
}
