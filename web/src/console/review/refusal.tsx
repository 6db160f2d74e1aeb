import { Alert, Button } from 'antd';
import { problemOf } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { checkWords, itemWords, wordOf } from './item-words.ts';
import { words } from './words.ts';

interface Props {
  readonly error: unknown;
  readonly onJump: (item: string) => void;
  readonly onReclaim: () => void;
  readonly onReload: () => void;
  readonly onNext: () => void;
}

const codes = (facts: Readonly<Record<string, unknown>> | undefined, name: string): string[] =>
  Array.isArray(facts?.[name]) ? facts[name].map(String) : [];

/** A refusal with the one step that leads out of it. */
export function Refusal({ error, onJump, onReclaim, onReload, onNext }: Props) {
  const t = useWords(words);
  const language = useLanguage();
  const text = useProblemText();
  const { code, facts } = problemOf(error);
  const join = language === 'en' ? ', ' : '、';
  const step = (label: string, act: () => void) => (
    <Button size="small" type="primary" autoFocus onClick={act}>
      {label}
    </Button>
  );
  if (code === 'review.verdict_missing') {
    const items = codes(facts, 'items');
    const named = items.map((item) => wordOf(itemWords, item, language)).join(join);
    return (
      <Alert
        type="warning"
        showIcon
        title={t('missing', { items: named })}
        action={step(t('jump'), () => onJump(items[0] ?? ''))}
      />
    );
  }
  if (code === 'review.hard_failure') {
    const checks = codes(facts, 'checks').map((check) => wordOf(checkWords, check, language));
    return (
      <Alert type="error" showIcon title={t('hardTitle')} description={t('hardHint', { checks: checks.join(join) })} />
    );
  }
  if (code === 'review.not_claimed')
    return <Alert type="warning" showIcon title={text(error)} action={step(t('reclaim'), onReclaim)} />;
  if (code === 'review.stale_revision')
    return (
      <Alert
        type="warning"
        showIcon
        title={t('stale')}
        description={text(error)}
        action={step(t('staleReload'), onReload)}
      />
    );
  if (code === 'review.four_eyes')
    return (
      <Alert
        type="error"
        showIcon
        title={t('fourEyesTitle')}
        description={text(error)}
        action={step(t('takeNext'), onNext)}
      />
    );
  if (code === 'review.case_taken' || code === 'review.case_decided')
    return <Alert type="warning" showIcon title={text(error)} action={step(t('takeNext'), onNext)} />;
  return <Alert type="error" showIcon title={text(error)} />;
}
