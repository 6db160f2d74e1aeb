import type { ShareDeskKey } from '@kaitong/client/contract';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { fen, ratePpm } from '../../../kernel/fen.ts';
import { addDays, businessDate, civilDate, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { costFloors } from '../../../modules/catalogue/index.ts';
import { agentOf, agents } from '../../../modules/channels/index.ts';
import {
  listShareTerms,
  moveShareStatement,
  moveShareTerms,
  proposeShareTerms,
  shareStatementsOf,
} from '../../../modules/settlement/index.ts';
import type { Handlers } from '../context.ts';
import { agreedView, basesView, standingTerms, statementView } from '../share-views.ts';
import { logAccess } from './access-log.ts';
import { staffNames } from './staff-names.ts';

/** What terms are judged by: the cost of a sale, and the business day that is running. */
async function judgedBy(world: World) {
  const policy = await policyToday(world);
  return { floors: costFloors(policy), running: businessDate(world.clock.now(), policy.text('settlement.cut_off')) };
}

export const shareHandlers: Handlers<ShareDeskKey> = {
  'GET /api/console/agent-shares': async ({ world, subjectId }) => {
    const { floors, running } = await judgedBy(world);
    const [all, terms, statements] = await Promise.all([
      agents(world.db),
      listShareTerms(world.db),
      shareStatementsOf(world.db),
    ]);
    const nameOf = await staffNames(world, [
      ...terms.flatMap((one) => [one.proposedBy, one.decidedBy]),
      ...statements.flatMap((one) => one.words.map((word) => word.by)),
    ]);
    const agentName = (agentId: string): string => all.find((one) => one.agentId === agentId)?.name ?? agentId;
    return accept({
      floors: basesView(floors),
      earliest: addDays(running, 1),
      agents: all.map(({ agentId, name, state }) => ({
        agentId,
        name,
        state,
        ...standingTerms(
          terms.filter((one) => one.agentId === agentId),
          running,
        ),
      })),
      proposals: terms.map((one) => ({
        ...agreedView(one),
        agentId: one.agentId,
        agentName: agentName(one.agentId),
        state: one.state,
        reason: one.reason,
        proposedBy: nameOf(one.proposedBy),
        proposedAt: isoText(one.proposedAt),
        own: one.proposedBy === subjectId,
        ...(one.decidedBy === undefined ? {} : { decidedBy: nameOf(one.decidedBy) }),
        ...(one.decidedAt === undefined ? {} : { decidedAt: isoText(one.decidedAt) }),
      })),
      statements: statements.map((one) => ({
        ...statementView(one, nameOf),
        agentId: one.agentId,
        agentName: agentName(one.agentId),
        ownPayment: one.payingBy === subjectId,
      })),
    });
  },
  'POST /api/console/agent-shares/terms': async ({ world, input, subjectId }) => {
    const { agentId, terms, from, reason } = input.body;
    if ((await agentOf(world.db, agentId)) === undefined) return refuse('channels.agent_unknown');
    const proposed = await proposeShareTerms(world, {
      agentId,
      terms: {
        creditPpm: ratePpm(BigInt(terms.creditPpm)),
        debitPpm: ratePpm(BigInt(terms.debitPpm)),
        debitCapFen: fen(BigInt(terms.debitCapFen)),
        qrPpm: ratePpm(BigInt(terms.qrPpm)),
        sharePpm: BigInt(terms.sharePpm),
      },
      from: civilDate(from),
      reason,
      by: subjectId,
      ...(await judgedBy(world)),
    });
    if (proposed.refused) return proposed;
    await logAccess(world, { staffId: subjectId, what: 'share_proposed', subject: agentId });
    return accept({ termsId: proposed.value });
  },
  'POST /api/console/agent-shares/terms/:termsId/decision': async ({ world, input, subjectId }) => {
    const { termsId } = input.params;
    const { event, reason } = input.body;
    const moved = await moveShareTerms(world, { termsId, event, reason, by: subjectId, ...(await judgedBy(world)) });
    await logAccess(world, {
      staffId: subjectId,
      what: `share_${event}`,
      subject: moved.refused ? `${termsId}: ${moved.refusal.code}` : termsId,
    });
    return moved.refused ? moved : accept({ state: moved.value });
  },
  'POST /api/console/agent-shares/:agentId/:month/decision': async ({ world, input, subjectId }) => {
    const { agentId, month } = input.params;
    const { event, note } = input.body;
    const agent = await agentOf(world.db, agentId);
    if (agent === undefined) return refuse('channels.agent_unknown');
    const moved = await moveShareStatement(world, {
      agentId,
      month: civilDate(`${month}-01`),
      event,
      by: subjectId,
      note,
      agentActive: agent.state === 'active',
    });
    await logAccess(world, {
      staffId: subjectId,
      what: `share_statement_${event}`,
      subject: moved.refused ? `${agentId} ${month}: ${moved.refusal.code}` : `${agentId} ${month}`,
    });
    return moved.refused ? moved : accept({ state: moved.value });
  },
};
