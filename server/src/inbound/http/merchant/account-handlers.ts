import type { AccountChangeKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { accountChangeOf, merchantByApplicant, settlementAccountOf } from '../../../modules/merchants/index.ts';
import { askAccountChange, sendAccountCode, stopAccountChange } from '../../../flows/change-account.ts';
import type { Handlers } from '../context.ts';

export const accountHandlers: Handlers<AccountChangeKey> = {
  'GET /api/merchant/account': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const [found, change] = await Promise.all([
      settlementAccountOf(world.db, merchant.merchantId),
      accountChangeOf(world.db, merchant.merchantId),
    ]);
    const account = must(found, 'settlement account');
    return accept({
      kind: account.kind,
      masked: account.masked,
      bankName: account.bankName,
      state: account.state,
      ...(account.blockedReason === undefined ? {} : { blockedReason: account.blockedReason }),
      phone: maskPhone(merchant.phone),
      ...(change === undefined
        ? {}
        : {
            change: {
              masked: change.masked,
              bankName: change.bankName,
              effectiveAt: isoText(change.effectiveAt),
            },
          }),
    });
  },
  'POST /api/merchant/account/code': async ({ world, subjectId, request }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined
      ? refuse('merchants.none')
      : sendAccountCode(world, { merchant, address: request.ip });
  },
  'POST /api/merchant/account/change': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { code, ...account } = input.body;
    const asked = await askAccountChange(world, { merchant, asked: account, code });
    return asked.refused ? asked : accept({ effectiveAt: isoText(asked.value.effectiveAt) });
  },
  'POST /api/merchant/account/change/stop': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const stopped = await stopAccountChange(world, merchant);
    return stopped.refused ? stopped : accept({ ok: true as const });
  },
};
