/** 0800/103: between its keys and its acknowledgement a device asks what comes next, and binds a corporate account. */
import type { ActivationStepRequest, Message, NextStep, StepAsk } from '@kaitong/iso8583';
import { HOUR_MS } from '../kernel/instant.ts';
import {
  activatedBefore,
  activationOf,
  nextStep,
  noteActivationStep,
  noteBoundAccount,
  noteContact,
  useNonce,
} from '../modules/activation/index.ts';
import { depositOfTerminal, transferReference } from '../modules/deposits/index.ts';
import { checkCode, requestCode } from '../modules/identity/index.ts';
import { merchantOf, settlementAccountOf, type SettlementAccount } from '../modules/merchants/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import { deviceOf, terminalByNo, type Terminal } from '../modules/terminals/index.ts';
import { maskPhone } from '../kernel/masks.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import { activationRef, hostTimes, MISSING_STEP } from './activate-terminal.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Guessing the end of an account: 10,000 of them, five an hour. */
const TAILS = { limit: 5, windowMs: HOUR_MS };
const CODE_TRIES_MAX = 5;

interface Said {
  readonly code: string;
  readonly text: string;
  readonly triesLeft?: number;
}

interface Bound {
  readonly terminal: Terminal;
  readonly account: SettlementAccount | undefined;
}

/** Answers one step message. Whoever is not this device learns nothing and changes nothing. */
export async function answerActivationStep(world: World, request: ActivationStepRequest): Promise<Message> {
  const times = hostTimes(world);
  const none = { next: 'deposit', triesLeft: 0, depositFen: 0n } as const;
  const unknown = (code: string, text: string): Promise<Message> =>
    world.vault.stepReply(undefined, { request, ...times, ...none, code, text });
  const terminal = await terminalByNo(world.db, request.terminalNo);
  const device = terminal === undefined ? undefined : await deviceOf(world.db, terminal.serialNo);
  if (terminal === undefined || device === undefined) return unknown('97', '终端未登记');
  const ask = await world.vault.openStep(device.wrappedKey, request);
  if (ask === undefined) return unknown('A0', '设备校验失败');
  const activation = await activationOf(world.db, terminal.merchantId, terminal.terminalId);
  const named =
    activation !== undefined && Buffer.compare(activationRef(activation.activationId), request.activationRef) === 0;
  if (!named) return unknown('25', '未找到激活记录');
  const nonce = Buffer.from(request.nonceT).toString('hex');
  const fresh = await withTx(world, (tx) => useNonce(world, tx, { serialNo: terminal.serialNo, nonce }));
  if (!fresh) return unknown('94', '重复请求，请重试');
  await securePaidDeposit(world, terminal);
  const account = await settlementAccountOf(world.db, terminal.merchantId);
  const said = await carryOutStep(world, ask, { terminal, account });
  await withTx(world, (tx) =>
    noteContact(world, tx, {
      serialNo: terminal.serialNo,
      message: ask.kind === 'status' ? 'step' : ask.kind,
      code: said.code,
      text: said.text,
    }),
  );
  return world.vault.stepReply(device.wrappedKey, {
    request,
    ...times,
    code: said.code,
    text: said.text,
    triesLeft: said.triesLeft ?? 0,
    next: await stepOf(world, { terminal, account }),
    depositFen: (await depositOfTerminal(world.db, terminal.merchantId, terminal.terminalId))?.amount ?? 0n,
  });
}

async function stepOf(world: World, { terminal, account }: Bound): Promise<NextStep> {
  const activation = await activationOf(world.db, terminal.merchantId, terminal.terminalId);
  const next = nextStep({ state: activation?.state ?? 'code_accepted', accountKind: account?.kind });
  return next === 'acknowledge' && terminal.testSaleDone ? 'acknowledge_tested' : next;
}

/**
 * A deposit that was paid by transfer, before or during the activation, secures it: no card is asked for. So does one that another
 * device of this terminal was activated with, whatever has become of it since: a replacement costs nothing, and what was bound once stays bound.
 */
export async function securePaidDeposit(
  world: World,
  where: { readonly merchantId: string; readonly terminalId: string },
): Promise<boolean> {
  const deposit = await depositOfTerminal(world.db, where.merchantId, where.terminalId);
  const { merchantId, terminalId } = where;
  const before = await activatedBefore(world.db, merchantId, terminalId);
  const secured = deposit?.state === 'captured' || (before !== undefined && deposit?.state !== 'quoted');
  if (!secured) return false;
  const account = await settlementAccountOf(world.db, merchantId);
  return withTx(world, async (tx) => {
    const moved = await noteActivationStep(world, tx, { merchantId, terminalId, event: 'secure_deposit' });
    if (moved && account !== undefined && before?.boundAccountId === account.accountId)
      await noteBoundAccount(world, tx, { merchantId, terminalId, accountId: account.accountId });
    return moved;
  });
}

async function carryOutStep(world: World, ask: StepAsk, bound: Bound): Promise<Said> {
  const next = await stepOf(world, bound);
  if (ask.kind === 'status') return { code: '00', text: next === 'deposit' ? depositText(bound.terminal) : '' };
  if (next !== 'account') {
    const bound = next === 'acknowledge' || next === 'acknowledge_tested';
    const text = bound ? '账户已绑定' : MISSING_STEP[next];
    return { code: bound ? '00' : '22', text };
  }
  const wrongTail = await tailRefusal(world, ask.accountTail, bound);
  if (wrongTail !== undefined) return wrongTail;
  return ask.kind === 'send_code' ? sendBindCode(world, ask.accountTail, bound) : bindAccount(world, ask.code, bound);
}

/** How the deposit may come by transfer: the remark that names this terminal. */
function depositText(terminal: Terminal): string {
  return `可对公转账，附言${transferReference(terminal.terminalNo)}`;
}

async function tailRefusal(world: World, tail: string, { terminal, account }: Bound): Promise<Said | undefined> {
  if (account?.masked.slice(-4) === tail) return undefined;
  const over = await countAgainst(world, `bind-tail:${terminal.terminalNo}`, TAILS);
  if (over !== undefined) return { code: '75', text: `尾号多次不符，请${Math.ceil(over / 60)}分钟后再试` };
  return { code: '55', text: '账号后四位与登记的对公账户不符' };
}

async function sendBindCode(world: World, accountTail: string, { terminal }: Bound): Promise<Said> {
  const merchant = await merchantOf(world, terminal.merchantId);
  const sent = await requestCode(world, {
    phone: merchant.phone,
    purpose: 'bind_account',
    address: `terminal:${terminal.terminalNo}`,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'bind_account',
        phone: merchant.phone,
        text: smsTexts.bindAccount({ code, accountTail, serialTail: terminal.serialNo.slice(-4) }),
        subject: `merchant:${merchant.merchantId}`,
      }),
  });
  if (!sent.refused)
    return { code: '00', text: `验证码已发送至${maskPhone(merchant.phone)}`, triesLeft: CODE_TRIES_MAX };
  const seconds = sent.refusal.facts?.['seconds'];
  return { code: '65', text: typeof seconds === 'number' ? `请${seconds}秒后再获取验证码` : '暂时不能获取验证码' };
}

const CODE_ANSWERS = {
  'identity.code_wrong': { code: '55', text: '验证码错误' },
  'identity.code_expired': { code: '54', text: '验证码已过期，请重新获取' },
  'identity.code_tries_used': { code: '75', text: '验证码已失效，请重新获取' },
} as const;

async function bindAccount(world: World, code: string, { terminal, account }: Bound): Promise<Said> {
  const merchant = await merchantOf(world, terminal.merchantId);
  const checked = await checkCode(world, { phone: merchant.phone, purpose: 'bind_account', code });
  if (checked.refused) {
    const triesLeft = checked.refusal.facts?.['triesLeft'];
    return { ...CODE_ANSWERS[checked.refusal.code], triesLeft: typeof triesLeft === 'number' ? triesLeft : 0 };
  }
  const { merchantId, terminalId } = terminal;
  await withTx(world, (tx) =>
    noteBoundAccount(world, tx, { merchantId, terminalId, accountId: account?.accountId ?? '' }),
  );
  return { code: '00', text: '账户已绑定' };
}
