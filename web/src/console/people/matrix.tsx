import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Loaded } from '../loaded.tsx';
import { useRoleText } from './role-text.ts';
import { words } from './words.ts';

/** Role by permission, as the guard reads it. */
export function Matrix() {
  const t = useWords(words);
  const roleText = useRoleText();
  const matrix = useQuery({
    queryKey: ['people-matrix'],
    queryFn: () => client.call('GET /api/console/people/matrix'),
  });
  return (
    <>
      <p className="dim lead-line">{t('matrixLead')}</p>
      <Loaded of={matrix}>
        {({ permissions, roles }) => (
          <Table<{ permission: string }>
            rowKey="permission"
            size="small"
            pagination={false}
            bordered
            scroll={{ x: 'max-content' }}
            dataSource={permissions.map((permission) => ({ permission }))}
            columns={[
              {
                title: t('permission'),
                dataIndex: 'permission',
                fixed: 'left',
                render: (permission: string) => (
                  <>
                    {permission in words ? t(permission as keyof typeof words) : permission}{' '}
                    <code className="dim">{permission}</code>
                  </>
                ),
              },
              ...roles.map(({ role, permissions: held }) => ({
                title: roleText(role),
                key: role,
                align: 'center' as const,
                render: (_value: unknown, row: { permission: string }) => {
                  const has = held.includes(row.permission);
                  return (
                    <span aria-label={t(has ? 'yes' : 'no')} role="img">
                      {has ? '✓' : ''}
                    </span>
                  );
                },
              })),
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
