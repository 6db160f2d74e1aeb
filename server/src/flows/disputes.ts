/** Disputes with the network: what merchants and people do about them, what is sent, and what merchants are told. */
import { must } from '../kernel/assert.ts';
import { fen, yuanText } from '../kernel/fen.ts';
import { businessDate, dateInShanghai, instant, timeInShanghai } from '../kernel/instant.ts';
import { refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import type { Policy } from '../modules/catalogue/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  actOnDispute,
  addProof,
  decideDispute,
  disputeDeadline,
  disputeOf,
  proofsOf,
  proposeCredit,
  SENT_TYPE,
  writeErrLine,
  type CreditRefusal,
  type Dispute,
  type DisputeAct,
  type DisputeDecision,
  type DisputeKey,
  type DisputeRefusal,
  type DisputeRules,
  type DisputeState,
} from '../modules/reconciliation/index.ts';
import { signatureOf, transactionOf, type CardTransaction } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** What the policy says of their time. */
export const disputeRules = (policy: Policy): DisputeRules => ({
  documentDays: policy.number('dispute.document_days'),
  chargebackDays: policy.number('dispute.chargeback_days'),
  merchantDays: policy.number('dispute.merchant_days'),
  againDays: policy.number('dispute.again_days'),
});

type Unknown = Refusal<'reconciliation.dispute_unknown'>;

/** What one person, or the merchant, does by themselves. */
export const act = (
  world: World,
  input: DisputeKey & { readonly act: DisputeAct; readonly by: string; readonly note: string },
): Promise<Outcome<DisputeState, DisputeRefusal | Unknown>> => withTx(world, (tx) => actOnDispute(world, tx, input));

/** Keeps a proof; its bytes are stored first. */
export async function handInProof(
  world: World,
  input: DisputeKey & { readonly content: Uint8Array; readonly contentType: string; readonly by: string },
): Promise<Outcome<string, DisputeRefusal | Unknown | Refusal<'reconciliation.proofs_full'>>> {
  if ((await disputeOf(world.db, input)) === undefined) return refuse('reconciliation.dispute_unknown');
  const file = await world.files.store(input.content, input.contentType);
  return withTx(world, (tx) => addProof(world, tx, { ...input, file }));
}

/** Another person decides. */
export async function decideForDispute(
  world: World,
  input: DisputeKey & { readonly decision: DisputeDecision; readonly by: string; readonly note: string },
): Promise<Awaited<ReturnType<typeof decideDispute>>> {
  const policy = await policyToday(world);
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  return withTx(world, (tx) => decideDispute(world, tx, { ...input, date }));
}

/** One person proposes to give a sale, or a part of it, back over the network. */
export async function proposeCreditAdjustment(
  world: World,
  input: {
    readonly merchantId: string;
    readonly transactionId: string;
    readonly amountFen: bigint;
    readonly reason: string;
    readonly by: string;
  },
): Promise<Outcome<string, CreditRefusal | Refusal<'switching.transaction_unknown'>>> {
  const sale = await transactionOf(world.db, input.merchantId, input.transactionId);
  if (sale === undefined) return refuse('switching.transaction_unknown');
  const { merchantNo } = await merchantOf(world, input.merchantId);
  const about = {
    rrn: sale.rrn,
    originalKey: `${sale.networkStan}:${sale.transmissionTime}`,
    originalDate: sale.businessDate.slice(5).replace('-', ''),
    merchantNo,
  };
  return withTx(world, (tx) => proposeCredit(world, tx, { ...input, ...about }));
}

/** One of the two clocks of a dispute has come. */
export const endDisputeTime = (world: World, key: DisputeKey, clock: 'merchant' | 'network'): Promise<void> =>
  withTx(world, (tx) => disputeDeadline(world, tx, key, clock));

/** Hands to the network what was decided, with the proofs and the slip of the sale; again it is the same paper. */
export async function sendDispute(world: World, key: DisputeKey): Promise<void> {
  const dispute = must(await disputeOf(world.db, key), 'dispute');
  const sale =
    dispute.transactionId === null ? undefined : await transactionOf(world.db, key.merchantId, dispute.transactionId);
  const proofs = await Promise.all(
    (await proofsOf(world.db, key)).map(async (one, i) => ({
      name: `${String(i + 1).padStart(2, '0')}.${one.contentType.split('/')[1] ?? 'bin'}`,
      content: (await world.files.read(one.fileId)).content,
    })),
  );
  await world.disputes.submit({
    name: `OUT${dispute.disputeId.replaceAll('_', '')}-${dispute.sentNo}`,
    line: lineOf(world, dispute, sale),
    proofs: [...(sale === undefined ? [] : await slipOf(world, sale)), ...proofs],
  });
}

const NUMBER_MOD = 1_000_000;

/** In the network's columns: what we want, and of which sale. */
function lineOf(world: World, dispute: Dispute, sale: CardTransaction | undefined): string {
  const now = world.clock.now();
  const [originalStan, originalTime] = dispute.originalKey.split(':');
  const sent = `${dateInShanghai(now).slice(5).replace('-', '')}${timeInShanghai(now).replaceAll(':', '').slice(0, 6)}`;
  const amount = dispute.kind === 'document_request' ? '0' : dispute.amountFen.toString();
  return writeErrLine({
    type: SENT_TYPE[dispute.kind],
    agent: world.acquirer.institution,
    sender: world.acquirer.institution,
    stan: String(Number(now) % NUMBER_MOD),
    transmissionTime: sent,
    amount,
    terminalNo: sale?.terminalNo ?? '',
    merchantNo: dispute.merchantNo,
    rrn: dispute.rrn,
    authCode: sale?.authCode ?? '',
    originalStan: originalStan ?? '',
    originalTime: originalTime ?? '',
    reason: dispute.reason,
    originalDate: dispute.originalDate,
    originalAmount: (sale?.amount ?? dispute.amountFen).toString(),
  });
}

/** The slip as text, and the signature where there is one. */
async function slipOf(world: World, sale: CardTransaction): Promise<{ name: string; content: Uint8Array }[]> {
  const { name, merchantNo } = await merchantOf(world, sale.merchantId);
  const rows = [
    `商户 ${name} ${merchantNo}`,
    `终端 ${sale.terminalNo} 批次 ${sale.batchNo} 凭证 ${sale.stan}`,
    `卡号 ${sale.cardMasked} ${sale.bankName}`,
    `参考号 ${sale.rrn} 授权码 ${sale.authCode ?? ''}`,
    `时间 ${dateInShanghai(sale.createdAt)} ${timeInShanghai(sale.createdAt)}`,
    `金额 CNY ${yuanText(sale.amount)}`,
  ];
  const slip = { name: 'slip.txt', content: Buffer.from(`${rows.join('\n')}\n`, 'utf8') };
  const signature = await signatureOf(world, sale);
  return signature === undefined ? [slip] : [slip, { name: 'signature.jbg', content: signature.image }];
}

/** Told by message: what came, and how it ended. What a person does at the page, they see there. */
export async function notifyDispute(world: World, key: DisputeKey, event: string): Promise<void> {
  if (key.merchantId === '-') return;
  const dispute = must(await disputeOf(world.db, key), 'dispute');
  const { transactionId } = dispute;
  const sale = transactionId === null ? undefined : await transactionOf(world.db, key.merchantId, transactionId);
  const text = sale === undefined ? undefined : textOf(dispute, sale, event);
  if (text === undefined) return;
  const { phone } = await merchantOf(world, key.merchantId);
  await withTx(world, (tx) =>
    queueMessage(world, tx, { purpose: 'dispute', phone, text, subject: `merchant:${key.merchantId}` }),
  );
}

/** A merchant that has said nothing yet is told again while there is time. */
export async function remindOfDispute(world: World, key: DisputeKey): Promise<void> {
  const dispute = must(await disputeOf(world.db, key), 'dispute');
  if (dispute.state !== 'waiting_merchant') return;
  await notifyDispute(world, key, 'remind');
}

function textOf(dispute: Dispute, sale: CardTransaction, event: string): string | undefined {
  const yuan = yuanText(fen(dispute.amountFen));
  const date = sale.businessDate;
  if (event === 'open' && (dispute.kind === 'chargeback' || dispute.kind === 'document_request'))
    return smsTexts.disputeOpened({
      kind: dispute.kind,
      date,
      yuan,
      cardTail: sale.cardMasked.slice(-4),
      until: dateInShanghai(instant(must(dispute.merchantDueAt, 'deadline'))),
      charged: dispute.chargedFen > 0n,
    });
  if (event === 'remind')
    return smsTexts.disputeReminder({
      date,
      yuan,
      until: dateInShanghai(instant(must(dispute.merchantDueAt, 'deadline'))),
    });
  if (event === 'win') return smsTexts.disputeWon({ date, yuan });
  if (event === 'expire') return smsTexts.disputeLost({ date, yuan, why: 'expired' });
  if (event === 'again') return smsTexts.disputeLost({ date, yuan, why: 'again' });
  if (event === 'decline') return smsTexts.disputeDeclined({ date, yuan });
  // what goes back of a difference of ours was never the merchant's
  if (dispute.breakId !== null && dispute.kind === 'credit_adjustment') return undefined;
  if (event === 'carry' && dispute.kind === 'credit_adjustment') return smsTexts.creditGiven({ date, yuan });
  if (event === 'fail' && dispute.kind === 'credit_adjustment') return smsTexts.creditReturned({ yuan });
  return undefined;
}
