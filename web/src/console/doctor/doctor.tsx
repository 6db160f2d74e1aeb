import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Steps, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Patient = Answer<'GET /api/console/activations'>['rows'][number];
type Contact = NonNullable<Patient['contact']>;

const LIST_KEY = ['activations'];
const LADDER = ['not_connected', 'code_accepted', 'keys_loaded', 'deposit_secured', 'account_bound', 'active'] as const;
const WAITS = {
  code: 'wait_code',
  deposit: 'wait_deposit',
  account: 'wait_account',
  acknowledge: 'wait_acknowledge',
  test_sale: 'wait_test_sale',
} as const;

/** Whoever helps somebody on the phone sees the step that their device is in, as it happens. */
export function DoctorPage() {
  const t = useWords(words);
  const [opened, setOpened] = useState<string>();
  const listed = useQuery({ queryKey: LIST_KEY, queryFn: () => client.call('GET /api/console/activations') });
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={listed}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <Table<Patient>
              rowKey="serialNo"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                {
                  title: t('device'),
                  key: 'device',
                  render: (_value: unknown, row) => (
                    <>
                      <code>{row.serialNo}</code>
                      <div className="dim">{row.terminalNo}</div>
                    </>
                  ),
                },
                { title: t('merchant'), dataIndex: 'merchantName' },
                { title: t('step'), key: 'step', render: (_value: unknown, row) => <Ladder patient={row} /> },
                { title: t('next'), key: 'next', render: (_value: unknown, row) => <Waits patient={row} /> },
                {
                  title: t('last'),
                  key: 'last',
                  render: (_value: unknown, row) =>
                    row.contact === undefined ? (
                      <span className="dim">{t('never')}</span>
                    ) : (
                      <>
                        <Told contact={row.contact} />{' '}
                        <Button size="small" onClick={() => setOpened(row.serialNo)}>
                          {t('more')}
                        </Button>
                      </>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {opened !== undefined && <Chart serialNo={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function Ladder({ patient }: { patient: Patient }) {
  const t = useWords(words);
  const at = LADDER.findIndex((step) => step === patient.step);
  const stopped = patient.contact !== undefined && patient.contact.code !== '00';
  return (
    <div className="ladder">
      <Steps
        size="small"
        type="dot"
        current={at}
        status={stopped ? 'error' : 'process'}
        items={LADDER.map((step) => ({ key: step }))}
        aria-hidden
      />
      {t(patient.step)}
    </div>
  );
}

function Waits({ patient }: { patient: Patient }) {
  const t = useWords(words);
  const text = useStateText();
  const { next, codeState, depositState } = patient;
  const state = next === 'code' ? codeState : next === 'deposit' ? depositState : undefined;
  return (
    <>
      {t(WAITS[next], { state: state === undefined ? t('noState') : text(state) })}
      {patient.depositHolder === 'other' && (
        <div>
          <Tag color="orange">{t('otherCard')}</Tag>
        </div>
      )}
    </>
  );
}

function Told({ contact }: { contact: Contact }) {
  const t = useWords(words);
  const good = contact.code === '00';
  return (
    <>
      <Tag color={good ? 'green' : 'red'}>{good ? t('good') : contact.code}</Tag>
      {t(contact.message === 'step' ? 'stepAsked' : contact.message)}
      {contact.text !== '' && ` · ${contact.text}`}
      <div className="dim">{dateTime(contact.at)}</div>
    </>
  );
}

function Chart({ serialNo, onClose }: { serialNo: string; onClose: () => void }) {
  const t = useWords(words);
  const chart = useQuery({
    queryKey: [...LIST_KEY, serialNo],
    queryFn: () => client.call('GET /api/console/activations/:serialNo', { params: { serialNo } }),
  });
  return (
    <Drawer open size={560} title={t('history', { serial: serialNo })} onClose={onClose}>
      <Loaded of={chart}>
        {({ contacts }) => (
          <ol className="chart">
            {contacts.map((contact) => (
              <li key={`${contact.at} ${contact.message}`}>
                <Told contact={contact} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Drawer>
  );
}
