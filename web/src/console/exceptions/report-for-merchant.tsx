import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import type { DeviceReport, Terminal } from './exceptions-data.ts';
import { words } from './words.ts';

const SERIAL_LENGTH_MIN = 4;

/** A merchant has called: what they would say in the app is said here. Only before activation. */
export function ReportForMerchant({
  terminals,
  terminalNo,
  onClose,
}: {
  terminals: readonly Terminal[];
  terminalNo: string | undefined;
  onClose: () => void;
}) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState(terminalNo);
  const [kind, setKind] = useState<DeviceReport['kind']>('wrong_serial');
  const [serial, setSerial] = useState('');
  const arrivedSerial = serial.trim().toUpperCase();
  const waiting = terminals.filter((one) => one.state === 'pending_activation');
  const report = useMutation({
    mutationFn: (terminal: string) =>
      client.call('POST /api/console/terminals/:terminalNo/reports', {
        params: { terminalNo: terminal },
        body: kind === 'lost' ? { kind } : { kind, arrivedSerial },
      }),
    onSuccess: () => {
      void message.success(t('reported'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  const ready = chosen !== undefined && (kind === 'lost' || arrivedSerial.length >= SERIAL_LENGTH_MIN);
  return (
    <Ask
      title={t('reportFor')}
      ok={t('report')}
      danger
      ready={ready}
      of={report}
      onOk={() => chosen !== undefined && report.mutate(chosen)}
      onClose={onClose}
    >
      <div className="ask-field">
        <span>{t('whichTerminal')}</span>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('whichTerminal')}
          placeholder={t('whichTerminalHint')}
          notFoundContent={t('noneWaits')}
          {...(chosen === undefined ? {} : { value: chosen })}
          options={waiting.map((one) => ({
            value: one.terminalNo,
            label: `${one.merchantName} · ${one.terminalNo} · ${one.serialNo}`,
          }))}
          onChange={setChosen}
        />
      </div>
      <Radio.Group
        aria-label={t('what')}
        value={kind}
        onChange={(event) => setKind(event.target.value as DeviceReport['kind'])}
        options={(['wrong_serial', 'lost'] as const).map((value) => ({ value, label: t(`kind_${value}`) }))}
      />
      {kind === 'wrong_serial' && (
        <label className="ask-field">
          {t('arrivedSerial')}
          <Input
            className="serial-box"
            value={serial}
            maxLength={40}
            spellCheck={false}
            onChange={(event) => setSerial(event.target.value)}
          />
        </label>
      )}
      <Alert type="warning" showIcon title={t(kind === 'lost' ? 'reportFollowsLost' : 'reportFollows')} />
    </Ask>
  );
}
