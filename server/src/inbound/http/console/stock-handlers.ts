import type { Answer } from '@kaitong/client';
import type { StockKey } from '@kaitong/client/contract';
import { accept } from '../../../kernel/outcome.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import { terminalStandings, type TerminalStanding } from '../../../modules/terminals/index.ts';
import type { World } from '../../../flows/ports.ts';
import { registerAgain } from '../../../flows/register-terminal.ts';
import type { Handlers } from '../context.ts';

const done = accept({ ok: true as const });

async function terminalRow(
  world: World,
  standing: TerminalStanding,
): Promise<Answer<'GET /api/console/terminals'>['rows'][number]> {
  const { merchantId, terminalId: _id, registration, ...terminal } = standing;
  const { merchantNo, name } = await merchantOf(world, merchantId);
  const given = (value: object): object =>
    Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
  return {
    ...terminal,
    merchantNo,
    merchantName: name,
    ...(registration === undefined ? {} : { registration: given(registration) as never }),
  };
}

export const stockHandlers: Handlers<StockKey> = {
  'GET /api/console/terminals': async ({ world }) => {
    const standings = await terminalStandings(world.db);
    return accept({ rows: await Promise.all(standings.map((one) => terminalRow(world, one))) });
  },
  'POST /api/console/terminals/:terminalNo/registration': async ({ world, input }) => {
    const asked = await registerAgain(world, input.params.terminalNo);
    return asked.refused ? asked : done;
  },
};
