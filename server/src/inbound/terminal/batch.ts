/** Settlement 0500 and batch upload 0320, which carry no MAC. */
import {
  bytesField,
  decodeField60,
  decodeSettlementTotals,
  decodeUploadCount,
  decodeUploadedRows,
  encodeSettlementTotals,
  textField,
  type Message,
} from '@kaitong/iso8583';
import { isForeign } from '../../modules/catalogue/index.ts';
import { closeBatch } from '../../flows/settle-batch.ts';
import { keepUploads, settleBatch, type BatchStep, type Upload } from '../../modules/switching/index.ts';
import { panOf, plainAnswer, type Conversation } from './answers.ts';

export async function batchMessage(conversation: Conversation): Promise<Uint8Array> {
  const { world, message, terminal } = conversation;
  const field60 = decodeField60(textField(message, 60) ?? '');
  if (!field60.ok) return plainAnswer(world, message, '30');
  if (terminal.state !== 'active') return plainAnswer(world, message, '97');
  const { batchNo, managementCode } = field60.value;
  const step: BatchStep = {
    merchantId: terminal.merchantId,
    terminalNo: terminal.terminalNo,
    batchNo,
    openBatchNo: terminal.batchNo,
  };
  if (message.mti === '0500' && managementCode === '201') return settle(conversation, step);
  if (message.mti === '0320' && (managementCode === '202' || managementCode === '207'))
    return end(conversation, step, managementCode === '207' ? 'balanced' : 'unbalanced');
  if (message.mti === '0320' && ['201', '203', '205'].includes(managementCode))
    return upload(conversation, step, managementCode);
  return plainAnswer(world, message, '40');
}

const said = (text: string | undefined): Record<number, string> => (text === undefined ? {} : { 63: `   ${text}` });

async function settle({ world, message }: Conversation, step: BatchStep): Promise<Uint8Array> {
  const totals = decodeSettlementTotals(textField(message, 48) ?? '');
  if (!totals.ok) return plainAnswer(world, message, '30');
  const { domestic, foreign } = totals.value;
  const operator = textField(message, 63)?.slice(0, 3).trim() ?? '';
  const result = await settleBatch(world, { ...step, domestic, foreign, operator });
  return plainAnswer(world, message, result.code, {
    48: encodeSettlementTotals({
      domestic: { ...domestic, result: result.domestic ?? '3' },
      foreign: { ...foreign, result: result.foreign ?? '3' },
    }),
    ...said(result.text),
  });
}

const FOREIGN = '01';

/** 201 brings rows in 48; 203 and 205 one chip transaction in its own fields, 11 being the number it had and 63.1 the organisation; without 63 it is a domestic card. */
function uploadsOf(message: Message, managementCode: string): readonly Upload[] | undefined {
  if (managementCode === '201') {
    const rows = decodeUploadedRows(textField(message, 48) ?? '');
    return rows.ok ? rows.value.map(({ cardType, ...row }) => ({ ...row, foreign: cardType === FOREIGN })) : undefined;
  }
  const [pan, amount, stan, chip] = [
    panOf(message),
    textField(message, 4),
    textField(message, 11),
    bytesField(message, 55),
  ];
  if (pan === undefined || amount === undefined || stan === undefined || chip === undefined) return undefined;
  const organisation = textField(message, 63)?.slice(0, 3);
  const foreign = organisation !== undefined && isForeign(organisation);
  return [{ stan, pan, amountFen: BigInt(amount), foreign, chip }];
}

async function upload({ world, message }: Conversation, step: BatchStep, managementCode: string): Promise<Uint8Array> {
  const uploads = uploadsOf(message, managementCode);
  if (uploads === undefined) return plainAnswer(world, message, '30');
  const { code, text } = await keepUploads(world, step, uploads);
  return plainAnswer(world, message, code, said(text));
}

async function end(
  { world, message }: Conversation,
  step: BatchStep,
  as: 'balanced' | 'unbalanced',
): Promise<Uint8Array> {
  const count = decodeUploadCount(textField(message, 48) ?? '');
  const { code, text } = await closeBatch(world, { ...step, as, declaredCount: count.ok ? count.value : undefined });
  return plainAnswer(world, message, code, said(text));
}
