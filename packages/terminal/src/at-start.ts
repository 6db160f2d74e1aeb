/** From the power key to the first menu: network, and on devices with operators their sign-on. */
import { resume } from './at-activation.ts';
import { openAdmin, typed, type Desk } from './desk.ts';
import type { Key } from './ports.ts';
import type { Screen } from './screen.ts';
import { factoryPasswords } from './stored.ts';

const supervisor = '00';
const admin = '99';

/** Devices with operators ask who stands there each time they are switched on; the small one knows one operator. */
export function signOnFirst(desk: Desk, then: () => void): void {
  const { operator } = desk.memory.get();
  if (desk.options.model === 'esign_pos' || operator !== undefined) then();
  else desk.show({ name: 'operator_number', digits: '' });
}

type StartScreen = Extract<
  Screen,
  { name: 'network_failed' | 'connected' | 'operator_number' | 'operator_password' | 'new_password' }
>;

/** The keys of this part; false when the screen belongs to another. Choosing a network is the terminal's own business. */
export function pressAtStart(desk: Desk, screen: Screen, key: Key): boolean {
  switch (screen.name) {
    case 'network_failed':
      if (key === 'confirm') desk.show({ name: 'choose_network' });
      return true;
    case 'connected':
      if (key === 'confirm') signOnFirst(desk, () => resume(desk));
      return true;
    case 'operator_number':
    case 'operator_password':
    case 'new_password':
      pressAtSignOn(desk, screen, key);
      return true;
    default:
      return false;
  }
}

function pressAtSignOn(desk: Desk, screen: StartScreen, key: Key): void {
  switch (screen.name) {
    case 'operator_number': {
      const { operators } = desk.memory.get();
      const { digits } = screen;
      if (key !== 'confirm') desk.show({ name: 'operator_number', digits: typed(digits, key, 2) });
      else if (digits === admin) openAdmin(desk);
      else if (digits === supervisor) desk.show({ name: 'operator_number', digits: '', wrong: 'supervisorNoTrade' });
      else if (operators[digits] === undefined)
        desk.show({ name: 'operator_number', digits: '', wrong: 'operatorUnknown' });
      else desk.show({ name: 'operator_password', operator: digits, digits: '' });
      return;
    }
    case 'operator_password':
      if (key === 'cancel') desk.show({ name: 'operator_number', digits: '' });
      else if (key === 'confirm') checkPassword(desk, screen);
      else desk.show({ name: 'operator_password', operator: screen.operator, digits: typed(screen.digits, key, 4) });
      return;
    case 'new_password':
      changePassword(desk, screen, key);
      return;
    default:
  }
}

function checkPassword(desk: Desk, screen: Extract<Screen, { name: 'operator_password' }>): void {
  const { operators } = desk.memory.get();
  if (screen.digits !== operators[screen.operator]) {
    desk.show({ name: 'operator_password', operator: screen.operator, digits: '', wrong: 'wrongPassword' });
    return;
  }
  if (screen.digits === factoryPasswords.operator)
    desk.show({ name: 'new_password', operator: screen.operator, digits: '' });
  else signedOn(desk, screen.operator);
}

function signedOn(desk: Desk, operator: string): void {
  desk.memory.put({ operator });
  resume(desk);
}

/** The factory's password is known to everybody: a change is asked for, and demanded where the pack says so. */
function changePassword(desk: Desk, screen: Extract<Screen, { name: 'new_password' }>, key: Key): void {
  const { operator, digits, first } = screen;
  const again = (wrong: 'passwordSame' | 'passwordsDiffer') =>
    desk.show({ name: 'new_password', operator, digits: '', wrong });
  if (key === 'cancel') {
    if (desk.options.mustChangePassword === true) desk.show({ name: 'operator_number', digits: '' });
    else signedOn(desk, operator);
  } else if (key !== 'confirm') desk.show({ ...screen, digits: typed(digits, key, 4) });
  else if (digits.length < 4) desk.show(screen);
  else if (first === undefined && digits === factoryPasswords.operator) again('passwordSame');
  else if (first === undefined) desk.show({ name: 'new_password', operator, digits: '', first: digits });
  else if (first !== digits) again('passwordsDiffer');
  else {
    desk.memory.put({ operators: { ...desk.memory.get().operators, [operator]: digits } });
    desk.notice(
      { tone: 'good', title: desk.say('passwordChanged'), lines: [`${desk.say('operator')} ${operator}`] },
      { name: 'busy', task: 'askingStep', phase: 'connecting', sinceMs: 0 },
    );
    desk.memory.put({ operator });
  }
}
