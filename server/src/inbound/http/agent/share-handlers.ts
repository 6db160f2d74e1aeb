import type { AgentShareKey } from '@kaitong/client/contract';
import { civilDate, dateInShanghai } from '../../../kernel/instant.ts';
import { accept, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { World } from '../../../flows/ports.ts';
import { lastDayOf } from '../../../modules/ledger/index.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import {
  listShareTerms,
  moveShareStatement,
  sharedDaysOf,
  sharedMerchantsOf,
  shareStatementsOf,
} from '../../../modules/settlement/index.ts';
import type { Handlers } from '../context.ts';
import { standingTerms, statementView } from '../share-views.ts';
import { agentIdOf } from './own-agent.ts';

async function move(
  world: World,
  of: { staffId: string; month: string; event: 'confirm' | 'question'; note: string },
): Promise<Outcome<{ ok: true }, Refusal<'settlement.share_unknown' | 'settlement.share_moved'>>> {
  const moved = await moveShareStatement(world, {
    agentId: await agentIdOf(world, of.staffId),
    month: civilDate(`${of.month}-01`),
    event: of.event,
    by: of.staffId,
    note: of.note,
    agentActive: true, // a suspended agent has no session
  });
  if (!moved.refused) return accept({ ok: true });
  const { code } = moved.refusal;
  if (code === 'settlement.share_second_person' || code === 'settlement.share_agent_suspended')
    throw new Error(`${code} is no answer to an agent`);
  return { refused: true, refusal: { ...moved.refusal, code } };
}

export const agentShareHandlers: Handlers<AgentShareKey> = {
  'GET /api/agent/shares': async ({ world, input, subjectId }) => {
    const agentId = await agentIdOf(world, subjectId);
    const today = dateInShanghai(world.clock.now());
    const month = input.query.month ?? today.slice(0, 7);
    const from = civilDate(`${month}-01`);
    const of = { agentId, from, to: lastDayOf(month) };
    const [days, merchants, terms, statements] = await Promise.all([
      sharedDaysOf(world.db, of),
      sharedMerchantsOf(world.db, of),
      listShareTerms(world.db, agentId),
      shareStatementsOf(world.db, agentId),
    ]);
    const known = await Promise.all(merchants.map((one) => merchantOf(world, one.merchantId)));
    return accept({
      today,
      month,
      days: days.map((one) => ({
        day: one.day,
        journalCount: one.journalCount,
        grossFen: one.grossFen.toString(),
        feeFen: one.feeFen.toString(),
        shareFen: one.shareFen.toString(),
      })),
      merchants: merchants.map((one, at) => ({
        merchantNo: known[at]?.merchantNo ?? one.merchantId,
        name: known[at]?.name ?? '',
        grossFen: one.grossFen.toString(),
        feeFen: one.feeFen.toString(),
        shareFen: one.shareFen.toString(),
      })),
      shareFen: days.reduce((sum, one) => sum + one.shareFen, 0n).toString(),
      ...standingTerms(terms, today),
      // who of ours or theirs it was matters less to an agent than what was said
      statements: statements.map((one) => statementView(one, (by) => (by === subjectId ? by : ''))),
    });
  },
  'POST /api/agent/shares/:month/confirm': ({ world, input, subjectId }) =>
    move(world, {
      staffId: subjectId,
      month: input.params.month,
      event: 'confirm',
      note: input.body.invoiceNo,
    }),
  'POST /api/agent/shares/:month/question': ({ world, input, subjectId }) =>
    move(world, { staffId: subjectId, month: input.params.month, event: 'question', note: input.body.note }),
};
