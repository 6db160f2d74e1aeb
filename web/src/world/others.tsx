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

interface SimCard {
  readonly iccid: string;
  readonly on: boolean;
}

export function SimsTab() {
  const t = useWords(words);
  const cards = useWorld<SimCard[]>('sim-carrier', 'cards');
  return (
    <SimulatorFrame simulator="sim-carrier">
      <p>{t('simsHint')}</p>
      <Listed of={cards} empty={t('noSims')}>
        {(rows) => (
          <Table<SimCard>
            rowKey="iccid"
            pagination={false}
            scroll={{ x: true }}
            dataSource={[...rows]}
            columns={[
              { title: t('simCard'), dataIndex: 'iccid' },
              { title: t('simData'), key: 'on', render: (_v, row) => t(row.on ? 'simOn' : 'simOff') },
            ]}
          />
        )}
      </Listed>
    </SimulatorFrame>
  );
}

interface HostDevice {
  readonly serialNo: string;
  readonly model: string;
  readonly terminalNo?: string;
  readonly merchantName?: string;
  readonly activation?: { readonly stepNo: number; readonly steps: number };
}

const stepOf = ({ activation }: HostDevice): string =>
  activation === undefined ? '' : `${activation.stepNo} / ${activation.steps}`;

export function TerminalsTab() {
  const t = useWords(words);
  const devices = useWorld<HostDevice[]>('terminal-host', 'devices');
  return (
    <SimulatorFrame simulator="terminal-host">
      <h2>{t('devices')}</h2>
      <Listed of={devices} empty={t('noDevices')}>
        {(rows) => (
          <Table<HostDevice>
            rowKey="serialNo"
            pagination={false}
            scroll={{ x: true }}
            dataSource={[...rows]}
            columns={[
              { title: t('serial'), dataIndex: 'serialNo' },
              { title: t('merchant'), dataIndex: 'merchantName' },
              { title: t('terminalNo'), dataIndex: 'terminalNo' },
              { title: t('activation'), key: 'step', render: (_v, row) => stepOf(row) },
              {
                title: '',
                key: 'open',
                render: (_v, row) => <a href={`/terminal/?serial=${encodeURIComponent(row.serialNo)}`}>{t('open')}</a>,
              },
            ]}
          />
        )}
      </Listed>
    </SimulatorFrame>
  );
}
