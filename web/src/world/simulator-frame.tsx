import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, InputNumber, Select, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { client } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { fetchWorld, useInfo, useSimulator, type Fault, type FaultValue, type Simulator } from './desk.ts';
import { SimulatorLog } from './simulator-log.tsx';
import { words } from './words.ts';

/** What it holds on the left; its power and its faults on the right. */
export function SimulatorFrame({ simulator, children }: { simulator: Simulator; children: ReactNode }) {
  const t = useWords(words);
  const info = useInfo();
  const alive = info.data?.simulators.find((one) => one.name === simulator)?.alive;
  return (
    <div className="frame">
      <section className="frame-main">
        {alive === false && <Alert type="warning" showIcon title={t('off')} description={t('offHint')} />}
        {alive === false ? null : children}
      </section>
      <aside className="frame-side">
        {alive !== undefined && <Power simulator={simulator} alive={alive} />}
        {alive !== false && <Faults simulator={simulator} />}
        {alive !== false && <SimulatorLog simulator={simulator} />}
      </aside>
    </div>
  );
}

function Power({ simulator, alive }: { simulator: Simulator; alive: boolean }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const power = useMutation({
    mutationFn: (on: boolean) =>
      client.call('POST /api/demo/world/:simulator/power', { params: { simulator }, body: { on } }),
    onSettled: () => queries.invalidateQueries(),
    onError: (error) => void message.error(text(error)),
  });
  return (
    <div className="switch-row power">
      <strong>{t('power')}</strong>
      <Switch
        checked={alive}
        loading={power.isPending}
        aria-label={`${t('power')} ${simulator}`}
        checkedChildren={t('on')}
        unCheckedChildren={t('stopped')}
        onChange={(on) => power.mutate(on)}
      />
    </div>
  );
}

function Faults({ simulator }: { simulator: Simulator }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const state = useSimulator<unknown>(simulator);
  const change = useMutation({
    mutationFn: (values: Record<string, FaultValue>) =>
      fetchWorld(`${simulator}/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(values),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['world', simulator] }),
    onError: (error) => void message.error(text(error)),
  });
  const faults = state.data?.faults ?? [];
  if (faults.length === 0) return null;
  const upset = faults.filter((fault) => fault.value !== fault.rest);
  return (
    <>
      <h2>{t('faults')}</h2>
      {faults.map((fault) => (
        <FaultRow
          key={`${fault.name} ${String(fault.value)}`}
          fault={fault}
          onSet={(value) => change.mutate({ [fault.name]: value })}
        />
      ))}
      {upset.length > 0 && (
        <Button block onClick={() => change.mutate(Object.fromEntries(upset.map((fault) => [fault.name, fault.rest])))}>
          {t('calm')}
        </Button>
      )}
    </>
  );
}

function FaultRow({ fault, onSet }: { fault: Fault; onSet: (value: FaultValue) => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const [value, setValue] = useState(fault.value);
  const label = language === 'en' ? fault.en : fault.zh;
  const changed = fault.value !== fault.rest;
  if (typeof fault.rest === 'boolean') {
    return (
      <div className={changed ? 'switch-row upset' : 'switch-row'}>
        <span>{label}</span>
        <Switch checked={fault.value === true} aria-label={label} onChange={onSet} />
      </div>
    );
  }
  if (fault.values !== undefined) {
    return (
      <div className={changed ? 'switch-row stacked upset' : 'switch-row stacked'}>
        <span>{label}</span>
        <Select<string>
          value={String(fault.value)}
          aria-label={label}
          options={fault.values.map((one) => ({ value: one, label: one === '' ? '—' : one }))}
          onChange={onSet}
        />
      </div>
    );
  }
  return (
    <div className={changed ? 'switch-row stacked upset' : 'switch-row stacked'}>
      <span>{label}</span>
      <small>{t('rest', { value: fault.rest === '' ? '—' : String(fault.rest) })}</small>
      <div className="set">
        {typeof fault.rest === 'number' ? (
          <InputNumber min={0} value={Number(value)} aria-label={label} onChange={(next) => setValue(next ?? 0)} />
        ) : (
          <Input value={String(value)} aria-label={label} onChange={(event) => setValue(event.target.value)} />
        )}
        <Button disabled={value === fault.value} onClick={() => onSet(value)}>
          {t('apply')}
        </Button>
      </div>
    </div>
  );
}
