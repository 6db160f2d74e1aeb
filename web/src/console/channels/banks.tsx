import { useQuery } from '@tanstack/react-query';
import { Space, Table } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useCityName } from '../../kit/cities.ts';
import { useWords } from '../../kit/language.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { useCityChoices } from './agents.tsx';
import { CreateForm, typed } from './create-form.tsx';
import { words } from './words.ts';

type Banks = Answer<'GET /api/console/banks'>;

export function BanksPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const cityName = useCityName();
  const banks = useQuery({ queryKey: ['banks'], queryFn: () => client.call('GET /api/console/banks') });
  return (
    <>
      <Heading title={t('banks')}>
        {may(staff, 'operate.act') && banks.data !== undefined && <CreateButtons banks={banks.data} />}
      </Heading>
      <Loaded of={banks}>
        {({ outlets, officers }) =>
          outlets.length === 0 ? (
            <Nothing />
          ) : (
            <Table<Banks['outlets'][number]>
              rowKey="outletId"
              dataSource={outlets}
              size="middle"
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true }}
              columns={[
                { title: t('bank'), dataIndex: 'bankName' },
                { title: t('outlet'), dataIndex: 'name' },
                { title: t('region'), dataIndex: 'region', render: cityName },
                { title: t('address'), dataIndex: 'address' },
                { title: t('phone'), dataIndex: 'phone' },
                {
                  title: t('officers'),
                  key: 'officers',
                  render: (_value, row) =>
                    officers
                      .filter((one) => one.outletId === row.outletId)
                      .map((one) => (
                        <div key={one.staffId}>
                          {one.name}{' '}
                          <span className="dim">{t(one.role === 'supervisor' ? 'supervisor' : 'teller')}</span>
                        </div>
                      )),
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}

function CreateButtons({ banks }: { banks: Banks }) {
  const t = useWords(words);
  const cities = useCityChoices();
  return (
    <Space wrap>
      <CreateForm
        title="newBank"
        fields={[{ name: 'name', label: 'name' }]}
        send={(values) => client.call('POST /api/console/banks', { body: { name: typed(values, 'name') } })}
      />
      <CreateForm
        title="newOutlet"
        fields={[
          {
            name: 'bankId',
            label: 'bank',
            choices: banks.banks.map((one) => ({ value: one.bankId, label: one.name })),
          },
          { name: 'name', label: 'outlet' },
          { name: 'region', label: 'region', choices: cities },
          { name: 'address', label: 'address' },
          { name: 'phone', label: 'phone' },
        ]}
        send={(values) =>
          client.call('POST /api/console/outlets', {
            body: {
              bankId: typed(values, 'bankId'),
              name: typed(values, 'name'),
              region: typed(values, 'region'),
              address: typed(values, 'address'),
              phone: typed(values, 'phone'),
            },
          })
        }
      />
      <CreateForm
        title="newOfficer"
        fields={[
          {
            name: 'outletId',
            label: 'outlet',
            choices: banks.outlets.map((one) => ({ value: one.outletId, label: `${one.bankName} ${one.name}` })),
          },
          { name: 'name', label: 'name' },
          {
            name: 'role',
            label: 'role',
            choices: (['teller', 'supervisor'] as const).map((value) => ({ value, label: t(value) })),
          },
          { name: 'login', label: 'login' },
          { name: 'password', label: 'password', as: 'password' },
        ]}
        send={(values) =>
          client.call('POST /api/console/officers', {
            body: {
              outletId: typed(values, 'outletId'),
              name: typed(values, 'name'),
              role: values['role'] === 'supervisor' ? 'supervisor' : 'teller',
              login: typed(values, 'login'),
              password: typed(values, 'password'),
            },
          })
        }
      />
    </Space>
  );
}
