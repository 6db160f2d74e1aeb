import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded } from '../loaded.tsx';
import { AppPanel } from './app-panel.tsx';
import { PasskeyPanel } from './passkey-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { PasswordAsk } from './password-ask.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { words } from './words.ts';

type Security = Answer<'GET /api/console/my/security'>;

/** One's own account: what one signs in with, and where one is signed in. `mustEnrol`: nothing else is open before there is a second factor. */
export function SecurityPage({ staff }: { staff: { readonly mustEnrol?: boolean | undefined } }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>();
  const security = useQuery({
    queryKey: ['security'],
    queryFn: () => client.call('GET /api/console/my/security'),
  });
  // the console opens with the first factor; codes that came with it are looked at before
  const onCodes = (fresh: readonly string[] | undefined): void => {
    setCodes(fresh);
    void queries.invalidateQueries({ queryKey: fresh === undefined ? [] : ['security'] });
  };
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      {staff.mustEnrol === true && <Alert className="gap" type="warning" showIcon title={t('mustEnrol')} />}
      <Loaded of={security}>
        {(own) => (
          <div className="security">
            <PasswordPanel />
            <AppPanel on={own.totp} onCodes={onCodes} />
            <PasskeyPanel passkeys={own.passkeys} onCodes={onCodes} />
            <Recovery own={own} onCodes={onCodes} />
            <Sessions rows={own.sessions} />
          </div>
        )}
      </Loaded>
      {codes !== undefined && (
        <RecoveryCodes
          codes={codes}
          onKept={() => {
            setCodes(undefined);
            void queries.invalidateQueries();
          }}
        />
      )}
    </>
  );
}

function Recovery({ own, onCodes }: { own: Security; onCodes: (codes: readonly string[] | undefined) => void }) {
  const t = useWords(words);
  const [asking, setAsking] = useState(false);
  const has = own.totp || own.passkeys.length > 0;
  const renew = useMutation({
    mutationFn: (password: string) => client.call('POST /api/console/my/recovery-codes', { body: { password } }),
    onSuccess: ({ recoveryCodes }) => {
      setAsking(false);
      onCodes(recoveryCodes);
    },
  });
  return (
    <Card title={t('recovery')} className="security-card">
      <p>{has ? t('recoveryLeft', { count: own.recoveryCodesLeft }) : t('recoveryNone')}</p>
      <Button disabled={!has} onClick={() => setAsking(true)}>
        {t('renew')}
      </Button>
      {asking && (
        <PasswordAsk
          title={t('renew')}
          ok={t('renew')}
          danger
          of={renew}
          onPassword={(password) => renew.mutate(password)}
          onClose={() => setAsking(false)}
        >
          <p>{t('renewFollows')}</p>
        </PasswordAsk>
      )}
    </Card>
  );
}

function Sessions({ rows }: { rows: Security['sessions'] }) {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const end = useMutation({
    mutationFn: (sessionId?: string) =>
      client.call('POST /api/console/my/sessions/end', { body: sessionId === undefined ? {} : { sessionId } }),
    onSuccess: () => {
      void message.success(t('ended'));
      return queries.invalidateQueries({ queryKey: ['security'] });
    },
  });
  return (
    <Card
      title={t('sessions')}
      className="security-card"
      extra={
        <Button disabled={rows.length < 2} onClick={() => end.mutate(undefined)}>
          {t('endAll')}
        </Button>
      }
    >
      {end.error !== null && <Alert className="gap" type="error" showIcon title={text(end.error)} />}
      <Table<Security['sessions'][number]>
        rowKey="sessionId"
        size="small"
        pagination={false}
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('device'), dataIndex: 'device' },
          { title: t('address'), dataIndex: 'address' },
          { title: t('since'), dataIndex: 'since', render: dateTime },
          { title: t('seenAt'), dataIndex: 'seenAt', render: dateTime },
          {
            title: t('act'),
            key: 'act',
            render: (_value, row) =>
              row.current ? (
                <Tag color="green">{t('current')}</Tag>
              ) : (
                <Button size="small" onClick={() => end.mutate(row.sessionId)}>
                  {t('end')}
                </Button>
              ),
          },
        ]}
      />
    </Card>
  );
}
