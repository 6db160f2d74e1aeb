import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Input, Select } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { CONSOLE_ROLES, useRoleText, type ConsoleRole } from './role-text.ts';
import type { Setup } from './setup-link.tsx';
import { words } from './words.ts';

export type Person = Answer<'GET /api/console/people'>['rows'][number];
export const ACTS = ['changeRole', 'suspend', 'resume', 'leave', 'resetFactor', 'newSetup', 'endSessions'] as const;
export type Act = (typeof ACTS)[number];

const FOLLOWS = {
  changeRole: 'roleFollows',
  suspend: 'suspendFollows',
  resume: 'resumeFollows',
  leave: 'leaveFollows',
  resetFactor: 'resetFollows',
  newSetup: 'setupFollows',
  endSessions: 'endFollows',
} as const satisfies Record<Act, keyof typeof words>;
const REASON_LENGTH_MIN = 2;

interface Done {
  readonly state: string;
  readonly setup?: Setup | undefined;
}

function send(act: Act, of: { staffId: string; reason: string; role: ConsoleRole }): Promise<Done> {
  const { staffId, reason, role } = of;
  const asked = { params: { staffId }, body: { reason } };
  switch (act) {
    case 'changeRole':
      return client.call('POST /api/console/people/:staffId/role', { ...asked, body: { reason, role } });
    case 'resetFactor':
      return client.call('POST /api/console/people/:staffId/second-factor/reset', asked);
    case 'newSetup':
      return client.call('POST /api/console/people/:staffId/setup', asked);
    case 'endSessions':
      return client.call('POST /api/console/people/:staffId/sessions/end', asked).then(() => ({ state: 'done' }));
    default:
      return client.call('POST /api/console/people/:staffId/state/:event', {
        ...asked,
        params: { staffId, event: act },
      });
  }
}

/** What was chosen for somebody: says what follows, wants a reason. */
export function ActOn(props: { person: Person; act: Act; onSetup: (setup: Setup) => void; onClose: () => void }) {
  const { person, act, onSetup, onClose } = props;
  const t = useWords(words);
  const roleText = useRoleText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [role, setRole] = useState<ConsoleRole>();
  const go = useMutation({
    mutationFn: () => send(act, { staffId: person.staffId, reason: reason.trim(), role: role ?? 'reviewer' }),
    onSuccess: ({ state, setup }) => {
      void message.success(t(state === 'proposed' ? 'proposed' : 'done'));
      onClose();
      if (setup !== undefined) onSetup(setup);
      return queries.invalidateQueries();
    },
  });
  const byTwo =
    act === 'changeRole' ? role === 'admin' : ['resetFactor', 'newSetup'].includes(act) && person.role === 'admin';
  return (
    <Ask
      title={t('titleOf', { act: t(act), name: person.name })}
      ok={t(act)}
      {...(act === 'resume' ? {} : { danger: true as const })}
      ready={reason.trim().length >= REASON_LENGTH_MIN && (act !== 'changeRole' || role !== undefined)}
      of={go}
      onOk={() => go.mutate()}
      onClose={onClose}
    >
      <p>{t(FOLLOWS[act])}</p>
      {act === 'changeRole' && (
        <div className="ask-field">
          <span>{t('role')}</span>
          <Select
            aria-label={t('role')}
            value={role ?? null}
            options={CONSOLE_ROLES.filter((one) => one !== person.role).map((one) => ({
              value: one,
              label: roleText(one),
            }))}
            onChange={(next: ConsoleRole) => setRole(next)}
          />
        </div>
      )}
      <label className="ask-field">
        {t('reason')}
        <Input maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {byTwo && <Alert type="info" showIcon title={t('byTwo')} />}
    </Ask>
  );
}
