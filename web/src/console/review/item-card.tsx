import { Tag } from 'antd';
import { useEffect, useRef, type ComponentProps } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reviewerTitle } from '../../kit/reasons.ts';
import type { Focus } from './case-data.ts';
import { InterviewFacts } from './interview-facts.tsx';
import { ItemChecks, ItemFiled, ItemReadings } from './item-facts.tsx';
import { itemWords, wordOf } from './item-words.ts';
import { SceneFacts } from './scene-facts.tsx';
import { TermsChange } from './terms-change.tsx';
import { VerdictControl } from './verdict-control.tsx';
import { words } from './words.ts';

interface Props extends ComponentProps<typeof VerdictControl> {
  readonly current: boolean;
  readonly focus: Focus;
  readonly onFocus: (focus: Focus) => void;
  readonly onOpen: () => void;
}

const TONES = { pass: 'green', fix: 'orange', reject: 'red' } as const;

/** One line of the checklist: closed it says how it stands, open it shows everything that speaks of it and takes the verdict. */
export function ItemCard({ current, focus, onFocus, onOpen, ...control }: Props) {
  const { line, view } = control;
  const t = useWords(words);
  const language = useLanguage();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (current) card.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const found = line.checks.flatMap((one) => (one.verdict === 'pass' || one.reason === undefined ? [] : [one.reason]));
  const { verdict } = line;
  return (
    <article
      ref={card}
      className={`item ${line.doubtful ? 'doubtful' : ''} ${verdict === undefined ? '' : 'judged'}`}
      data-item={line.item}
      aria-current={current}
    >
      <button type="button" className="item-head" aria-expanded={current} onClick={onOpen}>
        <strong>{wordOf(itemWords, line.item, language)}</strong>
        {verdict !== undefined && <Tag color={TONES[verdict.verdict]}>{t(verdict.verdict)}</Tag>}
        {verdict?.carriedFrom !== undefined && <Tag>{t('carried', { n: verdict.carriedFrom })}</Tag>}
        {verdict === undefined && line.doubtful && <Tag color="gold">{t('open')}</Tag>}
        {!current && line.doubtful && verdict === undefined && (
          <small>{found.map((code) => reviewerTitle(code, language)).join(language === 'en' ? ', ' : '、')}</small>
        )}
        {verdict === undefined && !line.doubtful && <small>{t(line.checks.length === 0 ? 'unasked' : 'clean')}</small>}
      </button>
      {current && (
        <div className="item-body">
          {verdict?.carriedFrom !== undefined && (
            <p className="carried">{t('carriedHint', { n: verdict.carriedFrom })}</p>
          )}
          <ItemChecks line={line} />
          {line.item === 'interview' && view.interview !== undefined && <InterviewFacts asked={view.interview} />}
          {line.item === 'scene' && <SceneFacts view={view} line={line} />}
          <VerdictControl {...control} />
          {line.item === 'settlement' && <TermsChange view={view} part="settlement" enabled={control.enabled} />}
          {line.item === 'device' && <TermsChange view={view} part="deviceModel" enabled={control.enabled} />}
          <ItemReadings line={line} focus={focus} onFocus={onFocus} />
          <ItemFiled view={view} item={line.item} />
        </div>
      )}
    </article>
  );
}
