/**
 * The bank's side of a shared folder: takes each payout file once (a message id that it has is refused), answers it after a while, whole, in
 * two parts or twice, and tells what it booked and what came back. Reads and writes by itself, not with the product's own code.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FileOrder {
  readonly reference: string;
  readonly amountFen: string;
  readonly account: string;
  readonly holder: string;
}

interface TakenOrder {
  readonly reference: string;
  readonly amountFen: string;
  /** Of the bank; absent where the order was rejected. */
  readonly bankReference?: string;
  readonly fate: 'pay' | 'return' | 'reject';
  readonly code?: string;
}

export interface TakenFile {
  readonly type: 'taken-file';
  readonly fileId: string;
  readonly ending: 'xml' | 'csv';
  readonly at: number;
  readonly orders: readonly TakenOrder[];
}

/** A file of ours that lies in the other's inbox. */
export interface BankOutput {
  readonly type: 'bank-output';
  readonly name: string;
}

interface Desk {
  readonly folder: string;
  readonly nowMs: () => number;
  readonly number: (fault: 'answerSeconds' | 'paySeconds') => number;
  readonly on: (fault: 'answerTwice' | 'answerPart' | 'returnAll') => boolean;
  readonly closed: () => boolean;
  readonly takenFiles: Map<string, TakenFile>;
  readonly outputs: Set<string>;
  readonly takeOrder: (
    order: FileOrder,
    at: number,
  ) => { reference: string; fate: 'pay' | 'return' } | { rejected: string };
  /** An order that was booked comes back. */
  readonly sendBack: (reference: string) => void;
  readonly keep: (entry: TakenFile | BankOutput) => void;
}

const LOOK_MS = 200;
const WORDS: Readonly<Record<string, string>> = { AC01: '账号不存在', AC06: '账户状态异常', BE01: '户名不符' };

export function openPayoutFiles(desk: Desk): void {
  mkdirSync(join(desk.folder, 'out', 'taken'), { recursive: true });
  mkdirSync(join(desk.folder, 'in'), { recursive: true });
  writeFileSync(join(desk.folder, '.kaitong-simulator'), '');
  setInterval(() => {
    if (desk.closed()) return;
    for (const name of readdirSync(join(desk.folder, 'out'))) if (/\.(xml|csv)$/.test(name)) takeFile(desk, name);
    for (const file of desk.takenFiles.values()) answer(desk, file);
  }, LOOK_MS).unref();
}

function takeFile(desk: Desk, name: string): void {
  const path = join(desk.folder, 'out', name);
  const ending = name.endsWith('.csv') ? 'csv' : 'xml';
  const text = readFileSync(path, 'utf8');
  const { fileId, orders } = ending === 'csv' ? readCsv(text) : readXml(text);
  if (desk.takenFiles.has(fileId)) {
    const again = `${fileId}.again${desk.nowMs()}.${ending}`;
    write(
      desk,
      again,
      ending === 'csv' ? csvAnswer(fileId, again, []).replace(',taken,', ',duplicate,') : refusal(fileId, again),
    );
  } else {
    const at = desk.nowMs();
    const taken = orders.map((order): TakenOrder => {
      const { reference, amountFen } = order;
      const became = desk.takeOrder(order, at);
      return 'rejected' in became
        ? { reference, amountFen, fate: 'reject', code: became.rejected }
        : { reference, amountFen, fate: became.fate, bankReference: became.reference };
    });
    desk.keep({ type: 'taken-file', fileId, ending, at, orders: taken });
  }
  renameSync(path, join(desk.folder, 'out', 'taken', name));
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const between = (text: string, tag: string): string =>
  unescaped(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`).exec(text)?.[1] ?? '');
const fenOf = (yuan: string): string => String(Math.round(Number(yuan) * 100));
const yuanOf = (fen: string): string => `${fen.padStart(3, '0').slice(0, -2)}.${fen.padStart(3, '0').slice(-2)}`;

interface ReadFile {
  readonly fileId: string;
  readonly orders: readonly FileOrder[];
}

function readXml(text: string): ReadFile {
  const orders = text
    .split('<CdtTrfTxInf>')
    .slice(1)
    .map((part) => ({
      reference: between(part, 'EndToEndId'),
      amountFen: fenOf(between(part, 'InstdAmt')),
      holder: between(/<Cdtr>.*?<\/Cdtr>/s.exec(part)?.[0] ?? '', 'Nm'),
      account: between(/<CdtrAcct>.*?<\/CdtrAcct>/s.exec(part)?.[0]?.replace('<Id><Othr>', '') ?? '', 'Id'),
    }));
  return { fileId: between(text, 'MsgId'), orders };
}

function readCsv(text: string): ReadFile {
  const rows = text
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        (cell) => cell[1]?.replaceAll('""', '"') ?? cell[2] ?? '',
      ),
    );
  const orders = rows
    .filter((row) => row[0] === 'D')
    .map((row) => ({
      reference: row[1] ?? '',
      amountFen: fenOf(row[2] ?? '0'),
      account: row[3] ?? '',
      holder: row[4] ?? '',
    }));
  return { fileId: rows[0]?.[1] ?? '', orders };
}

/** What is due of a file and has not been told. Times alone decide, so that a crash in between changes nothing. */
function answer(desk: Desk, file: TakenFile): void {
  const { fileId, ending, orders } = file;
  const answered = file.at + desk.number('answerSeconds') * 1000;
  const booked = answered + desk.number('paySeconds') * 1000;
  const now = desk.nowMs();
  // switched on later, a fault sends back the newest file, not what arrived days ago
  const newest = [...desk.takenFiles.keys()].at(-1) === fileId;
  const part = desk.on('answerPart') && orders.length > 1;
  const half = part ? Math.ceil(orders.length / 2) : orders.length;
  const tell = (what: string, at: number, body: (name: string) => string): void => {
    const name = `${fileId}.${what}.${ending}`;
    if (now >= at && !desk.outputs.has(name)) write(desk, name, body(name));
  };
  const status = (some: readonly TakenOrder[]) => (name: string) =>
    ending === 'csv' ? csvAnswer(fileId, name, some) : xmlAnswer(fileId, name, some);
  const told = desk.outputs.has(`${fileId}.1-status.${ending}`) && !desk.outputs.has(`${fileId}.2-status.${ending}`);
  tell('1-status', answered, status(orders.slice(0, half)));
  if (part || (told && half < orders.length)) tell('2-status', booked, status(orders.slice(half)));
  if (desk.on('answerTwice')) tell('3-status', answered, status(orders));
  const paid = orders.filter((order) => order.fate !== 'reject');
  const back = desk.on('returnAll') && newest ? paid : orders.filter((order) => order.fate === 'return');
  const lines = (some: readonly TakenOrder[], returned: boolean) => (name: string) =>
    ending === 'csv'
      ? csvStatement(name, some, { returned, at: now })
      : xmlStatement(name, some, { returned, at: now });
  if (paid.length > 0) tell('4-booked', booked, lines(paid, false));
  if (back.length > 0)
    tell('5-returned', booked + desk.number('paySeconds') * 1000, (name) => {
      for (const order of back) desk.sendBack(order.reference);
      return lines(back, true)(name);
    });
}

function write(desk: Desk, name: string, body: string): void {
  const path = join(desk.folder, 'in', name);
  if (!existsSync(path)) {
    writeFileSync(`${path}.part`, body);
    renameSync(`${path}.part`, path);
  }
  desk.keep({ type: 'bank-output', name });
}

const document = (kind: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${kind}">${body}</Document>\n`;
const messageId = (name: string): string => `SIM${name.replace(/\.(xml|csv)$/, '')}`.slice(0, 35);

function xmlAnswer(fileId: string, name: string, orders: readonly TakenOrder[]): string {
  const rows = orders.map(
    (one) =>
      `<TxInfAndSts><OrgnlEndToEndId>${one.reference}</OrgnlEndToEndId><TxSts>${one.fate === 'reject' ? 'RJCT' : 'ACSP'}</TxSts>${
        one.code === undefined
          ? ''
          : `<StsRsnInf><Rsn><Cd>${one.code}</Cd></Rsn><AddtlInf>${WORDS[one.code] ?? ''}</AddtlInf></StsRsnInf>`
      }</TxInfAndSts>`,
  );
  const rejected = orders.some((one) => one.fate === 'reject');
  return document(
    'pain.002.001.03',
    `<CstmrPmtStsRpt><GrpHdr><MsgId>${messageId(name)}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${fileId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId><GrpSts>${rejected ? 'PART' : 'ACCP'}</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${fileId}</OrgnlPmtInfId>${rows.join('\n')}</OrgnlPmtInfAndSts></CstmrPmtStsRpt>`,
  );
}

const refusal = (fileId: string, name: string): string =>
  document(
    'pain.002.001.03',
    `<CstmrPmtStsRpt><GrpHdr><MsgId>${messageId(name)}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${fileId}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DU01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt>`,
  );

interface Booking {
  readonly returned: boolean;
  readonly at: number;
}

const dateOf = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
const entryRef = (one: TakenOrder, returned: boolean): string => `${one.bankReference ?? ''}${returned ? 'R' : ''}`;

function xmlStatement(name: string, orders: readonly TakenOrder[], { returned, at }: Booking): string {
  const sum = orders.reduce((total, one) => total + BigInt(one.amountFen), 0n);
  const rows = orders.map(
    (one) =>
      `<Ntry><Amt Ccy="CNY">${yuanOf(one.amountFen)}</Amt><CdtDbtInd>${returned ? 'CRDT' : 'DBIT'}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${dateOf(at)}</Dt></BookgDt><AcctSvcrRef>${entryRef(one, returned)}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>${one.reference}</EndToEndId></Refs>${
        returned ? '<RtrInf><Rsn><Cd>BE01</Cd></Rsn><AddtlInf>户名不符</AddtlInf></RtrInf>' : ''
      }</TxDtls></NtryDtls></Ntry>`,
  );
  return document(
    'camt.054.001.02',
    `<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>${messageId(name)}</MsgId></GrpHdr><Ntfctn><Id>${messageId(name)}</Id><TxsSummry><TtlNtries><NbOfNtries>${orders.length}</NbOfNtries><Sum>${yuanOf(sum.toString())}</Sum></TtlNtries></TxsSummry>${rows.join('\n')}</Ntfctn></BkToCstmrDbtCdtNtfctn>`,
  );
}

const csv = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

const csvAnswer = (fileId: string, name: string, orders: readonly TakenOrder[]): string =>
  csv([
    `A,${messageId(name)},${fileId},taken,`,
    ...orders.map(
      (one) =>
        `P,${one.reference},${one.fate === 'reject' ? 'rejected' : 'accepted'},${one.code === undefined ? '' : `${one.code} ${WORDS[one.code] ?? ''}`}`,
    ),
    `T,${orders.length}`,
  ]);

const csvStatement = (name: string, orders: readonly TakenOrder[], { returned, at }: Booking): string =>
  csv([
    `B,${messageId(name)}`,
    ...orders.map(
      (one) =>
        `E,${entryRef(one, returned)},${returned ? 'return' : 'payout'},${returned ? 'in' : 'out'},${yuanOf(one.amountFen)},${dateOf(at)},${one.reference},${returned ? 'BE01 户名不符' : ''}`,
    ),
    `T,${orders.length}`,
  ]);
