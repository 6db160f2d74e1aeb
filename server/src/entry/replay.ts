import { replayDecisions, type Replay, type ReplayFault } from '../flows/replay-decisions.ts';
import { makeCrypto, readKeyFile } from '../platform/crypto.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { APPLICATION_ROLE } from '../platform/postgres/migrate.ts';
import { SettingsProblem } from '../platform/settings.ts';

interface Verdicts {
  readonly verdicts?: readonly {
    readonly item: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
  }[];
}

/** The decisions of one application, for an auditor: read with the rights of the application, which cannot change them. */
export async function replayApplication(input: {
  url: string;
  keyFile: string;
  applicationId: string;
}): Promise<Replay> {
  const crypto = makeCrypto(await readKeyFile(input.keyFile, 'must-exist'));
  const db = openDatabase({ url: input.url, role: APPLICATION_ROLE, poolMax: 2 });
  try {
    const replay = await replayDecisions({ db, crypto }, input.applicationId);
    if (replay === undefined) throw new SettingsProblem(`there is no application ${input.applicationId}`);
    return replay;
  } finally {
    await db.close();
  }
}

function faultText(fault: ReplayFault): string {
  if (fault.kind === 'decision_missing')
    return `${fault.decidedCases} cases were decided by people, but the log knows of ${fault.logged}`;
  if (fault.kind === 'revision_changed') return `revision ${fault.revisionNo} is no longer what was submitted`;
  const texts = {
    gap: `decision ${fault.seq} is missing from the log`,
    broken_link: `decision ${fault.seq} does not follow the one before it`,
    changed: `decision ${fault.seq} was changed after it was made`,
    evidence_changed: `the checks under decision ${fault.seq} are no longer those it was made on`,
    revision_missing: `the revision of decision ${fault.seq} is gone`,
  };
  return texts[fault.kind];
}

/** What each reviewer saw and said, line by line, and at the end whether anything was touched since. */
export function replayLines(replay: Replay): string[] {
  const lines = replay.decisions.flatMap(({ entry, by, checks }) => {
    const { verdicts = [] } = entry.detail as Verdicts;
    return [
      `${entry.seq}. ${entry.decidedAt}  ${entry.decision}  revision ${entry.revisionNo}  by ${by}  policy of ${entry.policyDate}  ${entry.hash.slice(0, 12)}`,
      ...checks.map(
        (one) =>
          `     check    ${one.verdict.padEnd(5)} ${one.item} / ${one.check}${one.reason === undefined || one.verdict === 'pass' ? '' : `: ${one.reason}`}`,
      ),
      ...verdicts.map(
        (one) =>
          `     verdict  ${one.verdict.padEnd(6)} ${one.item}${one.reasons.length === 0 ? '' : `: ${one.reasons.join(', ')}`}`,
      ),
    ];
  });
  const end =
    replay.faults.length === 0
      ? [`ok: ${replay.decisions.length} decisions, nothing was touched`]
      : replay.faults.map((fault) => `TAMPERED: ${faultText(fault)}`);
  return [...lines, ...end];
}
