/** The two messages of an activation, 0800/101 and 0800/102, across devices, codes, terminals, deposits and merchants. */
import { createHash } from 'node:crypto';
import type { ActivationAck, ActivationRequest, Message } from '@kaitong/iso8583';
import { dateInShanghai, timeInShanghai } from '../kernel/instant.ts';
import { activationOf, claimWithCode, nextStep, noteActivationStep, noteContact } from '../modules/activation/index.ts';
import { activateMerchant, merchantOf, settlementAccountOf } from '../modules/merchants/index.ts';
import { deviceOf, moveTerminal, setTerminalKeys, terminalByNo, type Device } from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

/** 39 and the words on the device for each refusal of a claim. */
const CLAIM_ANSWERS = {
  'activation.replayed': { code: '94', text: '重复请求，请重试' },
  'activation.device_not_delivered': { code: '58', text: '本机尚未签收登记，请联系客服' },
  'activation.already_active': { code: '12', text: '本机已激活' },
  'activation.no_code': { code: '12', text: '没有可用激活码，请在商户端重新获取' },
  'activation.nothing_to_resume': { code: '12', text: '请输入激活码' },
  'activation.terminal_stopped': { code: '58', text: '终端已暂停，暂不能换机，请联系客服' },
  'activation.code_wrong': { code: '55', text: '激活码错误' },
  'activation.code_locked': { code: '75', text: '激活码已锁定，请稍后再试' },
  'activation.code_expired': { code: '54', text: '激活码已过期，请在商户端重新获取' },
} as const;

/** Times of an answer of the activation. */
export const hostTimes = (world: World): { hostTime: string; hostDate: string } => {
  const now = world.clock.now();
  return { hostTime: timeInShanghai(now).replaceAll(':', ''), hostDate: dateInShanghai(now).slice(5).replace('-', '') };
};

/** What the device shows where a step was left out. */
export const MISSING_STEP = { deposit: '请先冻结押金', account: '请先绑定对公结算账户', active: '本机已激活' } as const;

/** The reference of an activation on the wire: 16 bytes that tell nothing. */
export const activationRef = (activationId: string): Uint8Array =>
  createHash('sha256').update(activationId).digest().subarray(0, 16);

/** 0800/101: proves the device, tries the code, hands out numbers and the terminal's master key. */
export async function answerActivation(world: World, request: ActivationRequest): Promise<Message> {
  const times = hostTimes(world);
  const device = await deviceOf(world.db, request.serialNo);
  const refuse = (code: string, text: string, triesLeft: number, known?: Device): Promise<Message> =>
    world.vault.refuseActivation(known?.wrappedKey, { exchange: request, ...times, code, text, triesLeft });
  if (device === undefined) return refuse('97', '终端未登记', 0);
  const opened = await world.vault.openActivation(device.wrappedKey, request);
  if (!opened.ok) return refuse('A0', '设备校验失败', 0);
  const note = (tx: Tx, code: string, text: string): Promise<void> =>
    noteContact(world, tx, {
      serialNo: device.serialNo,
      message: opened.intent.kind === 'code' ? 'code' : 'resume',
      code,
      text,
    });
  const policy = await policyToday(world);
  const triesMax = policy.number('activation.code_tries_max');
  const claimed = await withTx(world, async (tx) => {
    const claim = await claimWithCode(world, tx, {
      device,
      nonce: Buffer.from(request.nonceT).toString('hex'),
      code: opened.intent.kind === 'code' ? opened.intent.code : undefined,
      limits: { triesMax, lockMinutes: policy.number('activation.code_lock_minutes') },
    });
    const told = claim.refused ? CLAIM_ANSWERS[claim.refusal.code] : { code: '00', text: '' };
    await note(tx, told.code, told.text);
    return claim;
  });
  if (claimed.refused) {
    const { code, text } = CLAIM_ANSWERS[claimed.refusal.code];
    const triesLeft = claimed.refusal.facts?.['triesLeft'];
    return refuse(code, text, typeof triesLeft === 'number' ? triesLeft : triesMax, device);
  }
  const { terminal, activationId } = claimed.value;
  const merchant = await merchantOf(world, terminal.merchantId);
  const answer = await world.vault.approveActivation(device.wrappedKey, {
    exchange: request,
    ...times,
    rrn: `${times.hostTime}${request.stan}`,
    terminalNo: terminal.terminalNo,
    merchantNo: merchant.merchantNo,
    merchantName: merchant.name,
    activationRef: activationRef(activationId),
  });
  const { merchantId, terminalId } = terminal;
  const stored = await setTerminalKeys(world, world.db, { merchantId, terminalId, tmk: answer.tmk });
  return stored ? answer.message : refuse('97', '终端已停用', 0, device);
}

/** 0800/102: only now is the terminal active. Said again, it is answered 00 again. */
export async function answerAcknowledgement(world: World, ack: ActivationAck): Promise<Message> {
  const times = hostTimes(world);
  const terminal = await terminalByNo(world.db, ack.terminalNo);
  const device = terminal === undefined ? undefined : await deviceOf(world.db, terminal.serialNo);
  if (terminal === undefined || device === undefined)
    return world.vault.ackReply(undefined, { ack, ...times, code: '97', text: '终端未登记' });
  if (!(await world.vault.ackHolds(device.wrappedKey, ack)))
    return world.vault.ackReply(undefined, { ack, ...times, code: 'A0', text: '设备校验失败' });
  const where = { merchantId: terminal.merchantId, terminalId: terminal.terminalId };
  const activation = await activationOf(world.db, where.merchantId, where.terminalId);
  const named =
    activation !== undefined && Buffer.compare(activationRef(activation.activationId), ack.activationRef) === 0;
  if (!named) return world.vault.ackReply(device.wrappedKey, { ack, ...times, code: '25', text: '未找到激活记录' });
  if (activation.state === 'active' || activation.state === 'test_sale_ok')
    return world.vault.ackReply(device.wrappedKey, { ack, ...times, code: '00' });
  const account = await settlementAccountOf(world.db, where.merchantId);
  const next = nextStep({ state: activation.state, accountKind: account?.kind });
  if (next !== 'acknowledge') {
    const told = { code: '22', text: MISSING_STEP[next] };
    await withTx(world, (tx) =>
      noteContact(world, tx, { ...told, serialNo: terminal.serialNo, message: 'acknowledge' }),
    );
    return world.vault.ackReply(device.wrappedKey, { ack, ...times, ...told });
  }
  const done = await withTx(world, async (tx) => {
    if (!(await noteActivationStep(world, tx, { ...where, event: 'acknowledge' }))) return false;
    await moveTerminal(world, tx, { ...where, serialNo: terminal.serialNo, from: ['activating'], to: 'active' });
    await activateMerchant(tx, where.merchantId);
    await noteContact(world, tx, { serialNo: terminal.serialNo, message: 'acknowledge', code: '00', text: '' });
    return true;
  });
  return world.vault.ackReply(device.wrappedKey, {
    ack,
    ...times,
    ...(done ? { code: '00' } : { code: '22', text: MISSING_STEP.deposit }),
  });
}
