import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { useSignOut } from '../sign-in/sign-out.ts';
import { words } from './words.ts';

const KEPT = 'kaitong.opened-by-code';

/** Whose application a code has opened on this phone; told until the person has taken note of it. */
export const rememberOpened = (phone: string): void => sessionStorage.setItem(KEPT, phone);

/** Nobody's card is photographed into somebody else's application because of a picture they were made to scan. */
export function OpenedNote() {
  const t = useWords(words);
  const [phone, setPhone] = useState(() => sessionStorage.getItem(KEPT));
  const leave = useSignOut();
  if (phone === null) return null;
  const forget = (): void => {
    sessionStorage.removeItem(KEPT);
    setPhone(null);
  };
  return (
    <div role="status" className="opened-note">
      <p>{t('isOpen', { phone })}</p>
      <div className="capture-buttons">
        <Button size="small" color="primary" onClick={forget}>
          {t('understood')}
        </Button>
        <Button
          size="small"
          fill="outline"
          loading={leave.isPending}
          onClick={() => {
            forget();
            leave.mutate();
          }}
        >
          {t('notMine')}
        </Button>
      </div>
    </div>
  );
}
