import { useQuery } from '@tanstack/react-query';
import { Card, Descriptions, Space, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { depositWords } from '../../kit/deposit-words.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, StateTag } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { LegalHold } from '../data-requests/legal-hold.tsx';
import { SeeAs } from './see-as.tsx';
import { Restrictions } from './restrictions.tsx';
import { words as desk } from '../words.ts';
import { words } from './words.ts';

type Whole = Answer<'GET /api/console/merchants/:merchantNo'>;

/** One merchant with everything that belongs to it, each part with the way to where it is worked on. */
export function MerchantPage({ staff }: { staff: Staff }) {
  const { merchantNo = '' } = useParams();
  const t = useWords(words);
  const found = useQuery({
    queryKey: ['merchant', merchantNo],
    queryFn: () => client.call('GET /api/console/merchants/:merchantNo', { params: { merchantNo } }),
    staleTime: 60_000,
  });
  return (
    <>
      <Heading title={found.data?.name ?? t('merchant')}>
        <Space size="middle">
          {may(staff, 'merchant.see_as') && <SeeAs merchantNo={merchantNo} />}
          <Link to="/merchants">{t('all')}</Link>
        </Space>
      </Heading>
      <Loaded of={found}>
        {(whole) => (
          <div className="whole">
            <Facts whole={whole} />
            <Money whole={whole} />
            <Part title={t('restrictions')}>
              <Restrictions merchantNo={whole.merchantNo} acts={may(staff, 'operate.act')} />
            </Part>
            <Part title={t('legalHold')}>
              <LegalHold merchantNo={whole.merchantNo} acts={may(staff, 'risk.change')} />
            </Part>
            <Devices whole={whole} />
            <Papers whole={whole} />
            <Dealings whole={whole} />
            <Sales whole={whole} />
            <Told whole={whole} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function Part({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <Card size="small" title={<h2 className="part">{title}</h2>} extra={more}>
      {children}
    </Card>
  );
}

function Facts({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const items = [
    ['merchantNo', whole.merchantNo],
    ['principal', whole.principal],
    ['phone', whole.phone],
    ['mcc', whole.mcc],
    ['address', `${whole.address}（${whole.region}）`],
    ['plan', `${whole.planId} · ${whole.settlement === 't0' ? 'T+0' : 'T+1'}`],
    ['created', dateTime(whole.createdAt)],
    ['people', String(whole.people)],
  ] as const;
  return (
    <Part title={t('facts')} more={<StateTag state={whole.state} />}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={items.map(([key, children]) => ({ key, label: t(key), children }))}
      />
    </Part>
  );
}

function Money({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const { today, balances, account } = whole;
  const figures = [
    ['today', `${yuan(today.grossFen)} · ${today.count}`],
    ['refunds', `${yuan(today.refundFen)} · ${today.refundCount}`],
    ['pending', yuan(balances.pendingFen)],
    ['available', yuan(balances.availableFen)],
    ['payout', yuan(balances.payoutFen)],
    ['delayed', yuan(balances.delayedFen)],
  ] as const;
  return (
    <Part title={t('money')} more={<Link to={`/journals?merchantNo=${whole.merchantNo}`}>{t('journals')}</Link>}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 3 }}
        items={figures.map(([key, children]) => ({
          key,
          label: t(key),
          children: <b className="figures">{children}</b>,
        }))}
      />
      {account !== undefined && (
        <p>
          {account.bankName} {account.masked} <StateTag state={account.state} />
        </p>
      )}
    </Part>
  );
}

function Devices({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const sims = new Map(whole.sims.map((one) => [one.terminalId, one]));
  const columns: TableColumnsType<Whole['terminals'][number]> = [
    { title: t('terminalNo'), dataIndex: 'terminalNo' },
    { title: t('serialNo'), dataIndex: 'serialNo' },
    { title: t('state'), dataIndex: 'state', render: (state: string) => <StateTag state={state} /> },
    { title: t('lastSeen'), dataIndex: 'lastSeenAt', render: (at?: string) => (at === undefined ? '' : dateTime(at)) },
  ];
  return (
    <Part title={t('devices')} more={<Link to="/doctor">{t('doctor')}</Link>}>
      <Table
        rowKey="terminalNo"
        size="small"
        pagination={false}
        columns={columns}
        dataSource={whole.terminals}
        scroll={{ x: 'max-content' }}
      />
      {[...sims.values()].map((sim) => (
        <p key={sim.terminalId} className="dim">
          {t('sim', { date: sim.coveredTo })} · {t(`sim_${sim.state}`)}
        </p>
      ))}
    </Part>
  );
}

function Papers({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const d = useWords(depositWords);
  return (
    <Part title={t('papers')} more={<Link to="/deposits">{t('deposits')}</Link>}>
      {whole.deposits.map((one) => (
        <p key={one.depositId}>
          {t('deposit')} <b className="figures">{yuan(one.amountFen)}</b> <StateTag state={one.state} />{' '}
          <span className="dim">{d(`target_${one.targetState}`)}</span>
        </p>
      ))}
      {whole.documents.map((one) => (
        <p key={one.kind}>
          {t(one.kind === 'licence' ? 'licence' : 'idCard')} {one.holder}{' '}
          <span className="dim">{one.validTo === undefined ? t('noEnd') : t('validTo', { date: one.validTo })}</span>
        </p>
      ))}
    </Part>
  );
}

function Dealings({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const text = useStateText();
  const none = whole.tickets.length + whole.disputes.length === 0;
  return (
    <Part title={t('dealings')} more={<Link to="/tickets">{t('tickets')}</Link>}>
      {none && <span className="dim">{t('noDealings')}</span>}
      {whole.tickets.map((one) => (
        <p key={one.ticketId}>
          {text(one.kind)} <StateTag state={one.state} /> <span className="dim">{dateTime(one.openedAt)}</span>
        </p>
      ))}
      {whole.disputes.map((one) => (
        <p key={one.disputeId}>
          {t('dispute')} <b className="figures">{yuan(one.amountFen)}</b> <StateTag state={one.state} />
        </p>
      ))}
    </Part>
  );
}

function Sales({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const text = useStateText();
  const columns: TableColumnsType<Whole['sales'][number]> = [
    { title: t('time'), dataIndex: 'at', render: dateTime },
    { title: t('kind'), dataIndex: 'kind', render: text },
    {
      title: t('amount'),
      dataIndex: 'amountFen',
      align: 'right',
      render: (fen: string) => <b className="figures">{yuan(fen)}</b>,
    },
    { title: t('state'), dataIndex: 'state', render: (state: string) => <StateTag state={state} /> },
    { title: t('card'), dataIndex: 'card' },
    { title: t('rrn'), dataIndex: 'rrn' },
  ];
  return (
    <Part title={t('sales')} more={<Link to="/transactions">{t('transactions')}</Link>}>
      <Table
        rowKey="transactionId"
        size="small"
        pagination={false}
        columns={columns}
        dataSource={whole.sales}
        locale={{ emptyText: t('noSales') }}
        scroll={{ x: 'max-content' }}
      />
    </Part>
  );
}

function Told({ whole }: { whole: Whole }) {
  const t = useWords(words);
  const d = useWords(desk);
  const purpose = (one: string): string => (one in desk ? d(one as keyof typeof desk) : one);
  return (
    <Part title={t('told')} more={<Link to="/messages">{t('messages')}</Link>}>
      {whole.told.length === 0 && <span className="dim">{t('noTold')}</span>}
      {whole.told.map((one) => (
        <p key={one.messageId}>
          <span className="dim">{dateTime(one.at)}</span> {purpose(one.purpose)} <StateTag state={one.state} />
        </p>
      ))}
    </Part>
  );
}
