/** The SMS centre: SMPP 3.4 for the product, an inbox page for people. Its system_id says that it is a simulator. */
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import smpp, { type Pdu, type Session } from 'smpp';
import { announce, commonRoutes, JournalFile, openSimulator, serveHttp } from '../kit/index.ts';

const simulator = openSimulator('sms-centre', {
  undelivered: {
    rest: false,
    zh: '短信送不到手机（回执为失败）',
    en: 'Messages do not reach the phone (receipt says failed)',
  },
  refuse: { rest: false, zh: '拒收短信', en: 'Refuse messages at once' },
  silent: { rest: false, zh: '收到后不应答', en: 'Take messages and never answer' },
});

interface Message {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly at: number;
  readonly state: 'delivered' | 'undelivered';
}

const INBOX_MAX = 500;
const file = new JournalFile<Message>(join(simulator.config.dataDir, 'messages.jsonl'));
const inbox: Message[] = file.read().slice(-INBOX_MAX);
const seen = new Map(inbox.map((message) => [message.id, message]));
const { systemId = 'kaitong', password = '' } = simulator.config.settings;

function textOf(pdu: Pdu): string {
  const raw = pdu.short_message?.message ?? '';
  const payload = pdu.message_payload?.message ?? '';
  return String(raw === '' || raw.length === 0 ? payload : raw);
}

function sendReceipt(session: Session, message: Message): void {
  const delivered = message.state === 'delivered';
  const stamp = simulator.clock.shanghai(message.at);
  const when = `${stamp.yymmdd}${stamp.hhmmss.slice(0, 4)}`;
  session.deliver_sm({
    source_addr: message.to,
    destination_addr: 'Kaitong',
    esm_class: 4, // a delivery receipt
    short_message: `id:${message.id} sub:001 dlvrd:${delivered ? '001' : '000'} submit date:${when} done date:${when} stat:${delivered ? 'DELIVRD' : 'UNDELIV'} err:${delivered ? '000' : '027'}`,
    receipted_message_id: message.id,
    message_state: delivered ? 2 : 5,
  });
}

function takeMessage(session: Session, pdu: Pdu): void {
  if (simulator.faults.on('silent')) return;
  if (simulator.faults.on('refuse')) return void session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
  const message: Message = {
    id: `${simulator.clock.nowMs().toString(36)}${(seen.size + 1).toString(36).padStart(4, '0')}`,
    to: pdu.destination_addr ?? '',
    text: textOf(pdu),
    at: simulator.clock.nowMs(),
    state: simulator.faults.on('undelivered') ? 'undelivered' : 'delivered',
  };
  file.append(message);
  seen.set(message.id, message);
  inbox.push(message);
  if (inbox.length > INBOX_MAX) inbox.shift();
  session.send(pdu.response({ message_id: message.id }));
  setImmediate(() => sendReceipt(session, message));
}

const server = smpp.createServer((session) => {
  session.on('error', () => session.destroy());
  session.on('bind_transceiver', (pdu: Pdu) => {
    const right = pdu.system_id === systemId && pdu.password === password;
    session.send(pdu.response(right ? { system_id: 'KAITONG-SIMULATOR' } : { command_status: smpp.ESME_RBINDFAIL }));
    if (right) session.on('submit_sm', (message: Pdu) => takeMessage(session, message));
    else session.close();
  });
  session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu: Pdu) => {
    session.send(pdu.response());
    session.close();
  });
});

server.listen(simulator.config.port, '127.0.0.1', () => {
  void serveHttp('sms-centre', simulator.config.adminPort, {
    ...commonRoutes(simulator, () => ({ messages: inbox.length })),
    'GET /messages': ({ query }) => {
      const to = query.get('to');
      // an undelivered message is in the centre but not on the phone
      const rows = inbox.filter((message) => (to === null ? true : message.to === to && message.state === 'delivered'));
      return { json: rows.slice(-100).reverse() };
    },
  }).then((http) => announce(simulator, { smpp: (server.address() as AddressInfo).port, admin: http.port }));
});
