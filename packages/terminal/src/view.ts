/** The description of a screen: what a face draws, in the language of the device. */
import { codeSeconds } from './at-code.ts';
import { homeItems, itemsOf, menus } from './menus.ts';
import type { Language } from './ports.ts';
import { questionWords, typedLengths } from './questions.ts';
import { copiesOf, receiptLines, yuan } from './receipt.ts';
import type { Screen, ScreenView, ViewFacts } from './screen.ts';
import { numberOf, settingOf, settingRules } from './settings.ts';
import { shanghaiText } from './shanghai.ts';
import { signatureMark } from './signature-talk.ts';
import { activationSteps, type JournalRow } from './stored.ts';
import { settledRows, totalsOf } from './totals.ts';
import { say, type WordKey } from './words.ts';

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
    | 'codeWanted'
    | 'codeShown'
    | 'receipt'
    | 'signatureWanted'
    | 'watermark'
  >
>;

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
        lines: [
          t(facts.stored.codeSent === true ? 'toResume' : 'toActivate'),
          `${t('serialNo')} ${facts.serialNo}`,
          `6 ${t('admin')}`,
        ],
      };
    default:
      return activationPart(screen, facts);
  }
}

function activationPart(screen: Screen, facts: ViewFacts): Part | undefined {
  const t = (key: WordKey) => say(facts.stored.language, key);
  switch (screen.name) {
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
        lines: [
          `${t('freezeDeposit')} ${yuan(BigInt(facts.stored.depositFen ?? '0'))}`,
          t('presentCard'),
          t('transferKey'),
        ],
        cardWanted: true,
      };
    case 'account_tail':
      return {
        title: t('accountTail'),
        lines: [t('enterAccountTail'), t('smsToLegal')],
        input: { kind: 'digits', shown: screen.digits.padEnd(4, '_'), length: 4 },
      };
    case 'account_code':
      return {
        title: t('accountTail'),
        lines: [screen.told, t('enterSmsCode'), t('resendSms')],
        input: { kind: 'digits', shown: screen.digits.padEnd(6, '_'), length: 6 },
      };
    case 'card_not_credit':
      return {
        title: t('useCredit'),
        tone: 'bad',
        lines: [t('debitRefused'), screen.maskedPan, t('noMoneyMoved'), t('pressRetry')],
      };
    default:
      return operatorPart(screen, facts);
  }
}

const stars = (digits: string): string => '*'.repeat(digits.length);

function operatorPart(screen: Screen, facts: ViewFacts): Part | undefined {
  const t = (key: WordKey) => say(facts.stored.language, key);
  const wrong = 'wrong' in screen && screen.wrong !== undefined ? [t(screen.wrong)] : [];
  switch (screen.name) {
    case 'operator_number':
      return {
        title: t('operatorSignOn'),
        lines: [...wrong, t('enterOperator')],
        input: { kind: 'digits', shown: screen.digits.padEnd(2, '_'), length: 2 },
      };
    case 'operator_password':
      return {
        title: `${t('operatorSignOn')} ${screen.operator}`,
        lines: [...wrong, t('enterOperatorPassword')],
        input: { kind: 'password', shown: stars(screen.digits), length: 4 },
      };
    case 'new_password':
      return {
        title: t('changePassword'),
        lines: [
          ...wrong,
          t(screen.first === undefined ? 'newPassword' : 'newPasswordAgain'),
          ...(facts.mustChangePassword ? [] : [t('changeLater')]),
        ],
        input: { kind: 'password', shown: stars(screen.digits), length: 4 },
      };
    case 'password':
      return {
        title: t(screen.who === 'supervisor' ? 'supervisorPassword' : 'adminPassword'),
        lines: wrong,
        input: { kind: 'password', shown: stars(screen.digits), length: screen.who === 'supervisor' ? 6 : 8 },
      };
    case 'setting_form': {
      const { word, digits } = settingRules[screen.setting];
      return {
        title: t(word),
        lines: [
          ...wrong,
          `${t('nowSet')} ${settingOf(facts.stored, screen.setting) || t('factoryValue')}`,
          t('emptyIsHost'),
        ],
        input: { kind: 'digits', shown: screen.digits.padEnd(digits, '_'), length: digits },
      };
    }
    case 'secret_form':
      return {
        title: t(screen.who === 'admin' ? 'adminSecret' : 'supervisorSecret'),
        lines: [...wrong, t(screen.first === undefined ? 'newSecret' : 'newPasswordAgain')],
        input: { kind: 'password', shown: stars(screen.digits), length: screen.who === 'admin' ? 8 : 6 },
      };
    case 'operator_form':
      return {
        title: `${t('operators')} · ${t(screen.mode === 'add' ? 'operatorAdd' : 'operatorRemove')}`,
        lines: [...wrong, t('enterOperator')],
        input: { kind: 'digits', shown: screen.digits.padEnd(2, '_'), length: 2 },
      };
    default:
      return undefined;
  }
}

const isLow = (battery: ViewFacts['battery']): boolean =>
  battery !== undefined && !battery.charging && battery.percent < 10;

function busyPart(screen: Extract<Screen, { name: 'busy' }>, facts: ViewFacts): Part {
  const { language } = facts.stored;
  const seconds = Math.max(0, Math.floor((facts.nowMs - screen.sinceMs) / 1000));
  const { loading } = screen;
  const what = loading === undefined ? [] : [`${say(language, loading.what)} ${loading.at}/${loading.of}`];
  const text = say(language, screen.phase);
  const progress = { phase: screen.phase, text, seconds, secondsMax: Math.round(facts.timeoutMs / 1000) };
  return { title: say(language, screen.task), lines: [...what, `${text} ${seconds}s`], progress };
}

function questionPart(screen: Extract<Screen, { name: 'question' }>, facts: ViewFacts): Part {
  const { language } = facts.stored;
  const t = (key: WordKey) => say(language, key);
  const { ask, draft, digits } = screen;
  const wrong = screen.wrong === undefined ? [] : [t(screen.wrong)];
  const amount = draft.amountFen === undefined ? [] : [`${t('amount')} ${yuan(draft.amountFen)}`];
  const card = draft.card === undefined ? [] : [`${draft.card.pan.slice(0, 6)}${'*'.repeat(draft.card.pan.length - 10)}${draft.card.pan.slice(-4)}`]; // prettier-ignore
  const title = t(draft.kind);
  switch (ask) {
    case 'enter_amount':
      return {
        title,
        lines: [...wrong, t('enterAmount'), ...(draft.fixed === true ? [t('onlyTest')] : [])],
        input: { kind: 'amount', shown: `RMB ${yuan(BigInt(digits === '' ? '0' : digits))}`, length: 9 },
      };
    case 'present_card':
      return {
        title,
        lines: [...wrong, ...amount, t(draft.fallback === true ? 'swipeOnly' : 'presentCard')],
        cardWanted: true,
      };
    case 'scan_code':
      return {
        title,
        lines: [...wrong, ...amount, t('scanCode'), t('orTypeCode')],
        codeWanted: true,
        input: { kind: 'digits', shown: digits, length: typedLengths.scan_code.max },
      };
    case 'enter_pin':
      return {
        title,
        lines: [...amount, ...card, t('enterPin'), t('noPin')],
        input: { kind: 'pin', shown: stars(digits).padEnd(6, '_'), length: 6 },
      };
    case 'supervisor':
      return { title: t('supervisorPassword'), lines: wrong, input: { kind: 'password', shown: stars(digits), length: 6 } }; // prettier-ignore
    case 'show_original':
      return {
        title: t('originalIs'),
        lines: [...(draft.original === undefined ? [] : rowLines(draft.original, language)), t('pressConfirm')],
      };
    default: {
      const { max } = typedLengths[ask];
      return {
        title: t(questionWords[ask]),
        lines: wrong,
        input: { kind: 'digits', shown: digits.padEnd(max, '_'), length: max },
      };
    }
  }
}

/** The code, how long it holds, and what the last question to the host brought. */
function codePart(screen: Extract<Screen, { name: 'code_payment' }>, facts: ViewFacts): Part {
  const t = (key: WordKey) => say(facts.stored.language, key);
  const { payment, sinceMs, silent, leaving } = screen;
  const left = Math.max(0, codeSeconds - Math.floor((facts.nowMs - sinceMs) / 1000));
  const told: WordKey = leaving !== undefined ? 'codeLeaving' : silent === true ? 'codeSilent' : 'codeAsking';
  return {
    title: `${t(payment.kind)} RMB ${yuan(BigInt(payment.amountFen))}`,
    lines: [t(payment.shown === undefined ? 'codeConfirm' : 'codeScan'), `${t(told)} ${left}s`, t('codeKeys')],
    ...(payment.shown === undefined ? {} : { codeShown: payment.shown }),
  };
}

function menuPart(screen: Extract<Screen, { name: 'menu' }>, facts: ViewFacts): Part {
  const t = (key: WordKey) => say(facts.stored.language, key);
  const { title } = menus[screen.menu];
  const items = itemsOf(screen.menu, facts.model);
  const about =
    screen.menu === 'settings'
      ? [`${t('serialNo')} ${facts.serialNo}`, `${t('terminalNo')} ${facts.stored.terminalNo ?? '-'}`]
      : [];
  return { title: t(title), lines: [...items.map(([key, word]) => `${key} ${t(word)}`), ...about] };
}

function listPart(screen: Screen, facts: ViewFacts): Part {
  const { language, journal, batchNo } = facts.stored;
  const t = (key: WordKey) => say(language, key);
  switch (screen.name) {
    case 'journal': {
      const row = journal[screen.index];
      return {
        title: `${t('query')} ${row === undefined ? 0 : screen.index + 1}/${journal.length}`,
        lines: row === undefined ? [t('noTransactions')] : rowLines(row, language),
      };
    }
    case 'menu':
      return menuPart(screen, facts);
    case 'settle_totals': {
      const totals = totalsOf(settledRows(journal, batchNo));
      const line = (word: WordKey, sum: { count: number; fen: bigint }) => `${t(word)} ${sum.count}  ${yuan(sum.fen)}`;
      return {
        title: t('totals'),
        lines: [line('totalDebit', totals.debit), line('totalCredit', totals.credit), t('confirmSettle')],
      };
    }
    default:
      return {};
  }
}

/** Paper in the printer or a picture on the screen: what a slip says about itself. */
function slipPart(screen: Screen, facts: ViewFacts): Part | undefined {
  const t = (key: WordKey) => say(facts.stored.language, key);
  const printed = facts.paper !== undefined;
  switch (screen.name) {
    case 'receipt': {
      const { row, copy, again } = screen;
      const lines = receiptLines(row, facts.head, { copy, again: again === true });
      const copies = copiesOf(numberOf(facts.stored, 'copies'));
      const more = again !== true && copy !== copies.at(-1);
      return {
        title: t('approved'),
        tone: 'good',
        lines: printed
          ? [t('tearOff'), t(more ? 'printSecond' : 'pressConfirm'), t('blankHint')]
          : [t(row.receiptUrl === undefined ? 'receipt' : 'scanReceipt'), t('pressConfirm')],
        receipt: { lines, copy, rrn: row.rrn, ...(row.receiptUrl === undefined ? {} : { url: row.receiptUrl }) },
      };
    }
    case 'slip':
      return {
        title: t(screen.title),
        tone: 'good',
        lines: printed ? [t('tearOff'), t('pressConfirm')] : [t('pressConfirm')],
        receipt: { lines: screen.lines, copy: 'merchant', rrn: '' },
      };
    case 'out_of_paper':
      return screen.why === 'paper'
        ? { title: t('outOfPaper'), tone: 'bad', lines: [t('loadPaper'), t('printAgainHint')] }
        : { title: t('powerLow'), tone: 'bad', lines: [t('chargeToPrint'), t('printAgainHint')] };
    default:
      return undefined;
  }
}

function paymentPart(screen: Screen, facts: ViewFacts): Part {
  const { language, step, locked } = facts.stored;
  const t = (key: WordKey) => say(language, key);
  switch (screen.name) {
    case 'busy':
      return busyPart(screen, facts);
    case 'notice':
      return { title: screen.title, tone: screen.tone, lines: [...screen.lines, t('pressConfirm')] };
    case 'home':
      return {
        title: facts.head.merchantName,
        lines: [
          ...(facts.lineDown ? [t('lineDown')] : []),
          ...(isLow(facts.battery) ? [t('powerLowHint')] : []),
          locked === true ? t('locked') : step === 'device_acknowledged' ? t('doTestSale') : t('idleHint'),
        ],
        icons: homeItems[facts.model].map(([key, word]) => ({ key, label: t(word), icon: word })),
      };
    case 'question':
      return questionPart(screen, facts);
    case 'code_payment':
      return codePart(screen, facts);
    case 'signature':
      return {
        title: t('sign'),
        lines: [`${t('amount')} ${yuan(BigInt(screen.row.amountFen))}`],
        signatureWanted: true,
        watermark: signatureMark(screen.row),
      };
    default:
      return slipPart(screen, facts) ?? listPart(screen, facts);
  }
}

/** The serialisable description of a screen. */
export function viewOf(screen: Screen, facts: ViewFacts): ScreenView {
  const { stored, network } = facts;
  const part = startPart(screen, facts) ?? paymentPart(screen, facts);
  const off = screen.name === 'off';
  const { step } = stored;
  const reached = step ?? (network === undefined ? undefined : 'connected');
  const names = activationSteps.filter((name) => name !== 'account_bound' || stored.accountWanted === true);
  return {
    screen: screen.name === 'question' ? screen.ask : screen.name,
    title: part.title ?? '',
    lines: part.lines ?? [],
    tone: part.tone ?? 'plain',
    softkeys: part.softkeys ?? [],
    icons: part.icons ?? [],
    cardWanted: part.cardWanted ?? false,
    codeWanted: part.codeWanted ?? false,
    ...(part.codeShown === undefined ? {} : { codeShown: part.codeShown }),
    signatureWanted: part.signatureWanted ?? false,
    ...(part.watermark === undefined ? {} : { watermark: part.watermark }),
    ...(part.input === undefined ? {} : { input: part.input }),
    ...(part.progress === undefined ? {} : { progress: part.progress }),
    ...(part.receipt === undefined ? {} : { receipt: part.receipt }),
    status: {
      powered: !off,
      ...(network === undefined || off ? {} : { network }),
      time: off ? '' : shanghaiText(facts.nowMs).slice(11, 16),
      merchantName: stored.merchantName ?? '',
      reversalPending: stored.pendingReversal !== undefined,
      failedReversals: stored.failedReversals.length,
      signaturesWaiting: stored.signatures.length,
      advicesWaiting: stored.advices.length,
      lineDown: facts.lineDown,
      ...(facts.paper === undefined ? {} : { paper: facts.paper }),
      ...(facts.battery === undefined ? {} : { battery: facts.battery }),
      ...(facts.signal === undefined ? {} : { signal: facts.signal }),
      ...(stored.operator === undefined ? {} : { operator: stored.operator }),
    },
    activation: {
      names,
      stepNo: reached === undefined ? 0 : names.indexOf(reached) + 1,
      steps: names.length,
      ...(reached === undefined ? {} : { step: reached }),
      ...(facts.activationError === undefined ? {} : { error: facts.activationError }),
    },
    terminalNo: stored.terminalNo ?? '',
    merchantNo: stored.merchantNo ?? '',
    language: stored.language,
  };
}
