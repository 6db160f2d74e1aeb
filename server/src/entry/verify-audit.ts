import { auditHead, checkLinks, strayActs, type ChainFault } from '../modules/audit/index.ts';
import { wallClock } from '../platform/env.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { APPLICATION_ROLE } from '../platform/postgres/migrate.ts';

const FAULTS: Readonly<Record<ChainFault['kind'], string>> = {
  changed: 'was changed after it was sealed',
  missing: 'was taken away; its link is still there',
  gap: 'does not follow the one before it: links are missing',
  stray: 'was never sealed: it was not written by this program',
};
const STRETCH = 5_000;
/** Faults that are listed; the first one is what matters. */
const FAULTS_SHOWN = 20;

export interface VerifiedAudit {
  readonly rows: number;
  readonly head: { readonly seq: number; readonly digest: string } | undefined;
  readonly faults: readonly ChainFault[];
  /** The digest that was asked for stands in the chain; undefined: none was asked for. */
  readonly knows: boolean | undefined;
  readonly sound: boolean;
}

/** Reads the whole chain with the rights of the application, which cannot change it. `note` hears how many rows are done. */
export async function verifyAudit(input: {
  readonly url: string;
  readonly expect: string | undefined;
  readonly note: (checked: number) => void;
}): Promise<VerifiedAudit> {
  const db = openDatabase({ url: input.url, role: APPLICATION_ROLE, poolMax: 2 });
  try {
    const { expect } = input;
    const faults: ChainFault[] = [];
    let [rows, after, knows] = [0, 0, false];
    for (;;) {
      const stretch = await checkLinks(db, { after, limit: STRETCH, ...(expect === undefined ? {} : { expect }) });
      rows += stretch.checked;
      knows ||= stretch.knows;
      faults.push(...stretch.faults.slice(0, FAULTS_SHOWN - faults.length));
      if (stretch.through === undefined || stretch.checked < STRETCH) break;
      after = stretch.through;
      input.note(rows);
    }
    faults.push(...(await strayActs({ db, wall: wallClock })));
    const sound = faults.length === 0 && (expect === undefined || knows);
    return { rows, head: await auditHead(db), faults, knows: expect === undefined ? undefined : knows, sound };
  } finally {
    await db.close();
  }
}

/** The report, the first row that was touched before all others. */
export function auditLines({ rows, head, faults, knows, sound }: VerifiedAudit): string[] {
  if (sound) return [`ok: ${rows} rows`, ...(head === undefined ? [] : [`sealed through ${head.seq}  ${head.digest}`])];
  return [
    ...faults.map(
      ({ kind, seq, entryId }) => `TAMPERED: ${seq === undefined ? '' : `no. ${seq} `}${entryId} ${FAULTS[kind]}`,
    ),
    ...(knows === false ? ['TAMPERED: no row has the digest that was expected'] : []),
  ];
}
