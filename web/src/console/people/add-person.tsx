import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { CONSOLE_ROLES, useRoleText, type ConsoleRole } from './role-text.ts';
import type { Setup } from './setup-link.tsx';
import { words } from './words.ts';

const LOGIN = /^[a-z0-9][a-z0-9._-]{1,39}$/;

/** An administrator is made by two, so that role is not offered here. */
export function AddPerson(props: { onMade: (made: { name: string; setup: Setup }) => void; onClose: () => void }) {
  const { onMade, onClose } = props;
  const t = useWords(words);
  const roleText = useRoleText();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [role, setRole] = useState<ConsoleRole>('reviewer');
  const [reason, setReason] = useState('');
  const add = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/people', {
        body: { name: name.trim(), login, role, reason: reason.trim() },
      }),
    onSuccess: ({ setup }) => {
      onMade({ name: name.trim(), setup });
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('add')}
      ok={t('add')}
      ready={name.trim() !== '' && LOGIN.test(login) && reason.trim().length >= 2}
      of={add}
      onOk={() => add.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('name')}
        <Input maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="ask-field">
        {t('login')}
        <Input
          maxLength={40}
          autoComplete="off"
          value={login}
          {...(login !== '' && !LOGIN.test(login) ? { status: 'error' as const } : {})}
          onChange={(event) => setLogin(event.target.value)}
        />
        <span className="dim">{t('loginHint')}</span>
      </label>
      <div className="ask-field">
        <span>{t('role')}</span>
        <Select
          aria-label={t('role')}
          value={role}
          options={CONSOLE_ROLES.filter((one) => one !== 'admin').map((one) => ({ value: one, label: roleText(one) }))}
          onChange={setRole}
        />
      </div>
      <label className="ask-field">
        {t('reason')}
        <Input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}
