import type { PayInKey } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { assignPayIn, depositOfTerminal, listPayIns, sendBackPayIn } from '../../../modules/deposits/index.ts';
import { terminalByNo } from '../../../modules/terminals/index.ts';
import { securePaidDeposit } from '../../../flows/activation-steps.ts';
import { policyToday } from '../../../flows/facts.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

export const payInHandlers: Handlers<PayInKey> = {
  'GET /api/console/pay-ins': async ({ world }) => accept({ rows: await listPayIns(world.db) }),
  'POST /api/console/pay-ins/:entryId/assignment': async ({ world, input, subjectId }) => {
    const { entryId } = input.params;
    const terminal = await terminalByNo(world.db, input.body.terminalNo);
    const deposit =
      terminal === undefined ? undefined : await depositOfTerminal(world.db, terminal.merchantId, terminal.terminalId);
    if (terminal === undefined || deposit === undefined) return refuse('terminals.unknown');
    const assigned = await assignPayIn(world, {
      entryId,
      by: subjectId,
      note: input.body.note,
      cutOff: (await policyToday(world)).text('settlement.cut_off'),
      merchantId: terminal.merchantId,
      deposit,
    });
    if (assigned.refused) return assigned;
    await securePaidDeposit(world, terminal);
    await logAccess(world, {
      staffId: subjectId,
      what: 'pay_in_assigned',
      subject: `${entryId} ${terminal.terminalNo}`,
    });
    return accept({ ok: true as const });
  },
  'POST /api/console/pay-ins/:entryId/return': async ({ world, input, subjectId }) => {
    const { entryId } = input.params;
    const sent = await sendBackPayIn(world, { entryId, by: subjectId, note: input.body.note });
    if (sent.refused) return sent;
    await logAccess(world, { staffId: subjectId, what: 'pay_in_returned', subject: entryId });
    return accept({ ok: true as const });
  },
};
