/** Payments by code that wait for their customer: the code on the screen, the questions to the host behind it, and the end of it. */
import { approvedSlip } from './at-payment.ts';
import type { Approved } from './conversation.ts';
import { linesOf, type Desk } from './desk.ts';
import type { Ending } from './ending.ts';
import type { Key } from './ports.ts';
import type { Screen } from './screen.ts';

type CodeScreen = Extract<Screen, { name: 'code_payment' }>;

const home: Screen = { name: 'home' };
/** The host is asked so often. */
const askEveryMs = 3_000;
/** An answer is waited for so long before the question is asked again. */
const answerMs = 10_000;
/** So long a customer has; the host closes what is older than three minutes. */
export const codeSeconds = 120;

/** Once a second while the code stands on the screen. */
export function tickAtCode(desk: Desk, screen: CodeScreen): void {
  const now = desk.ports.nowMs();
  if (screen.asking === true) return;
  if (now - screen.sinceMs >= codeSeconds * 1000) ask(desk, { ...screen, leaving: 'over' });
  else if (now - screen.askedMs >= askEveryMs) ask(desk, screen);
  else desk.show(screen); // the seconds move
}

/** The keys of this part; false when the screen belongs to another. */
export function pressAtCode(desk: Desk, screen: Screen, key: Key): boolean {
  if (screen.name !== 'code_payment') return false;
  const leaving = key === 'cancel' ? ({ leaving: 'cancelled' } as const) : {};
  if (screen.asking === true) desk.show({ ...screen, ...leaving });
  else if (key === 'cancel' || key === 'confirm') ask(desk, { ...screen, ...leaving });
  return true;
}

/** Asks behind the code. Also before it is given up: whoever has just paid shall not be asked to pay again. */
function ask(desk: Desk, screen: CodeScreen): void {
  desk.show({ ...screen, asking: true, askedMs: desk.ports.nowMs() });
  desk.quietly(
    () => desk.within(answerMs, () => desk.codes.ask(screen.payment)),
    (ending) => heard(desk, ending),
  );
}

function heard(desk: Desk, ending: Ending<Approved>): void {
  const screen = desk.screen();
  if (screen.name !== 'code_payment') return;
  const { asking: _asking, ...rest } = screen;
  if (ending.kind === 'done') approvedSlip(desk, ending.value.row);
  else if (ending.kind === 'declined') {
    const open = desk.memory.get().pendingReversal === undefined ? [] : [desk.say('willReverse')];
    desk.notice({ tone: 'bad', title: desk.say('failed'), lines: [...linesOf(desk, ending), ...open] }, home);
  } else if (screen.leaving !== undefined) takeBack(desk, screen.leaving);
  else desk.show({ ...rest, silent: ending.kind !== 'waiting' });
}

/** The reversal that was stored with the payment goes out: nobody can pay it any more. */
function takeBack(desk: Desk, why: 'cancelled' | 'over'): void {
  desk.run(
    'reversing',
    () => desk.talk.prepare(),
    (ending) => {
      const gone = ending.kind === 'done';
      const lines = gone ? [desk.say('codeClosed')] : [...linesOf(desk, ending), desk.say('willReverse')];
      desk.notice(
        { tone: gone ? 'plain' : 'bad', title: desk.say(why === 'over' ? 'codeOver' : 'codeCancelled'), lines },
        home,
      );
    },
  );
}
