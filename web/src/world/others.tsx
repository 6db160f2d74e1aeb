import { Table } from 'antd';
import { useWords } from '../kit/language.ts';
import { useSimulator, useWorld } from './desk.ts';
import { Listed } from './listed.tsx';
import { SimulatorFrame } from './simulator-frame.tsx';
import { words } from './words.ts';

export function RegistryTab() {
  const t = useWords(words);
  const state = useSimulator<{ asked: number }>('registry');
  return (
    <SimulatorFrame simulator="registry">
      <p>{t('registryHint')}</p>
      <p className="reserve">
        <strong>{t('asked', { n: state.data?.state.asked ?? 0 })}</strong>
      </p>
    </SimulatorFrame>
  );
}

interface HostDevice {
  readonly serialNo?: string;
  readonly serial?: string;
  readonly model?: string;
  readonly step?: string;
  readonly state?: string;
}

const serialOf = (device: HostDevice): string => device.serialNo ?? device.serial ?? '';

export function TerminalsTab() {
  const t = useWords(words);
  const devices = useWorld<HostDevice[]>('terminal-host', 'devices');
  return (
    <SimulatorFrame simulator="terminal-host">
      <h2>{t('devices')}</h2>
      <Listed of={devices} empty={t('noDevices')}>
        {(rows) => (
          <Table<HostDevice>
            rowKey={serialOf}
            pagination={false}
            scroll={{ x: true }}
            dataSource={[...rows]}
            columns={[
              { title: t('serial'), key: 'serial', render: (_v, row) => serialOf(row) },
              { title: t('kind'), dataIndex: 'model' },
              { title: t('status'), key: 'state', render: (_v, row) => row.step ?? row.state ?? '' },
              {
                title: '',
                key: 'open',
                render: (_v, row) => <a href={`/terminal/?serial=${encodeURIComponent(serialOf(row))}`}>{t('open')}</a>,
              },
            ]}
          />
        )}
      </Listed>
    </SimulatorFrame>
  );
}
