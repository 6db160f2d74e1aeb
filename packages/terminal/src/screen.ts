/** What can be on the screen, and its description for a face to draw. */
import type { Job } from './conversation.ts';
import type { Language, LinePhase, NetworkKind, PresentedCard } from './ports.ts';
import type { ActivationStep, JournalRow, Stored } from './stored.ts';
import { activationSteps } from './stored.ts';
import { receiptLines, yuan, type ReceiptHead } from './receipt.ts';
import { say, type WordKey } from './words.ts';

export type Screen =
  | { readonly name: 'off' }
  | { readonly name: 'booting' }
  | { readonly name: 'choose_network' }
  | { readonly name: 'joining_network'; readonly network: NetworkKind }
  | { readonly name: 'network_failed' }
  | { readonly name: 'connected'; readonly network: NetworkKind }
  | { readonly name: 'unactivated' }
  | { readonly name: 'enter_code'; readonly digits: string }
  | { readonly name: 'busy'; readonly task: WordKey; readonly phase: LinePhase; readonly sinceMs: number }
  | { readonly name: 'confirm_merchant' }
  | { readonly name: 'deposit_card' }
  | { readonly name: 'card_not_credit'; readonly maskedPan: string }
  /** A result or a message; confirm goes on to `next`. */
  | {
      readonly name: 'notice';
      readonly tone: 'good' | 'bad' | 'plain';
      readonly title: string;
      readonly lines: readonly string[];
      readonly next: Screen;
    }
  | { readonly name: 'home' }
  | { readonly name: 'enter_amount'; readonly digits: string; readonly fixed: boolean }
  | { readonly name: 'present_card'; readonly job: Job }
  | { readonly name: 'enter_pin'; readonly job: Job; readonly card: PresentedCard; readonly digits: string }
  | { readonly name: 'signature'; readonly row: JournalRow }
  | { readonly name: 'receipt'; readonly row: JournalRow; readonly copy: 'merchant' | 'cardholder' }
  | { readonly name: 'supervisor'; readonly digits: string; readonly wrong: boolean }
  | { readonly name: 'enter_voucher'; readonly digits: string; readonly missing: boolean }
  | { readonly name: 'journal'; readonly index: number }
  | { readonly name: 'management' }
  | { readonly name: 'settings' };

export interface ScreenView {
  readonly screen: Screen['name'];
  readonly title: string;
  readonly lines: readonly string[];
  readonly tone: 'good' | 'bad' | 'plain';
  readonly softkeys: readonly { readonly key: string; readonly label: string }[];
  readonly icons: readonly { readonly key: string; readonly label: string; readonly icon: string }[];
  /** What has been typed, masked where it must be. */
  readonly input?: {
    readonly kind: 'code' | 'amount' | 'pin' | 'digits' | 'password';
    readonly shown: string;
    readonly length: number;
  };
  readonly progress?: {
    readonly phase: LinePhase;
    readonly text: string;
    readonly seconds: number;
    readonly secondsMax: number;
  };
  readonly cardWanted: boolean;
  readonly receipt?: {
    readonly lines: readonly string[];
    readonly copy: 'merchant' | 'cardholder';
    readonly rrn: string;
  };
  readonly signatureWanted: boolean;
  readonly status: {
    readonly powered: boolean;
    readonly network?: NetworkKind;
    readonly time: string;
    readonly merchantName: string;
    readonly reversalPending: boolean;
    readonly failedReversals: number;
  };
  readonly activation: {
    readonly step?: ActivationStep;
    readonly stepNo: number;
    readonly steps: number;
    readonly error?: { readonly code: string; readonly text: string };
  };
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly language: Language;
}

export interface ViewFacts {
  readonly stored: Stored;
  readonly network: NetworkKind | undefined;
  readonly nowMs: number;
  readonly timeoutMs: number;
  readonly depositFen: bigint;
  readonly serialNo: string;
  readonly head: ReceiptHead;
  readonly activationError: { readonly code: string; readonly text: string } | undefined;
}

type Part = Partial<
  Pick<
    ScreenView,
    | 'title'
    | 'lines'
    | 'tone'
    | 'softkeys'
    | 'icons'
    | 'input'
    | 'progress'
    | 'cardWanted'
    | 'receipt'
    | 'signatureWanted'
  >
>;

const homeIcons: readonly (readonly [string, WordKey])[] = [['1', 'sale'], ['2', 'scan'], ['3', 'void'], ['4', 'query'], ['5', 'manage'], ['6', 'settings']]; // prettier-ignore

/** 123412341234 typed so far as `1234 12__ ____`. */
function codeShown(digits: string): string {
  const places = digits.padEnd(12, '_');
  return `${places.slice(0, 4)} ${places.slice(4, 8)} ${places.slice(8)}`;
}

function rowLines(row: JournalRow, language: Language): string[] {
  return [
    `${say(language, row.kind)}  RMB ${yuan(BigInt(row.amountFen))}`,
    row.maskedPan,
    `${say(language, 'voucher')} ${row.stan}  ${row.rrn}`,
    row.at + (row.voided === true ? `  (${say(language, 'void')})` : ''),
  ];
}

function startPart(screen: Screen, facts: ViewFacts): Part | undefined {
  const { language } = facts.stored;
  const t = (key: WordKey) => say(language, key);
  switch (screen.name) {
    case 'off':
      return {};
    case 'booting':
      return { title: 'Kaitong', lines: [t('booting')] };
    case 'choose_network':
      return { title: t('chooseNetwork'), lines: [`1 ${t('network4g')}`, `2 ${t('networkWifi')}`] };
    case 'joining_network':
      return { title: t(screen.network === '4g' ? 'network4g' : 'networkWifi'), lines: [t('connectingNetwork')] };
    case 'network_failed':
      return { title: t('connectFailed'), tone: 'bad', lines: [t('pressRetry')] };
    case 'connected':
      return {
        title: t('connected'),
        tone: 'good',
        lines: [t(screen.network === '4g' ? 'network4g' : 'networkWifi'), t('pressConfirm')],
      };
    case 'unactivated':
      return {
        title: t('unactivated'),
        lines: [t(facts.stored.codeSent === true ? 'toResume' : 'toActivate'), `${t('serialNo')} ${facts.serialNo}`],
      };
    case 'enter_code':
      return {
        title: t('activation'),
        lines: [t('enterCode')],
        input: { kind: 'code', shown: codeShown(screen.digits), length: 12 },
      };
    case 'confirm_merchant': {
      const { merchantName = '', merchantNo = '', terminalNo = '' } = facts.stored;
      return {
        title: t('confirmMerchant'),
        lines: [
          merchantName,
          `${t('merchantNo')} ${merchantNo}`,
          `${t('terminalNo')} ${terminalNo}`,
          t('pressConfirm'),
        ],
      };
    }
    case 'deposit_card':
      return {
        title: t('swipeOwnCredit'),
        lines: [`${t('freezeDeposit')} ${yuan(facts.depositFen)}`, t('presentCard'), t('transferKey')],
        cardWanted: true,
      };
    case 'card_not_credit':
      return {
        title: t('useCredit'),
        tone: 'bad',
        lines: [t('debitRefused'), screen.maskedPan, t('noMoneyMoved'), t('pressRetry')],
      };
    default:
      return undefined;
  }
}

function busyPart(screen: Extract<Screen, { name: 'busy' }>, facts: ViewFacts): Part {
  const { language } = facts.stored;
  const seconds = Math.max(0, Math.floor((facts.nowMs - screen.sinceMs) / 1000));
  const text = say(language, screen.phase);
  const progress = { phase: screen.phase, text, seconds, secondsMax: Math.round(facts.timeoutMs / 1000) };
  return { title: say(language, screen.task), lines: [`${text} ${seconds}s`], progress };
}

function listPart(screen: Screen, facts: ViewFacts): Part {
  const { language, journal } = facts.stored;
  const t = (key: WordKey) => say(language, key);
  switch (screen.name) {
    case 'supervisor':
      return {
        title: t('supervisorPassword'),
        lines: screen.wrong ? [t('wrongPassword')] : [],
        input: { kind: 'password', shown: '*'.repeat(screen.digits.length), length: 6 },
      };
    case 'enter_voucher':
      return {
        title: t('enterVoucher'),
        lines: screen.missing ? [t('noOriginal')] : [],
        input: { kind: 'digits', shown: screen.digits.padEnd(6, '_'), length: 6 },
      };
    case 'journal': {
      const row = journal[screen.index];
      return {
        title: `${t('query')} ${row === undefined ? 0 : screen.index + 1}/${journal.length}`,
        lines: row === undefined ? [t('noTransactions')] : rowLines(row, language),
      };
    }
    case 'management':
      return {
        title: t('manage'),
        lines: [`1 ${t('signIn')}`, `2 ${t('signOff')}`, `3 ${t('echo')}`, `4 ${t('version')}`],
      };
    case 'settings':
      return {
        title: t('settings'),
        lines: [
          `1 ${t('language')}`,
          `2 ${t('chooseNetwork')}`,
          `${t('serialNo')} ${facts.serialNo}`,
          `${t('terminalNo')} ${facts.stored.terminalNo ?? '-'}`,
        ],
      };
    default:
      return {};
  }
}

function paymentPart(screen: Screen, facts: ViewFacts): Part {
  const { language, step } = facts.stored;
  const t = (key: WordKey) => say(language, key);
  switch (screen.name) {
    case 'busy':
      return busyPart(screen, facts);
    case 'notice':
      return { title: screen.title, tone: screen.tone, lines: [...screen.lines, t('pressConfirm')] };
    case 'home':
      return {
        title: facts.head.merchantName,
        lines: [step === 'device_acknowledged' ? t('doTestSale') : t('idleHint')],
        icons: homeIcons.map(([key, word]) => ({ key, label: t(word), icon: word })),
      };
    case 'enter_amount':
      return {
        title: t('sale'),
        lines: [t('enterAmount'), ...(screen.fixed ? [t('onlyTest')] : [])],
        input: { kind: 'amount', shown: `RMB ${yuan(BigInt(screen.digits === '' ? '0' : screen.digits))}`, length: 9 },
      };
    case 'present_card':
      return {
        title: t(screen.job.kind),
        lines: [`${t('amount')} ${yuan(screen.job.amountFen)}`, t('presentCard')],
        cardWanted: true,
      };
    case 'enter_pin': {
      const { pan } = screen.card;
      return {
        title: t(screen.job.kind),
        lines: [
          `${t('amount')} ${yuan(screen.job.amountFen)}`,
          `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`,
          t('enterPin'),
          t('noPin'),
        ],
        input: { kind: 'pin', shown: '*'.repeat(screen.digits.length).padEnd(6, '_'), length: 6 },
      };
    }
    case 'signature':
      return {
        title: t('sign'),
        lines: [`${t('amount')} ${yuan(BigInt(screen.row.amountFen))}`],
        signatureWanted: true,
      };
    case 'receipt': {
      const lines = receiptLines(screen.row, facts.head, screen.copy);
      return {
        title: t('approved'),
        tone: 'good',
        lines: [t('receipt'), t('pressConfirm')],
        receipt: { lines, copy: screen.copy, rrn: screen.row.rrn },
      };
    }
    default:
      return listPart(screen, facts);
  }
}

function clockText(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(11, 16);
}

/** The serialisable description of a screen. */
export function viewOf(screen: Screen, facts: ViewFacts): ScreenView {
  const { stored, network } = facts;
  const part = startPart(screen, facts) ?? paymentPart(screen, facts);
  const off = screen.name === 'off';
  const { step } = stored;
  const reached = step ?? (network === undefined ? undefined : 'connected');
  return {
    screen: screen.name,
    title: part.title ?? '',
    lines: part.lines ?? [],
    tone: part.tone ?? 'plain',
    softkeys: part.softkeys ?? [],
    icons: part.icons ?? [],
    cardWanted: part.cardWanted ?? false,
    signatureWanted: part.signatureWanted ?? false,
    ...(part.input === undefined ? {} : { input: part.input }),
    ...(part.progress === undefined ? {} : { progress: part.progress }),
    ...(part.receipt === undefined ? {} : { receipt: part.receipt }),
    status: {
      powered: !off,
      ...(network === undefined || off ? {} : { network }),
      time: off ? '' : clockText(facts.nowMs),
      merchantName: stored.merchantName ?? '',
      reversalPending: stored.pendingReversal !== undefined,
      failedReversals: stored.failedReversals.length,
    },
    activation: {
      stepNo: reached === undefined ? 0 : activationSteps.indexOf(reached) + 1,
      steps: activationSteps.length,
      ...(reached === undefined ? {} : { step: reached }),
      ...(facts.activationError === undefined ? {} : { error: facts.activationError }),
    },
    terminalNo: stored.terminalNo ?? '',
    merchantNo: stored.merchantNo ?? '',
    language: stored.language,
  };
}
