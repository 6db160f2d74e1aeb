/** A message that names another device than the one its terminal is bound to. */
import { decodeTerminalInformation, textField } from '@kaitong/iso8583';
import { wasReplaced } from '../../modules/terminals/index.ts';
import { plainAnswer, RowDoubted, type Conversation } from './answers.ts';

/**
 * The answer to a device that does not serve this terminal; undefined: it does, or it does not say who it is. 97, with the reason on its
 * screen, because one that was replaced has no keys that an answer could be sealed with.
 */
export async function notThisDevice(conversation: Conversation): Promise<Uint8Array | undefined> {
  const { world, message, terminal } = conversation;
  const info = decodeTerminalInformation(textField(message, 59) ?? '');
  const serialNo = info.ok ? info.value.serialNo : undefined;
  if (serialNo === undefined || serialNo === terminal.serialNo) return undefined;
  if (conversation.terminalRow !== undefined) throw new RowDoubted();
  const replaced = await wasReplaced(world.db, { terminalId: terminal.terminalId, serialNo });
  world.log.warn({ terminalNo: terminal.terminalNo, replaced }, 'a terminal speaks with another serial number');
  return plainAnswer(world, message, '97', { 63: `   ${replaced ? '本机已停用，请用新机' : '终端序列号不符'}` });
}
