import type { Answer } from '@kaitong/client';
import { isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { maskName } from '../../../kernel/person-name.ts';
import { must } from '../../../kernel/assert.ts';
import { filingStatus } from '../../../flows/confirm-filing.ts';
import type { World } from '../../../flows/ports.ts';
import { applicationOf, type Application } from '../../../modules/applications/index.ts';
import { handoverOf, handsOf, namesOf, ticksOf, type Filing } from '../../../modules/channels/index.ts';
import { applicantOf } from '../../../modules/identity/index.ts';

type Row = Answer<'GET /api/counter/filings'>['rows'][number];

/** Until the merchant has agreed nothing of theirs is shown but the number that was typed, masked. */
async function applicationIfGranted(world: World, filing: Filing): Promise<Application | undefined> {
  return filing.applicationId === undefined
    ? undefined
    : applicationOf(world, filing.applicantId, filing.applicationId);
}

export async function filingRow(
  world: World,
  filing: Filing,
  reader: { staffId: string; confirms: boolean },
): Promise<Row> {
  const applicant = must(await applicantOf(world, filing.applicantId), 'applicant of a filing');
  const application = await applicationIfGranted(world, filing);
  const granted = application !== undefined;
  const names = await namesOf(world.db, [filing.openedBy]);
  const mayConfirm =
    reader.confirms &&
    filing.state === 'awaiting_officer' &&
    !(await handsOf(world.db, filing)).includes(reader.staffId);
  return {
    filingId: filing.filingId,
    state: filing.state,
    name: granted && applicant.name !== undefined ? maskName(applicant.name) : '',
    phone: maskPhone(applicant.phone),
    tradeName: application?.draft.business?.tradeName ?? '',
    openedAt: isoText(filing.openedAt),
    changedAt: isoText(filing.changedAt),
    openedBy: names.get(filing.openedBy) ?? '',
    applicationState: application?.state ?? '',
    note: filing.note ?? '',
    mayConfirm,
  };
}

export async function filingDetail(
  world: World,
  filing: Filing,
  reader: { staffId: string; confirms: boolean },
): Promise<Answer<'GET /api/counter/filings/:filingId'>> {
  const status = await filingStatus(world, filing);
  const ticks = await ticksOf(world, filing);
  const names = await namesOf(world.db, [...ticks.map((one) => one.tickedBy), filing.witnessedBy ?? '']);
  const handover = await handoverOf(world, filing);
  const nameOf = (staffId: string): string => names.get(staffId) ?? staffId;
  return {
    filing: await filingRow(world, filing, reader),
    originals: status.originals.map((one) => {
      const tick = one.verified ? ticks.find((each) => each.item === one.item) : undefined;
      return {
        item: one.item as 'identity_card',
        materials: [...one.materials],
        verified: one.verified,
        ...(tick === undefined ? {} : { tickedBy: nameOf(tick.tickedBy), tickedAt: isoText(tick.tickedAt) }),
      };
    }),
    missing: [...status.missing],
    identityState: status.identityState,
    faceWitnessed: status.faceDone,
    ...(filing.witnessedBy === undefined ? {} : { witnessedBy: nameOf(filing.witnessedBy) }),
    ...(handover === undefined
      ? {}
      : {
          handover: {
            way: handover.way,
            state: handover.state,
            ...(handover.wantedDate === undefined ? {} : { wantedDate: handover.wantedDate }),
            ...(handover.slot === undefined ? {} : { slot: handover.slot }),
          },
        }),
  };
}
