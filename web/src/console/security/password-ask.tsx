import { Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { words } from './words.ts';

/** Asks for the password before something is changed on one's own account. */
export function PasswordAsk(props: {
  title: string;
  ok: string;
  danger?: true;
  /** What stands above the password is filled in. */
  ready?: boolean;
  of: { readonly isPending: boolean; readonly error: unknown };
  onPassword: (password: string) => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, ok, danger, ready = true, of, onPassword, onClose, children } = props;
  const t = useWords(words);
  const [password, setPassword] = useState('');
  return (
    <Ask
      title={title}
      ok={ok}
      {...(danger === undefined ? {} : { danger })}
      ready={ready && password !== ''}
      of={of}
      onOk={() => onPassword(password)}
      onClose={onClose}
    >
      {children}
      <p className="dim">{t('passwordWhy')}</p>
      <label className="ask-field">
        {t('password')}
        <Input.Password
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
    </Ask>
  );
}
