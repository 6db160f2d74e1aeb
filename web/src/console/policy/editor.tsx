import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Input, InputNumber, Segmented, Space, Table } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords, type Say } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { say } from '../../kit/say.ts';
import { checkWords } from '../review/item-words.ts';
import { policyWords } from './words.ts';

type Policy = Answer<'GET /api/console/review-policies'>['rows'][number]['policy'];
type Mode = 'on' | 'advise' | 'off';
type DryRun = Answer<'POST /api/console/review-policies/dry-run'>;
type Decision = DryRun['changed'][number]['before'];

const MODES: readonly Mode[] = ['on', 'advise', 'off'];
const PEOPLE = ['companySmartPos', 't0', 'override', 'samplePercent'] as const;
const LIMITS = { companySmartPos: [0, 2], t0: [0, 2], override: [1, 2], samplePercent: [0, 100] } as const;

const THRESHOLDS = [
  { name: 'faceSimilarity', max: 1, step: 0.01 },
  { name: 'sceneLines', max: 50, step: 1 },
] as const;

/** An empty field adds nothing to what the check wants by itself. */
function withThreshold(policy: Policy, name: (typeof THRESHOLDS)[number]['name'], value: number | null): Policy {
  const { [name]: _before, ...others } = policy.thresholds ?? {};
  return { ...policy, thresholds: value === null ? others : { ...others, [name]: value } };
}

interface EditorProps {
  readonly base: Policy;
  readonly checks: readonly string[];
  readonly acts: boolean;
  readonly onSaved: () => void;
}

/** A draft on top of an earlier version: tried on the past first, then written. */
export function PolicyEditor({ base, checks, acts, onSaved }: EditorProps) {
  const t = useWords(policyWords);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [policy, setPolicy] = useState<Policy>(base);
  const [note, setNote] = useState('');
  const dryRun = useMutation({
    mutationFn: () => client.call('POST /api/console/review-policies/dry-run', { body: { policy } }),
  });
  const save = useMutation({
    mutationFn: () => client.call('POST /api/console/review-policies', { body: { policy, note } }),
    onSuccess: async ({ version }) => {
      void message.success(t('saved', { n: version }));
      await queries.invalidateQueries({ queryKey: ['review-policies'] });
      onSaved();
    },
  });
  const error = dryRun.error ?? save.error;
  return (
    <section className="policy-editor">
      <h2>{t('newOne')}</h2>
      <CheckTable policy={policy} checks={checks} onChange={setPolicy} />
      <div className="policy-numbers">
        {PEOPLE.map((name) => (
          <label key={name}>
            <span>{t(name)}</span>
            <InputNumber
              min={LIMITS[name][0]}
              max={LIMITS[name][1]}
              value={policy.people[name]}
              onChange={(value) => setPolicy({ ...policy, people: { ...policy.people, [name]: value ?? 0 } })}
            />
          </label>
        ))}
        {THRESHOLDS.map(({ name, max, step }) => (
          <label key={name}>
            <span>{t(name)}</span>
            <InputNumber
              min={0}
              max={max}
              step={step}
              placeholder={t('noThreshold')}
              value={policy.thresholds?.[name] ?? null}
              onChange={(value) => setPolicy(withThreshold(policy, name, value))}
            />
          </label>
        ))}
        <Checkbox
          checked={policy.machine.approves}
          onChange={(event) => setPolicy({ ...policy, machine: { ...policy.machine, approves: event.target.checked } })}
        >
          {t('approves')}
        </Checkbox>
      </div>
      <Input
        value={note}
        maxLength={200}
        placeholder={t('note')}
        aria-label={t('note')}
        onChange={(event) => setNote(event.target.value)}
      />
      <Space className="policy-acts">
        <Button loading={dryRun.isPending} onClick={() => dryRun.mutate()}>
          {t('tryIt')}
        </Button>
        {acts && (
          <Button
            type="primary"
            disabled={note.trim().length < 2}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('save')}
          </Button>
        )}
      </Space>
      {error !== null && <Alert type="error" showIcon title={text(error)} />}
      {dryRun.data !== undefined && <DryRunTable run={dryRun.data} />}
    </section>
  );
}

function CheckTable({
  policy,
  checks,
  onChange,
}: {
  policy: Policy;
  checks: readonly string[];
  onChange: (policy: Policy) => void;
}) {
  const t = useWords(policyWords);
  const language = useLanguage();
  const nameOf = (check: string): string =>
    check in checkWords ? say(checkWords[check as keyof typeof checkWords], language) : check;
  const { asksFix } = policy.machine;
  const setAsks = (check: string, asks: boolean): void =>
    onChange({
      ...policy,
      machine: { ...policy.machine, asksFix: asks ? [...asksFix, check] : asksFix.filter((one) => one !== check) },
    });
  return (
    <Table<{ check: string }>
      rowKey="check"
      size="small"
      pagination={false}
      scroll={{ y: 360 }}
      dataSource={checks.map((check) => ({ check }))}
      columns={[
        { title: t('check'), dataIndex: 'check', render: nameOf },
        {
          title: t('mode'),
          key: 'mode',
          render: (_value, { check }) => (
            <Segmented<Mode>
              size="small"
              aria-label={`${nameOf(check)} ${t('mode')}`}
              value={policy.checks[check] ?? 'on'}
              options={MODES.map((value) => ({ value, label: t(value) }))}
              onChange={(mode) => onChange({ ...policy, checks: { ...policy.checks, [check]: mode } })}
            />
          ),
        },
        {
          title: t('asks'),
          key: 'asks',
          render: (_value, { check }) => (
            <Checkbox
              aria-label={`${nameOf(check)} ${t('asks')}`}
              checked={asksFix.includes(check)}
              onChange={(event) => setAsks(check, event.target.checked)}
            />
          ),
        },
      ]}
    />
  );
}

function decisionText(t: Say<keyof typeof policyWords>, { outcome, people }: Decision): string {
  return outcome === 'human' ? t('human', { n: people }) : t(outcome);
}

function DryRunTable({ run }: { run: DryRun }) {
  const t = useWords(policyWords);
  return (
    <section aria-live="polite">
      <h3>{t('looked', { n: run.looked, m: run.changed.length })}</h3>
      {run.changed.length === 0 ? (
        <p className="dim">{t('same')}</p>
      ) : (
        <Table<DryRun['changed'][number]>
          rowKey={(row) => `${row.applicationId}:${row.revisionNo}`}
          size="small"
          dataSource={run.changed}
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          columns={[
            {
              title: t('application'),
              key: 'application',
              render: (_value, row) => (
                <code>
                  {row.applicationId.slice(-8)} · {row.revisionNo}
                </code>
              ),
            },
            { title: t('before'), key: 'before', render: (_value, row) => decisionText(t, row.before) },
            { title: t('after'), key: 'after', render: (_value, row) => decisionText(t, row.after) },
          ]}
        />
      )}
    </section>
  );
}
