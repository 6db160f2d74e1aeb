/** ISO 20022: pain.001.001.03 to the bank; pain.002 and camt.053/054 from it. See docs/protocol/payout-files.md. */
import { fen, yuanText, type Fen } from '../../kernel/fen.ts';
import { isCivilDate, timeInShanghai, dateInShanghai } from '../../kernel/instant.ts';
import type {
  BankMessage,
  FileFault,
  PayoutFile,
  PayoutStatus,
  StatementEntry,
} from '../../modules/settlement/index.ts';
import { Unreadable, all, amountAt, fenOf, find, readXml, textAt, xmlText, type Element } from './xml.ts';

/** Who pays: the holder, number and bank of the reserve account. */
export interface PayingAccount {
  readonly holder: string;
  readonly number: string;
  readonly bank: string;
}

const NAME_MOST = 140;
const plainYuan = (amount: Fen): string => yuanText(amount).replaceAll(',', '');

/** The same file gives the same bytes: nothing in it is asked of a clock or of chance. */
export function writePain001(file: PayoutFile, payer: PayingAccount): Uint8Array {
  const total = plainYuan(fen(file.orders.reduce((sum, order) => sum + order.amount, 0n)));
  const count = file.orders.length;
  const made = `${dateInShanghai(file.madeAt)}T${timeInShanghai(file.madeAt).slice(0, 8)}+08:00`;
  const head = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">
<CstmrCdtTrfInitn>
<GrpHdr><MsgId>${file.fileId}</MsgId><CreDtTm>${made}</CreDtTm><NbOfTxs>${count}</NbOfTxs><CtrlSum>${total}</CtrlSum><InitgPty><Nm>${xmlText(payer.holder, NAME_MOST)}</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${file.fileId}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg><NbOfTxs>${count}</NbOfTxs><CtrlSum>${total}</CtrlSum><ReqdExctnDt>${file.payDate}</ReqdExctnDt>
<Dbtr><Nm>${xmlText(payer.holder, NAME_MOST)}</Nm></Dbtr><DbtrAcct><Id><Othr><Id>${xmlText(payer.number, 34)}</Id></Othr></Id><Ccy>CNY</Ccy></DbtrAcct><DbtrAgt><FinInstnId><Nm>${xmlText(payer.bank, NAME_MOST)}</Nm></FinInstnId></DbtrAgt>
`;
  const orders = file.orders.map(
    (order) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>${order.reference}</EndToEndId></PmtId><Amt><InstdAmt Ccy="CNY">${plainYuan(order.amount)}</InstdAmt></Amt><CdtrAgt><FinInstnId><Nm>${xmlText(order.bankName, NAME_MOST)}</Nm></FinInstnId></CdtrAgt><Cdtr><Nm>${xmlText(order.holder, NAME_MOST)}</Nm></Cdtr><CdtrAcct><Id><Othr><Id>${xmlText(order.account, 34)}</Id></Othr></Id></CdtrAcct><RmtInf><Ustrd>商户结算款 ${xmlText(order.payoutId, 120)}</Ustrd></RmtInf></CdtTrfTxInf>\n`,
  );
  return Buffer.from(`${head}${orders.join('')}</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n`);
}

/** Reads one part after the other; what one of them holds against it does not touch its neighbours. */
function each<T>(elements: readonly Element[], read: (element: Element) => T, faults: FileFault[]): T[] {
  return elements.flatMap((element) => {
    try {
      return [read(element)];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      faults.push(error.fault);
      return [];
    }
  });
}

export function readIso20022(bytes: Uint8Array): BankMessage {
  try {
    const document = readXml(bytes);
    const [body] = document.children;
    if (document.name !== 'Document' || body === undefined)
      throw new Unreadable(`line ${document.line}`, 'no Document with one message');
    if (body.name === 'CstmrPmtStsRpt') return readStatus(body);
    if (body.name === 'BkToCstmrDbtCdtNtfctn') return readStatement(body, 'Ntfctn');
    if (body.name === 'BkToCstmrStmt') return readStatement(body, 'Stmt');
    throw new Unreadable(`line ${body.line}`, `${body.name.slice(0, 40)} is not read here`);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: 'unreadable', faults: [error.fault] };
  }
}

/** AM05 and DU01 to DU05 say that the bank has had it before. */
const DUPLICATE = /^(AM05|DU0[1-5])$/;
const STATUS: Readonly<Record<string, PayoutStatus['status']>> = {
  ACCP: 'accepted',
  ACSP: 'accepted',
  ACSC: 'accepted',
  ACTC: 'accepted',
  ACWC: 'accepted',
  RJCT: 'rejected',
  PDNG: 'pending',
};

function reasonOf(element: Element): string | undefined {
  const info = find(element, 'StsRsnInf');
  if (info === undefined) return undefined;
  const parts = [find(info, 'Rsn/Cd')?.text ?? find(info, 'Rsn/Prtry')?.text, find(info, 'AddtlInf')?.text];
  const text = parts.flatMap((part) => (part === undefined ? [] : [part.trim()])).join(' ');
  return text === '' ? undefined : text.slice(0, 140);
}

function readStatus(body: Element): BankMessage {
  const faults: FileFault[] = [];
  const group = find(body, 'OrgnlGrpInfAndSts');
  if (group === undefined) throw new Unreadable(`line ${body.line}`, 'no OrgnlGrpInfAndSts');
  const groupReason = reasonOf(group);
  const word = find(group, 'GrpSts')?.text.trim();
  const transactions = all(body, 'OrgnlPmtInfAndSts').flatMap((part) => all(part, 'TxInfAndSts'));
  const payouts = each(
    transactions,
    (one): PayoutStatus => {
      const said = textAt(one, 'TxSts', 4);
      const status = STATUS[said];
      if (status === undefined) throw new Unreadable(`line ${one.line}`, `status ${said} is not known`);
      const reason = reasonOf(one);
      return { reference: textAt(one, 'OrgnlEndToEndId', 35), status, ...(reason === undefined ? {} : { reason }) };
    },
    faults,
  );
  const twice = word === 'RJCT' && DUPLICATE.test(groupReason?.split(' ')[0] ?? '');
  const refused = word === 'RJCT' && payouts.length === 0;
  return {
    kind: 'status',
    messageId: textAt(body, 'GrpHdr/MsgId', 35),
    fileId: textAt(group, 'OrgnlMsgId', 35),
    group: twice ? 'duplicate' : refused ? 'refused' : 'taken',
    ...(groupReason === undefined ? {} : { reason: groupReason }),
    payouts,
    faults,
  };
}

function readStatement(body: Element, part: 'Stmt' | 'Ntfctn'): BankMessage {
  const faults: FileFault[] = [];
  const statements = all(body, part);
  if (statements.length === 0) throw new Unreadable(`line ${body.line}`, `no ${part}`);
  const entries = statements.flatMap((one) => {
    const read = each(all(one, 'Ntry'), readEntry, faults).flatMap((entry) => (entry === undefined ? [] : [entry]));
    faults.push(...sumFaults(one, read));
    return read;
  });
  return { kind: 'statement', messageId: textAt(body, 'GrpHdr/MsgId', 35), entries, faults };
}

/** Pending entries are no money yet. */
function readEntry(entry: Element): StatementEntry | undefined {
  if (find(entry, 'Sts')?.text.trim() !== 'BOOK') return undefined;
  const size = amountAt(entry, 'Amt');
  if (size === 0n) throw new Unreadable(`line ${entry.line}`, 'an entry of nothing');
  const side = textAt(entry, 'CdtDbtInd', 4);
  if (side !== 'DBIT' && side !== 'CRDT') throw new Unreadable(`line ${entry.line}`, `${side} is no side`);
  const date = textAt(entry, 'BookgDt/Dt', 10);
  if (!isCivilDate(date)) throw new Unreadable(`line ${entry.line}`, `${date} is no date`);
  const details = find(entry, 'NtryDtls/TxDtls');
  const reference = details === undefined ? undefined : find(details, 'Refs/EndToEndId')?.text.trim();
  const returned = details === undefined ? undefined : find(details, 'RtrInf');
  const reason = returned === undefined ? undefined : returnReason(returned);
  const ours = reference !== undefined && /^KT\d{11,14}-\d{5}$/.test(reference);
  const kind = ours && side === 'DBIT' ? 'payout' : ours && returned !== undefined ? 'return' : 'other';
  return {
    entryRef: textAt(entry, 'AcctSvcrRef', 35),
    reference: (reference ?? '').slice(0, 35),
    kind,
    amountFen: side === 'DBIT' ? -size : size,
    bookedOn: date,
    ...(reason === undefined ? {} : { reason }),
  };
}

function returnReason(returned: Element): string {
  const code = find(returned, 'Rsn/Cd')?.text.trim() ?? '';
  return `${code} ${find(returned, 'AddtlInf')?.text.trim() ?? ''}`.trim().slice(0, 140);
}

/** Control sums, where the bank gives them: they say that something is missing, not what. */
function sumFaults(statement: Element, entries: readonly StatementEntry[]): FileFault[] {
  const summary = find(statement, 'TxsSummry/TtlNtries');
  if (summary === undefined) return [];
  const count = find(summary, 'NbOfNtries')?.text.trim();
  const sum = find(summary, 'Sum')?.text.trim();
  const place = `line ${summary.line}`;
  const read = entries.reduce((total, one) => total + (one.amountFen < 0n ? -one.amountFen : one.amountFen), 0n);
  const faults: FileFault[] = [];
  if (count !== undefined && count !== String(entries.length))
    faults.push({ place, reason: `${count.slice(0, 12)} entries are announced, ${entries.length} are read` });
  try {
    if (sum !== undefined && fenOf(sum, place) !== read)
      faults.push({ place, reason: `a sum of ${sum.slice(0, 20)} is announced, ${plainYuan(fen(read))} is read` });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    faults.push(error.fault);
  }
  return faults;
}
