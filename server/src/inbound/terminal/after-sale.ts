/** What a terminal sends after a transaction: the signature 0820 with 60.1 = 07, and the script notice 0620/951. Both carry a MAC. */
import { bytesField, decodeField60, decodeField61, textField } from '@kaitong/iso8583';
import { keepScriptNotice, keepSignature } from '../../modules/switching/index.ts';
import { panOf, sealedAnswer, type Conversation } from './answers.ts';
import { macFault } from './financial.ts';

export async function signature(conversation: Conversation): Promise<Uint8Array> {
  const { world, message, terminal } = conversation;
  const fault = await macFault(conversation);
  if (fault !== undefined) return fault;
  const [pan, rrn, stan, amount] = [
    panOf(message),
    textField(message, 37),
    textField(message, 11),
    textField(message, 4),
  ];
  const date = textField(message, 15) ?? textField(message, 13);
  if (pan === undefined || rrn === undefined || stan === undefined || date === undefined)
    return sealedAnswer(conversation, { code: '30' });
  const result = await keepSignature(world, {
    merchantId: terminal.merchantId,
    terminalNo: terminal.terminalNo,
    stan,
    rrn,
    date,
    pan,
    amount: amount === undefined ? undefined : BigInt(amount),
    image: bytesField(message, 62) ?? new Uint8Array(),
    receipt: bytesField(message, 55),
  });
  return sealedAnswer(conversation, result);
}

export async function scriptNotice(conversation: Conversation): Promise<Uint8Array> {
  const { world, message, terminal } = conversation;
  const fault = await macFault(conversation);
  if (fault !== undefined) return fault;
  const field60 = decodeField60(textField(message, 60) ?? '');
  const [stan, result] = [textField(message, 11), bytesField(message, 55)];
  if (!field60.ok || stan === undefined || result === undefined) return sealedAnswer(conversation, { code: '30' });
  if (field60.value.managementCode !== '951') return sealedAnswer(conversation, { code: '40', text: '暂不支持的通知' });
  const original = decodeField61(textField(message, 61) ?? '');
  await keepScriptNotice(world, {
    merchantId: terminal.merchantId,
    terminalNo: terminal.terminalNo,
    batchNo: original.ok ? original.value.batchNo : field60.value.batchNo,
    stan: original.ok ? original.value.stan : stan,
    rrn: textField(message, 37),
    result,
  });
  return sealedAnswer(conversation, { code: '00' });
}
