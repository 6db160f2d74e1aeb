/** Messages to people. A message is queued in the transaction that gives the reason for it; its text is sealed and wiped once delivered. */
export { queueMessage, type NewMessage } from './commands/queue-message.ts';
export { sendMessage, type SmsCentre, type SmsAnswer } from './commands/send-message.ts';
export { recordReceipt, type DeliveryReceipt } from './commands/record-receipt.ts';
export {
  countMessages,
  countUndelivered,
  listMessages,
  messagesOf,
  messageState,
  type MessageFilter,
  type MessageRow,
} from './queries/list-messages.ts';
export { messageMachine } from './domain/message-machine.ts';
export { noticeOf } from './domain/notices.ts';
export { noticesOf, seeNotices, unreadNotices, type Notice } from './queries/notices.ts';
