import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space, Table, Tag } from 'antd';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { fetchWorld, useWorld } from './desk.ts';
import { Listed } from './listed.tsx';
import { SimulatorFrame } from './simulator-frame.tsx';
import { words } from './words.ts';

interface Parcel {
  /** On its way back to the warehouse; nobody refuses it there. */
  readonly back?: true;
  readonly reference: string;
  readonly waybillNo: string;
  readonly serialNo: string;
  readonly receiver: string;
  readonly address?: string;
  readonly step: 'ordered' | 'collected' | 'in_transit' | 'delivered' | 'lost' | 'refused';
}

const ENDED: readonly Parcel['step'][] = ['delivered', 'lost', 'refused'];
const ENDS = [
  ['deliver', 'deliverNow'],
  ['lose', 'loseNow'],
  ['refuse', 'refuseNow'],
] as const;

export function CourierTab() {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const parcels = useWorld<Parcel[]>('courier', 'parcels');
  const end = useMutation({
    mutationFn: ({ reference, how }: { reference: string; how: (typeof ENDS)[number][0] }) =>
      fetchWorld(`courier/parcels/${encodeURIComponent(reference)}/${how}`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['world'] }),
    onError: (error) => void message.error(text(error)),
  });
  return (
    <SimulatorFrame simulator="courier">
      <Listed of={parcels} empty={t('noParcels')}>
        {(rows) => (
          <Table<Parcel>
            rowKey="reference"
            pagination={false}
            scroll={{ x: true }}
            dataSource={[...rows]}
            columns={[
              { title: t('waybill'), dataIndex: 'waybillNo' },
              { title: t('serial'), dataIndex: 'serialNo' },
              { title: t('receiver'), dataIndex: 'receiver' },
              { title: t('address'), dataIndex: 'address' },
              {
                title: t('step'),
                dataIndex: 'step',
                render: (step: Parcel['step']) => (
                  <Tag color={step === 'delivered' ? 'green' : ENDED.includes(step) ? 'red' : 'blue'}>{t(step)}</Tag>
                ),
              },
              {
                title: '',
                key: 'do',
                render: (_value, row) =>
                  ENDED.includes(row.step) ? null : (
                    <Space>
                      {ENDS.filter(([how]) => row.back !== true || how !== 'refuse').map(([how, label]) => (
                        <Button
                          key={how}
                          type={how === 'deliver' ? 'primary' : 'default'}
                          size="small"
                          loading={end.isPending}
                          onClick={() => end.mutate({ reference: row.reference, how })}
                        >
                          {t(label)}
                        </Button>
                      ))}
                    </Space>
                  ),
              },
            ]}
          />
        )}
      </Listed>
    </SimulatorFrame>
  );
}
