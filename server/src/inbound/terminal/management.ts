/** Management messages, which carry no MAC: sign-in, sign-off, echo. */
import { decodeField60, textField } from '@kaitong/iso8583';
import { answerSignIn, answerSignOff } from '../../flows/sign-in-terminal.ts';
import { SIGN_IN_CODES } from '../../modules/terminals/index.ts';
import { notThisDevice } from './another-device.ts';
import { download } from './downloads.ts';
import { watchSignIn } from './watch-sign-in.ts';
import { plainAnswer, type Conversation } from './answers.ts';

export async function management(conversation: Conversation): Promise<Uint8Array> {
  const another = await notThisDevice(conversation);
  if (another !== undefined) return another;
  const { world, message, terminal } = conversation;
  const field60 = decodeField60(textField(message, 60) ?? '');
  const code = field60.ok ? field60.value.managementCode : '';
  if (message.mti === '0800' && SIGN_IN_CODES.has(code)) {
    const answer = await answerSignIn(world, terminal, code);
    await watchSignIn(world, terminal, conversation.from);
    return plainAnswer(
      world,
      message,
      answer.code,
      answer.code === '00' ? { 60: `00${terminal.batchNo}${code}`, 62: answer.field62 } : {},
    );
  }
  if (message.mti === '0820' && code === '002') {
    await answerSignOff(world, terminal);
    return plainAnswer(world, message, '00');
  }
  if (message.mti === '0820' && code === '301')
    return plainAnswer(world, message, terminal.state === 'closed' || terminal.state === 'unbound' ? '97' : '00');
  return (await download(conversation, code)) ?? plainAnswer(world, message, '40');
}
