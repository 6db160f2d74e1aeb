/** What the administrator (99) sees and sets: parameters of merchant, trade, system and line, keys, passwords. */
import { keyCheckValue } from '@kaitong/iso8583';
import { resume } from './at-activation.ts';
import { typed, type Desk } from './desk.ts';
import type { MenuName } from './menus.ts';
import type { Key } from './ports.ts';
import type { Screen } from './screen.ts';
import { settingOf, settingRules, type OverrideName } from './settings.ts';
import type { WordKey } from './words.ts';

type Form = Extract<Screen, { name: 'setting_form' }>;
type SecretForm = Extract<Screen, { name: 'secret_form' }>;

const secretPlaces = { supervisor: 6, admin: 8 } as const;

/** Back to where the device stands: the administrator neither signs on nor trades. */
export function leaveAdmin(desk: Desk): void {
  const nobody = desk.options.model === 'smart_pos' && desk.memory.get().operator === undefined;
  if (nobody) desk.show({ name: 'operator_number', digits: '' });
  else resume(desk);
}

const setting = (name: OverrideName) => (desk: Desk) => desk.show({ name: 'setting_form', setting: name, digits: '' });
const secret = (who: 'supervisor' | 'admin') => (desk: Desk) => desk.show({ name: 'secret_form', who, digits: '' });
const inMenu = (menu: MenuName): Screen => ({ name: 'menu', menu });

function tell(desk: Desk, title: WordKey, lines: readonly string[], menu: MenuName): void {
  desk.notice({ tone: 'plain', title: desk.say(title), lines }, inMenu(menu));
}

/** The first bytes of what a key makes of zeros: shows that two sides hold the same, and gives nothing away. */
function checkValue(key: string | undefined): string {
  if (key === undefined) return '-';
  const bytes = Uint8Array.from(Buffer.from(key, 'hex'));
  return Buffer.from(keyCheckValue(bytes)).toString('hex').toUpperCase().slice(0, 8);
}

/** What the words of these menus do. */
export const adminActions: Readonly<Partial<Record<WordKey, (desk: Desk) => void>>> = {
  merchantParams(desk) {
    const { merchantName = '-', merchantNo = '-', terminalNo = '-' } = desk.memory.get();
    const lines = [merchantName, `${desk.say('merchantNo')} ${merchantNo}`, `${desk.say('terminalNo')} ${terminalNo}`];
    tell(desk, 'merchantParams', [...lines, desk.say('givenByHost')], 'admin');
  },
  systemParams(desk) {
    const { batchNo, lastStan, capks, applications, signatures } = desk.memory.get();
    const stan = String(lastStan).padStart(6, '0');
    const lines = [
      `${desk.say('version')} ${desk.options.appVersion}  ${desk.options.serialNo}`,
      `${desk.say('batch')} ${batchNo}  ${desk.say('voucher')} ${stan}`,
      `${desk.say('capkCount')} ${Object.keys(capks).length}  AID ${Object.keys(applications).length}`,
      `${desk.say('uploadSignatures')} ${desk.say('signaturesLeft')} ${signatures.length}`,
    ];
    tell(desk, 'systemParams', lines, 'admin');
  },
  tradeParams: (desk) => desk.show(inMenu('trade_params')),
  commParams: (desk) => desk.show(inMenu('comm_params')),
  keyManagement: (desk) => desk.show(inMenu('keys')),
  passwordManagement: (desk) => desk.show(inMenu('secrets')),
  paramNii: setting('nii'),
  paramHostIp: setting('hostIp'),
  paramHostPort: setting('hostPort'),
  paramTimeout: setting('timeoutSeconds'),
  paramReversals: setting('reversalTries'),
  paramCopies: setting('copies'),
  paramBatchRows: setting('batchRows'),
  showTpdu: (desk) => tell(desk, 'showTpdu', [`60 ${settingOf(desk.memory.get(), 'nii')} 0000`], 'comm_params'),
  keyValues(desk) {
    const { tmk, pik, mak } = desk.memory.get();
    // a MAK of eight bytes is checked with single DES, which the triple of itself is
    const single = mak === undefined || mak.length > 16 ? mak : mak.repeat(2);
    tell(desk, 'keyValues', [`TMK ${checkValue(tmk)}`, `PIK ${checkValue(pik)}`, `MAK ${checkValue(single)}`], 'keys');
  },
  keyByHand: (desk) => tell(desk, 'keyByHand', [desk.say('keysOnlineOnly')], 'keys'),
  keyByCard: (desk) => tell(desk, 'keyByCard', [desk.say('keysOnlineOnly')], 'keys'),
  supervisorSecret: secret('supervisor'),
  adminSecret: secret('admin'),
};

/** The keys of this part; false when the screen belongs to another. */
export function pressAtAdmin(desk: Desk, screen: Screen, key: Key): boolean {
  if (screen.name === 'setting_form') pressInSetting(desk, screen, key);
  else if (screen.name === 'secret_form') pressInSecret(desk, screen, key);
  else return false;
  return true;
}

function pressInSetting(desk: Desk, screen: Form, key: Key): void {
  const { setting: name, digits } = screen;
  const rule = settingRules[name];
  if (key === 'cancel') desk.show(inMenu(rule.menu));
  else if (key !== 'confirm')
    desk.show({ name: 'setting_form', setting: name, digits: typed(digits, key, rule.digits) });
  else if (!allowed(name, digits)) desk.show({ name: 'setting_form', setting: name, digits: '', wrong: 'outOfRange' });
  else {
    const { [name]: _before, ...others } = desk.memory.get().overrides;
    desk.memory.put({ overrides: digits === '' ? others : { ...others, [name]: digits } });
    tell(
      desk,
      rule.word,
      [settingOf(desk.memory.get(), name) || desk.say('factoryValue'), desk.say('done')],
      rule.menu,
    );
  }
}

function allowed(name: OverrideName, digits: string): boolean {
  const { min, max, digits: places } = settingRules[name];
  if (digits === '') return true;
  if (name === 'hostIp')
    return digits.length === places && (digits.match(/\d{3}/g) ?? []).every((part) => Number(part) <= 255);
  if (name === 'nii') return digits.length === places;
  return Number(digits) >= min && Number(digits) <= max;
}

/** Typed twice, as long as it was before. */
function pressInSecret(desk: Desk, screen: SecretForm, key: Key): void {
  const { who, digits, first } = screen;
  const places = secretPlaces[who];
  if (key === 'cancel') desk.show(inMenu('secrets'));
  else if (key !== 'confirm') desk.show({ ...screen, digits: typed(digits, key, places) });
  else if (digits.length < places) desk.show(screen);
  else if (first === undefined) desk.show({ name: 'secret_form', who, digits: '', first: digits });
  else if (first !== digits) desk.show({ name: 'secret_form', who, digits: '', wrong: 'passwordsDiffer' });
  else {
    desk.memory.put(who === 'admin' ? { adminPassword: digits } : { supervisorPassword: digits });
    tell(desk, 'passwordChanged', [desk.say(who === 'admin' ? 'adminSecret' : 'supervisorSecret')], 'secrets');
  }
}
