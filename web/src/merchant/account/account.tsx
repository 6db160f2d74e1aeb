import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Toast } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { Branch } from '../../kit/catalogue.ts';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { BranchList, PickerSheet } from '../apply/pickers.tsx';
import { Loaded, Page, Refused, StateTag } from '../shell.tsx';
import { words } from './words.ts';

type Account = Answer<'GET /api/merchant/account'>;

const KEY = ['account'];
const CODE_DIGITS = 6;
/** Digits of a number: a card's, or a corporate account's. */
const LENGTHS = { personal: [13, 19], corporate: [8, 32] } as const;
const onlyDigits = (text: string, most: number): string => text.replaceAll(/\D/g, '').slice(0, most);

/** Where the money goes, and another account in its place. */
export function AccountPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const account = useQuery({ queryKey: KEY, queryFn: () => client.call('GET /api/merchant/account') });
  return (
    <Page title={t('title')} onBack={() => go('/home')}>
      <Loaded of={account}>
        {(data) => (
          <>
            <section className="card">
              <header className="split">
                <strong>{t('now')}</strong>
                <StateTag state={data.state} />
              </header>
              <p>
                {data.bankName} {data.masked}
              </p>
              {data.blockedReason !== undefined && (
                <p role="alert" className="field-error">
                  {t('blocked', { reason: data.blockedReason })}
                </p>
              )}
            </section>
            {data.change !== undefined && <Waiting change={data.change} />}
            {data.change === undefined && <Change phone={data.phone} kind={data.kind} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Waiting({ change }: { change: NonNullable<Account['change']> }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => client.call('POST /api/merchant/account/change/stop'),
    onSuccess: () => {
      Toast.show(t('stopped'));
      return queries.invalidateQueries();
    },
  });
  const facts = { at: dateTime(change.effectiveAt), bank: change.bankName, card: change.masked };
  return (
    <section className="card">
      <strong>{t('waits')}</strong>
      <p>{t('effective', facts)}</p>
      {stop.error !== null && <Refused error={stop.error} />}
      <Button block loading={stop.isPending} onClick={() => stop.mutate()}>
        {t('stop')}
      </Button>
    </section>
  );
}

/** Seconds until another code may be asked for. */
function useCountDown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}

function Change({ phone, kind }: { phone: string; kind: Account['kind'] }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [number, setNumber] = useState('');
  const [branch, setBranch] = useState<Branch>();
  const [code, setCode] = useState('');
  const [left, setLeft] = useCountDown();
  const send = useMutation({
    mutationFn: () => client.call('POST /api/merchant/account/code'),
    onSuccess: ({ resendAfterS }) => setLeft(resendAfterS),
  });
  const change = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/account/change', {
        body: {
          number,
          code,
          ...(branch === undefined ? {} : { branch: { code: branch.branchCode, name: branch.branchName } }),
        },
      }),
    onSuccess: () => {
      Toast.show(t('asked'));
      return queries.invalidateQueries();
    },
  });
  const corporate = kind === 'corporate';
  const [least, most] = LENGTHS[kind];
  const error = change.error ?? send.error;
  return (
    <section className="card">
      <strong>{t(corporate ? 'changeCorporate' : 'change')}</strong>
      <p className="small">{t(corporate ? 'rulesCorporate' : 'rules', { phone })}</p>
      <Form layout="vertical">
        <Form.Item label={t(corporate ? 'numberCorporate' : 'number')}>
          <Input
            aria-label={t(corporate ? 'numberCorporate' : 'number')}
            inputMode="numeric"
            autoComplete="off"
            value={number}
            onChange={(text) => setNumber(onlyDigits(text, most))}
          />
        </Form.Item>
        {corporate && <PickBranch branch={branch} onPick={setBranch} />}
        <Form.Item
          label={t('code')}
          extra={
            <Button size="small" disabled={left > 0} loading={send.isPending} onClick={() => send.mutate()}>
              {left > 0 ? t('resend', { s: left }) : t('getCode')}
            </Button>
          }
        >
          <Input
            aria-label={t('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(text) => setCode(onlyDigits(text, CODE_DIGITS))}
          />
        </Form.Item>
      </Form>
      {error !== null && <Refused error={error} />}
      <Button
        block
        color="primary"
        disabled={number.length < least || code.length !== CODE_DIGITS || (corporate && branch === undefined)}
        loading={change.isPending}
        onClick={() => change.mutate()}
      >
        {t('submit')}
      </Button>
    </section>
  );
}

/** The branch that a corporate account hangs on, searched by name or number. */
function PickBranch({ branch, onPick }: { branch: Branch | undefined; onPick: (branch: Branch) => void }) {
  const t = useWords(words);
  const [picking, setPicking] = useState(false);
  return (
    <Form.Item label={t('branch')}>
      <p className={branch === undefined ? 'small' : ''}>{branch?.branchName ?? t('branchNone')}</p>
      <Button size="small" fill="outline" color="primary" onClick={() => setPicking(true)}>
        {t('pickBranch')}
      </Button>
      <PickerSheet open={picking} title={t('pickBranch')} onClose={() => setPicking(false)}>
        <BranchList
          start=""
          onPick={(one) => {
            onPick(one);
            setPicking(false);
          }}
        />
      </PickerSheet>
    </Form.Item>
  );
}
