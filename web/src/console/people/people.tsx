import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Table, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { ACTS, ActOn, type Act, type Person } from './act-on.tsx';
import { AddPerson } from './add-person.tsx';
import { Matrix } from './matrix.tsx';
import { Proposals } from './proposals.tsx';
import { useRoleText } from './role-text.ts';
import { SetupLink, type Setup } from './setup-link.tsx';
import { words } from './words.ts';

const TONES = { invited: 'blue', active: 'green', locked: 'orange', left: 'default' } as const;

/** What may be asked for somebody as they stand; the server says so once more. */
function actsFor(person: Person): Act[] {
  const { state, app, totp, passkeys, sessions } = person;
  const fits: Readonly<Record<Act, boolean>> = {
    changeRole: state !== 'left' && app === 'console',
    suspend: state === 'active',
    resume: state === 'locked',
    leave: state !== 'left',
    resetFactor: totp || passkeys > 0,
    newSetup: state !== 'left' && app === 'console',
    endSessions: sessions > 0,
  };
  return ACTS.filter((act) => fits[act]);
}

export function PeoplePage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [asked, setAsked] = useSearchParams();
  const acts = may(staff, 'people.change');
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ name: string; setup: Setup }>();
  return (
    <>
      <Heading title={t('title')}>
        {acts && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        )}
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <Tabs
        activeKey={asked.get('tab') === 'matrix' ? 'matrix' : 'people'}
        onChange={(key) => setAsked(key === 'matrix' ? { tab: 'matrix' } : {})}
        destroyOnHidden
        items={[
          { key: 'people', label: t('people'), children: <People staff={staff} onSetup={setMade} /> },
          { key: 'matrix', label: t('matrix'), children: <Matrix /> },
        ]}
      />
      {adding && (
        <AddPerson
          onClose={() => setAdding(false)}
          onMade={(one) => {
            setAdding(false);
            setMade(one);
          }}
        />
      )}
      {made !== undefined && <SetupLink {...made} onClose={() => setMade(undefined)} />}
    </>
  );
}

function People({ staff, onSetup }: { staff: Staff; onSetup: (made: { name: string; setup: Setup }) => void }) {
  const t = useWords(words);
  const acts = may(staff, 'people.change');
  const [acting, setActing] = useState<{ person: Person; act: Act }>();
  const people = useQuery({ queryKey: ['people'], queryFn: () => client.call('GET /api/console/people') });
  return (
    <Loaded of={people}>
      {({ rows, proposals }) => (
        <>
          <Proposals rows={proposals} me={staff.staffId} acts={acts} onSetup={onSetup} />
          {rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <PeopleTable
              rows={rows}
              me={staff.staffId}
              acts={acts}
              onAct={(person, act) => setActing({ person, act })}
            />
          )}
          {acting !== undefined && (
            <ActOn
              {...acting}
              onSetup={(setup) => onSetup({ name: acting.person.name, setup })}
              onClose={() => setActing(undefined)}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

function PeopleTable(props: { rows: Person[]; me: string; acts: boolean; onAct: (person: Person, act: Act) => void }) {
  const { rows, me, acts, onAct } = props;
  const t = useWords(words);
  const roleText = useRoleText();
  const menuOf = (person: Person) => ({
    items: actsFor(person).map((act) => ({ key: act, label: t(act) })),
    onClick: ({ key }: { key: string }) => onAct(person, key as Act),
  });
  return (
    <Table<Person>
      rowKey="staffId"
      size="small"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('name'),
          key: 'name',
          render: (_value, row) => (
            <>
              {row.name} <span className="dim">{row.login}</span>
            </>
          ),
        },
        { title: t('role'), dataIndex: 'role', render: roleText },
        { title: t('app'), dataIndex: 'app', render: (app: Person['app']) => t(app) },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: Person['state']) => <Tag color={TONES[state]}>{t(state)}</Tag>,
        },
        {
          title: t('signedInAt'),
          dataIndex: 'signedInAt',
          render: (at?: string) => (at === undefined ? <span className="dim">{t('never')}</span> : dateTime(at)),
        },
        { title: t('factor'), key: 'factor', render: (_value, row) => <Factor row={row} /> },
        { title: t('sessions'), dataIndex: 'sessions' },
        ...(acts
          ? [
              {
                title: t('act'),
                key: 'act',
                render: (_value: unknown, row: Person) =>
                  row.staffId === me ? (
                    <Tag>{t('me')}</Tag>
                  ) : (
                    <Dropdown menu={menuOf(row)} trigger={['click']} disabled={actsFor(row).length === 0}>
                      <Button size="small" autoInsertSpace={false} aria-label={`${t('more')} ${row.name}`}>
                        {t('more')}
                      </Button>
                    </Dropdown>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}

function Factor({ row }: { row: Person }) {
  const t = useWords(words);
  if (!row.totp && row.passkeys === 0) return <span className="dim">{t('noFactor')}</span>;
  return (
    <>
      {row.totp && <Tag>{t('totp')}</Tag>}
      {row.passkeys > 0 && <Tag>{t('passkeys', { count: row.passkeys })}</Tag>}
    </>
  );
}
