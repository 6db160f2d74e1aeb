import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, Input, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { dateTime, shortTime } from '../../kit/time.ts';
import { Empty, Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { actWords, words } from './words.ts';

type People = Answer<'GET /api/merchant/people'>;
type Person = People['rows'][number];
const ROLES = ['cashier', 'manager'] as const;
const PHONE_DIGITS = 11;
const NAME_MAX = 20;

/** Who works here: invited by number, changed and removed by the owner alone. */
export function PeoplePage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const people = useQuery({ queryKey: ['people'], queryFn: () => client.call('GET /api/merchant/people') });
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <p className="small">{t('hint')}</p>
      <Invite />
      <Loaded of={people}>{(found) => <Listed people={found} />}</Loaded>
    </Page>
  );
}

function Listed({ people }: { people: People }) {
  const t = useWords(words);
  const now = people.rows.filter((one) => one.state === 'active' || one.state === 'invited');
  const past = people.rows.filter((one) => !now.includes(one));
  return (
    <>
      {now.length === 0 ? (
        <Empty title={t('none')} hint={t('noneHint')} />
      ) : (
        now.map((one) => <PersonCard key={one.memberId} person={one} />)
      )}
      {now.length + past.length > 0 && <Acts people={people} />}
      {past.length > 0 && (
        <details className="card">
          <summary>
            {t('gone')} {past.length}
          </summary>
          <ul className="rows">
            {past.map((one) => (
              <li key={one.memberId} className="split">
                <span>
                  {one.name} {one.phone}
                </span>
                <StateLine person={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function StateLine({ person }: { person: Person }) {
  const t = useWords(words);
  const at = { invited: person.invitedUntil, active: person.since, ended: person.endedAt, lapsed: '', declined: '' }[
    person.state
  ];
  return (
    <span className="small">
      {t(`state_${person.state}`, { at: at === undefined || at === '' ? '' : shortTime(at) })}
    </span>
  );
}

function PersonCard({ person }: { person: Person }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const params = { memberId: person.memberId };
  const other = person.role === 'cashier' ? 'manager' : 'cashier';
  const onSettled = () => queries.invalidateQueries({ queryKey: ['people'] });
  const turn = useMutation({
    mutationFn: () => client.call('PUT /api/merchant/people/:memberId/role', { params, body: { role: other } }),
    onSettled,
  });
  const end = useMutation({
    mutationFn: () => client.call('DELETE /api/merchant/people/:memberId', { params }),
    onSettled,
  });
  const invited = person.state === 'invited';
  const ask = async (): Promise<void> => {
    const content = t('removeAsk', { name: person.name });
    const sure = invited || (await Dialog.confirm({ content, confirmText: t('remove'), cancelText: c('cancel') }));
    if (sure) end.mutate();
  };
  return (
    <section className="card" aria-label={person.name}>
      <header className="split">
        <strong>{person.name}</strong>
        <span className={`tag ${invited ? 'warn' : 'ok'}`}>{t(person.role)}</span>
      </header>
      <p className="small">
        {person.phone} · <StateLine person={person} />
      </p>
      <div className="button-row">
        <Button size="small" loading={turn.isPending} onClick={() => turn.mutate()}>
          {t(other === 'manager' ? 'makeManager' : 'makeCashier')}
        </Button>
        <Button size="small" color="danger" fill="outline" loading={end.isPending} onClick={() => void ask()}>
          {t(invited ? 'takeBack' : 'remove')}
        </Button>
      </div>
      {turn.error !== null && <Refused error={turn.error} />}
      {end.error !== null && <Refused error={end.error} />}
    </section>
  );
}

function Invite() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('cashier');
  const invite = useMutation({
    mutationFn: () => client.call('POST /api/merchant/people', { body: { phone, name: name.trim(), role } }),
    onSuccess: () => {
      setPhone('');
      setName('');
      Toast.show({ content: t('sent'), icon: 'success' });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  const ready = phone.length === PHONE_DIGITS && name.trim() !== '';
  return (
    <form
      className="card"
      aria-label={t('invite')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !invite.isPending) invite.mutate();
      }}
    >
      <strong>{t('invite')}</strong>
      <label className="field">
        <span>{t('phone')}</span>
        <Input
          type="tel"
          inputMode="numeric"
          maxLength={PHONE_DIGITS}
          value={phone}
          onChange={(next) => setPhone(next.replaceAll(/\D/g, ''))}
        />
      </label>
      <label className="field">
        <span>{t('name')}</span>
        <Input maxLength={NAME_MAX} placeholder={t('namePlaceholder')} value={name} onChange={setName} />
      </label>
      <fieldset className="choice">
        <legend>{t('role')}</legend>
        {ROLES.map((one) => (
          <label key={one}>
            <input type="radio" name="role" checked={role === one} onChange={() => setRole(one)} />
            {t(one)}
          </label>
        ))}
      </fieldset>
      {invite.error !== null && <Refused error={invite.error} />}
      <Button block type="submit" color="primary" disabled={!ready} loading={invite.isPending}>
        {t('send')}
      </Button>
    </form>
  );
}

function Acts({ people }: { people: People }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <section className="card">
      <strong>{t('acts')}</strong>
      {people.acts.length === 0 ? (
        <p className="small">{t('noActs')}</p>
      ) : (
        <ul className="rows">
          {people.acts.map((act) => {
            const known = actWords[act.what];
            return (
              <li key={act.actId}>
                {act.name} {known === undefined ? act.what : say(known, language)} <small>{dateTime(act.at)}</small>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
