/** Menus, lists and what is printed or settled from them. */
import { adminActions, leaveAdmin } from './at-admin.ts';
import { openTransaction } from './at-payment.ts';
import { linesOf, openAdmin, typed, type Desk } from './desk.ts';
import type { Ending } from './ending.ts';
import { homeItems, itemsOf, menus, type MenuName } from './menus.ts';
import type { Key } from './ports.ts';
import { headOf, isPowerLow, print, printReceipt, slipTime } from './printing.ts';
import { detailLines, openTotalsLines, settlementLines } from './receipt.ts';
import type { Screen } from './screen.ts';
import { downloadNames, type TransactionKind } from './stored.ts';
import { settledRows } from './totals.ts';
import type { WordKey } from './words.ts';

const home: Screen = { name: 'home' };
const operatorsMax = 20;

/** What a word of a menu does. A word that opens a transaction is its kind. */
const actions: Readonly<Partial<Record<WordKey, (desk: Desk) => void>>> = {
  scan: menu('scan'),
  other: menu('other'),
  offline: menu('offline'),
  query: (desk) => desk.show({ name: 'journal', index: Math.max(0, desk.memory.get().journal.length - 1) }),
  manage: menu('management'),
  settings: menu('settings'),
  print: menu('print'),
  operators: (desk) => desk.show({ name: 'password', who: 'supervisor', digits: '', next: { name: 'menu', menu: 'operators' } }), // prettier-ignore
  signIn: (desk) => desk.run('signIn', () => signInAndFetch(desk), told(desk, 'signIn')),
  download: (desk) => {
    desk.memory.put({ wanted: downloadNames });
    desk.run('downloading', () => signInAndFetch(desk), told(desk, 'download'));
  },
  signOff,
  echo: (desk) => desk.run('echo', () => desk.talk.manage('echo'), told(desk, 'echo')),
  version: (desk) => tell(desk, 'version', [desk.options.appVersion, desk.options.serialNo]),
  settle: (desk) => {
    if (isPowerLow(desk)) lowPower(desk);
    else desk.show({ name: 'settle_totals' });
  },
  admin: openAdmin,
  ...adminActions,
  lock: (desk) => {
    desk.memory.put({ locked: true });
    desk.show(home);
  },
  language: (desk) => {
    desk.memory.put({ language: desk.memory.get().language === 'zh' ? 'en' : 'zh' });
    desk.show({ name: 'menu', menu: 'settings' });
  },
  uploadSignatures,
  chooseNetwork: (desk) => desk.show({ name: 'choose_network' }),
  reprintLast: (desk) => {
    const row = desk.memory.get().journal.at(-1);
    if (row === undefined) tell(desk, 'reprintLast', [desk.say('noTransactions')]);
    else printReceipt(desk, { name: 'receipt', row, copy: 'merchant', again: true });
  },
  reprintAny: (desk) => desk.show({ name: 'journal', index: Math.max(0, desk.memory.get().journal.length - 1) }),
  printDetails: (desk) => slip(desk, 'printDetails', detailLines(openRows(desk), headOf(desk), slipTime(desk))),
  printTotals: (desk) => slip(desk, 'printTotals', openTotalsLines(openRows(desk), headOf(desk), slipTime(desk))),
  reprintSettlement: (desk) => {
    const { lastSettlement } = desk.memory.get();
    if (lastSettlement === undefined) tell(desk, 'reprintSettlement', [desk.say('noSettlement')]);
    else slip(desk, 'reprintSettlement', settlementLines(lastSettlement, headOf(desk)));
  },
  operatorSwitch: (desk) => {
    desk.memory.put({ operator: undefined });
    desk.show({ name: 'operator_number', digits: '' });
  },
  changePassword: (desk) =>
    desk.show({ name: 'new_password', operator: desk.memory.get().operator ?? '01', digits: '' }),
  operatorAdd: (desk) => desk.show({ name: 'operator_form', mode: 'add', digits: '' }),
  operatorRemove: (desk) => desk.show({ name: 'operator_form', mode: 'remove', digits: '' }),
  operatorList: (desk) => tell(desk, 'operatorList', [Object.keys(desk.memory.get().operators).toSorted().join(' ')]),
};

/** A sign-in brings what is missing with it. */
async function signInAndFetch(desk: Desk): Promise<Ending> {
  const signedIn = await desk.talk.signIn();
  return signedIn.kind === 'done' ? desk.downloads.run() : signedIn;
}

const kinds: ReadonlySet<string> = new Set<TransactionKind>([
  'sale',
  'void',
  'refund',
  'balance',
  'preauth_void',
  'completion',
  'completion_advice',
  'completion_void',
  'qr_passive',
  'qr_active',
  'qr_void',
  'qr_refund',
  'offline_sale',
  'tip',
  'adjustment',
]);

function menu(name: MenuName): (desk: Desk) => void {
  return (desk) => desk.show({ name: 'menu', menu: name });
}

function openRows(desk: Desk) {
  const { journal, batchNo } = desk.memory.get();
  return settledRows(journal, batchNo);
}

function tell(desk: Desk, title: WordKey, lines: readonly string[], next: Screen = home): void {
  desk.notice({ tone: 'plain', title: desk.say(title), lines }, next);
}

function told(desk: Desk, title: WordKey): (ending: Ending<unknown>) => void {
  return (ending) => {
    const good = ending.kind === 'done';
    const lines = good ? [desk.say('done')] : linesOf(desk, ending);
    desk.notice({ tone: good ? 'good' : 'bad', title: desk.say(title), lines }, { name: 'menu', menu: 'management' });
  };
}

function slip(desk: Desk, title: WordKey, lines: readonly string[]): void {
  print(desk, lines, { name: 'slip', title, lines });
}

/** An open batch would be forgotten: it is settled first. */
function signOff(desk: Desk): void {
  if (openRows(desk).length > 0) tell(desk, 'signOff', [desk.say('settleFirst')], { name: 'menu', menu: 'management' });
  else
    desk.run(
      'signOff',
      () => desk.talk.manage('signOff'),
      (ending) => {
        if (ending.kind === 'done' && desk.options.model === 'smart_pos') desk.memory.put({ operator: undefined });
        told(desk, 'signOff')(ending);
      },
    );
}

function lowPower(desk: Desk): void {
  const lines = [desk.say('chargeToSettle')];
  desk.notice({ tone: 'bad', title: desk.say('powerLow'), lines }, { name: 'menu', menu: 'management' });
}

/** Totals, message, slip; the batch is closed by the host's answer alone. */
function settle(desk: Desk): void {
  if (isPowerLow(desk)) {
    lowPower(desk);
    return;
  }
  const work = async () => {
    const prepared = await desk.talk.prepare();
    if (prepared.kind !== 'done') return prepared;
    // its batch would be closed, and no host would take it any more
    if (desk.memory.get().advices.length > 0) return { kind: 'advices_open' } as const;
    await desk.signatures.send('all');
    return desk.settlement.settle();
  };
  desk.run('settling', work, (ending) => {
    if (ending.kind !== 'done') told(desk, 'settle')(ending);
    else {
      const lines = settlementLines(ending.value, headOf(desk));
      const word: WordKey = ending.value.balanced ? 'settled' : 'unbalanced';
      print(desk, lines, { name: 'slip', title: word, lines });
    }
  });
}

/** By hand: also those that were given up. */
function uploadSignatures(desk: Desk): void {
  const work = async (): Promise<Ending<number>> => {
    const prepared = await desk.talk.prepare();
    if (prepared.kind !== 'done') return prepared;
    await desk.signatures.send('all');
    return { kind: 'done', value: desk.memory.get().signatures.length };
  };
  desk.run('uploadSignatures', work, (ending) => {
    const left = ending.kind === 'done' ? ending.value : desk.memory.get().signatures.length;
    const lines = ending.kind === 'done' ? [] : linesOf(desk, ending);
    const title = desk.say('uploadSignatures');
    const tone = left === 0 ? 'good' : 'bad';
    desk.notice(
      { tone, title, lines: [...lines, `${desk.say('signaturesLeft')} ${left}`] },
      { name: 'menu', menu: 'settings' },
    );
  });
}

function choose(desk: Desk, word: WordKey): void {
  const { locked } = desk.memory.get();
  if (locked === true) unlock(desk);
  else if (word === 'preauth' && !isMenu(desk, 'preauth')) desk.show({ name: 'menu', menu: 'preauth' });
  else if (word === 'preauth') openTransaction(desk, 'preauth');
  else if (kinds.has(word)) openTransaction(desk, word as TransactionKind);
  else actions[word]?.(desk);
}

function unlock(desk: Desk): void {
  desk.show({ name: 'password', who: 'supervisor', digits: '', next: home });
}

function isMenu(desk: Desk, name: MenuName): boolean {
  const screen = desk.screen();
  return screen.name === 'menu' && screen.menu === name;
}

/** The keys of this part; false when the screen belongs to another. */
export function pressInMenus(desk: Desk, screen: Screen, key: Key): boolean {
  if (screen.name === 'home') {
    const item = homeItems[desk.options.model].find(([one]) => one === key);
    if (item !== undefined) choose(desk, item[1]);
    return true;
  }
  if (key === 'cancel' && isAdminScreen(screen)) {
    const parent = screen.name === 'menu' ? menus[screen.menu].parent : undefined;
    if (parent === undefined) leaveAdmin(desk);
    else desk.show({ name: 'menu', menu: parent });
    return true;
  }
  if (key === 'cancel' && ['menu', 'journal', 'settle_totals', 'operator_form', 'password'].includes(screen.name)) {
    desk.show(home);
    return true;
  }
  switch (screen.name) {
    case 'menu': {
      const item = itemsOf(screen.menu, desk.options.model).find(([one]) => one === key);
      if (item !== undefined) choose(desk, item[1]);
      return true;
    }
    case 'settle_totals':
      if (key === 'confirm') settle(desk);
      return true;
    case 'journal':
      pressInJournal(desk, screen, key);
      return true;
    case 'operator_form':
      pressInForm(desk, screen, key);
      return true;
    case 'password':
      pressAtPassword(desk, screen, key);
      return true;
    default:
      return false;
  }
}

/** Whoever leaves these comes back to where the device stood, which need not be the first menu. */
function isAdminScreen(screen: Screen): boolean {
  if (screen.name === 'password') return screen.who === 'admin';
  return screen.name === 'menu' && (screen.menu === 'admin' || menus[screen.menu].parent !== undefined);
}

function pressInJournal(desk: Desk, screen: Extract<Screen, { name: 'journal' }>, key: Key): void {
  const { journal } = desk.memory.get();
  const step = key === 'up' ? 1 : key === 'down' ? -1 : 0;
  const index = Math.max(0, Math.min(journal.length - 1, screen.index + step));
  const row = journal[screen.index];
  if (key === 'confirm' && row !== undefined)
    printReceipt(desk, { name: 'receipt', row, copy: 'cardholder', again: true });
  else desk.show({ name: 'journal', index });
}

function pressInForm(desk: Desk, screen: Extract<Screen, { name: 'operator_form' }>, key: Key): void {
  const { mode, digits } = screen;
  const { operators, operator } = desk.memory.get();
  const wrong = (word: WordKey) => desk.show({ name: 'operator_form', mode, digits: '', wrong: word });
  if (key !== 'confirm') desk.show({ name: 'operator_form', mode, digits: typed(digits, key, 2) });
  else if (digits.length < 2 || digits === '00' || digits === '99') wrong('operatorUnknown');
  else if (mode === 'add' && (operators[digits] !== undefined || Object.keys(operators).length >= operatorsMax))
    wrong('operatorExists');
  else if (mode === 'remove' && operators[digits] === undefined) wrong('operatorUnknown');
  else if (mode === 'remove' && (digits === operator || Object.keys(operators).length === 1)) wrong('operatorLast');
  else {
    const { [digits]: _gone, ...others } = operators;
    desk.memory.put({ operators: mode === 'add' ? { ...operators, [digits]: '0000' } : others });
    tell(desk, mode === 'add' ? 'operatorAdd' : 'operatorRemove', [digits, desk.say('done')], {
      name: 'menu',
      menu: 'operators',
    });
  }
}

function pressAtPassword(desk: Desk, screen: Extract<Screen, { name: 'password' }>, key: Key): void {
  const { supervisorPassword, adminPassword } = desk.memory.get();
  const right = screen.who === 'supervisor' ? supervisorPassword : adminPassword;
  const { who, next } = screen;
  if (key !== 'confirm') desk.show({ name: 'password', who, next, digits: typed(screen.digits, key, right.length) });
  else if (screen.digits !== right) desk.show({ name: 'password', who, next, digits: '', wrong: 'wrongPassword' });
  else {
    // the supervisor's word opens a locked device, the administrator's does not
    if (who === 'supervisor') desk.memory.put({ locked: undefined });
    desk.show(next);
  }
}
