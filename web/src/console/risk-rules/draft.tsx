import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { client, type Answer, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { isRuleWord, ruleWords } from '../../kit/rule-words.ts';
import { parsed, typed, within, type Spec } from './parameters.ts';
import { words } from './words.ts';

type Rules = Answer<'GET /api/console/risk-rules'>;
export type Version = Rules['versions'][number];
type Draft = NonNullable<CallInput<'POST /api/console/risk-rules/dry-runs'>['body']>['content'];
type Kind = Draft['kind'];

const ACTIONS = ['flag', 'ask_proof', 'delay', 'limit', 'suspend'] as const;
const NAME = /^[a-z][a-z0-9_]{1,40}$/;
const DRY_DAYS = 30;
const DRY_DAYS_MAX = 90;
const NOTE_MIN = 2;
const POINTS_MAX = 100;

/** The name of a parameter; `from` of a window has a name of its own beside the first day of a version. */
export const parameterWord = (name: string): keyof typeof words =>
  name === 'from' ? 'fromTime' : name in words ? (name as keyof typeof words) : 'parameters';

const textsOf = (
  specs: Readonly<Record<string, Spec>>,
  of: Readonly<Record<string, unknown>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      typed(spec, of[name] ?? (name === 'cardKinds' ? ['credit'] : undefined)),
    ]),
  );

/** A version that begins from the newest one of its rule; another name makes another rule. */
export function DraftDrawer({ rules, of, onClose }: { rules: Rules; of: Version | undefined; onClose: () => void }) {
  const t = useWords(words);
  const [rule, setRule] = useState(of?.rule ?? '');
  const [kind, setKind] = useState<Kind>((of?.kind ?? 'velocity') as Kind);
  const [points, setPoints] = useState(of?.points ?? 20);
  const [action, setAction] = useState<Draft['action']>(of?.action ?? 'flag');
  const [enabled, setEnabled] = useState(true);
  const specs = rules.kinds[kind] ?? {};
  const [texts, setTexts] = useState(() => textsOf(specs, of?.parameters ?? {}));
  const pick = (next: Kind): void => {
    setKind(next);
    setTexts(
      textsOf(
        rules.kinds[next] ?? {},
        Object.fromEntries(
          Object.entries(texts).map(([name, text]) => [name, parsed(specs[name] ?? { type: 'time' }, text)]),
        ),
      ),
    );
  };
  const fits = Object.entries(specs).every(([name, spec]) => within(spec, texts[name] ?? ''));
  const parameters = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, parsed(spec, texts[name] ?? '')]),
  );
  return (
    <Drawer open title={of === undefined ? t('newRule') : t('draft')} size={480} onClose={onClose}>
      <div className="ask">
        <label className="ask-field">
          {t('ruleName')}
          <Input
            value={rule}
            maxLength={41}
            disabled={of !== undefined}
            onChange={(event) => setRule(event.target.value)}
          />
        </label>
        <div className="ask-field">
          <span>{t('kind')}</span>
          <KindSelect kinds={Object.keys(rules.kinds) as Kind[]} kind={kind} onPick={pick} />
        </div>
        {Object.entries(specs).map(([name, spec]) => (
          <Parameter
            key={name}
            name={name}
            spec={spec}
            text={texts[name] ?? ''}
            onText={(text) => setTexts({ ...texts, [name]: text })}
          />
        ))}
        <label className="ask-field">
          {t('points')}
          <InputNumber min={0} max={POINTS_MAX} precision={0} value={points} onChange={(one) => setPoints(one ?? 0)} />
        </label>
        <div className="ask-field">
          <span>{t('action')}</span>
          <Select
            aria-label={t('action')}
            value={action}
            options={ACTIONS.map((one) => ({ value: one, label: t(one) }))}
            onChange={setAction}
          />
        </div>
        <div className="ask-field">
          <span>{t('enabled')}</span>
          <Switch className="ask-switch" aria-label={t('enabled')} checked={enabled} onChange={setEnabled} />
        </div>
        <Ways
          rule={rule}
          today={rules.today}
          ready={fits && NAME.test(rule)}
          content={{ kind, points, action, enabled, parameters }}
          onClose={onClose}
        />
      </div>
    </Drawer>
  );
}

function KindSelect({ kinds, kind, onPick }: { kinds: readonly Kind[]; kind: Kind; onPick: (kind: Kind) => void }) {
  const t = useWords(words);
  const r = useWords(ruleWords);
  return (
    <Select
      aria-label={t('kind')}
      value={kind}
      options={kinds.map((one) => ({ value: one, label: isRuleWord(one) ? r(one) : one }))}
      onChange={onPick}
    />
  );
}

function Parameter({
  name,
  spec,
  text,
  onText,
}: {
  name: string;
  spec: Spec;
  text: string;
  onText: (text: string) => void;
}) {
  const t = useWords(words);
  const label = t(parameterWord(name));
  if (spec.type === 'flag')
    return (
      <div className="ask-field">
        <span>{label}</span>
        <Switch
          className="ask-switch"
          aria-label={label}
          checked={text === 'true'}
          onChange={(on) => onText(String(on))}
        />
      </div>
    );
  if (spec.type === 'cards')
    return (
      <div className="ask-field">
        <span>{label}</span>
        <Select
          mode="multiple"
          aria-label={label}
          value={text === '' ? [] : text.split(',')}
          options={(['credit', 'debit'] as const).map((one) => ({ value: one, label: t(one) }))}
          onChange={(chosen: string[]) => onText(chosen.join(','))}
        />
      </div>
    );
  const scale = spec.type === 'fen' ? 100 : 1;
  const bounds = spec.min === undefined ? '' : t('bounds', { min: spec.min / scale, max: (spec.max ?? 0) / scale });
  const wrong = text !== '' && !within(spec, text);
  return (
    <label className="ask-field">
      {label}
      <Input
        value={text}
        {...(spec.type === 'codes' ? { placeholder: t('commas') } : {})}
        {...(wrong ? { status: 'error' as const } : {})}
        onChange={(event) => onText(event.target.value)}
      />
      {wrong && bounds !== '' && (
        <span className="bad-text" role="status">
          {bounds}
        </span>
      )}
    </label>
  );
}

function Ways({
  rule,
  today,
  ready,
  content,
  onClose,
}: {
  rule: string;
  today: string;
  ready: boolean;
  content: Draft;
  onClose: () => void;
}) {
  const t = useWords(words);
  const text = useProblemText();
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [days, setDays] = useState(DRY_DAYS);
  const [from, setFrom] = useState(today);
  const [note, setNote] = useState('');
  const run = useMutation({
    mutationFn: () => client.call('POST /api/console/risk-rules/dry-runs', { body: { rule, content, days } }),
    onSuccess: ({ dryRunId }) => void go(`/risk-rules/dry-runs/${dryRunId}`),
  });
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/risk-rules/proposals', {
        body: { rule, content: { ...content, effectiveFrom: from }, note: note.trim() },
      }),
    onSuccess: () => {
      void message.success(t('recorded'));
      onClose();
      return queries.invalidateQueries({ queryKey: ['risk-rules'] });
    },
  });
  const failed = run.error ?? propose.error;
  return (
    <>
      <label className="ask-field">
        {t('tryDays')}
        <InputNumber min={1} max={DRY_DAYS_MAX} precision={0} value={days} onChange={(one) => setDays(one ?? 1)} />
      </label>
      <Button block disabled={!ready} loading={run.isPending} onClick={() => run.mutate()}>
        {t('dryRun')}
      </Button>
      <label className="ask-field">
        {t('from')}
        <Input type="date" min={today} value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <p className="dim">{t('draftFollows')}</p>
      {failed !== null && <Alert type="error" showIcon title={text(failed)} />}
      <Button
        type="primary"
        block
        disabled={!ready || from === '' || note.trim().length < NOTE_MIN}
        loading={propose.isPending}
        onClick={() => propose.mutate()}
      >
        {t('propose')}
      </Button>
    </>
  );
}
