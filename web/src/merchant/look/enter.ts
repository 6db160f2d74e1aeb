/** A tab in which staff see as a merchant. Kept for this tab alone: in another one the browser is whoever is signed in there. */
import { seeInLook } from '../../kit/client.ts';

const KEPT = 'kaitong.look';

/** Before anything is asked: whether this tab was opened to look, or was reloaded while it does. */
export function enterLook(): void {
  const address = new URL(location.href);
  const named = address.searchParams.get('look');
  if (named !== null) {
    sessionStorage.setItem(KEPT, named);
    address.searchParams.delete('look');
    history.replaceState(history.state, '', address);
  }
  seeInLook(named ?? sessionStorage.getItem(KEPT) ?? undefined);
}

export function leaveLook(): void {
  sessionStorage.removeItem(KEPT);
  seeInLook(undefined);
}
