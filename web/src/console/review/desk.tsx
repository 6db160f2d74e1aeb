import { App } from 'antd';
import { useState } from 'react';
import { CallProblem } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import type { CaseView, Item } from './case-data.ts';
import { useClaim } from './claim.ts';
import { ConfirmSheet } from './confirm-sheet.tsx';
import { DeskHead } from './desk-head.tsx';
import { ItemCard } from './item-card.tsx';
import { itemLines, outcomeOf, type ItemLine } from './items.ts';
import { useJudging, type Judging } from './judging.ts';
import { useKeys } from './keys.ts';
import { changedSlots, History, News } from './past.tsx';
import { usePlace, type Place } from './place.ts';
import { Refusal } from './refusal.tsx';
import { Toast } from './toast.tsx';
import { useVerdicts, type Verdicts } from './verdicts.ts';
import { Viewer } from './viewer.tsx';
import { words } from './words.ts';

interface Props {
  readonly view: CaseView;
  readonly decides: boolean;
  readonly onNext: () => void;
  readonly onReload: () => void;
}

/** A refusal that the page can foresee, drawn like the server's own. */
const foreseen = (code: string, facts: Record<string, unknown>): CallProblem =>
  new CallProblem({ type: 'about:blank', title: code, status: 409, code, facts });

interface Working {
  readonly place: Place;
  readonly judging: Judging;
  readonly verdicts: Verdicts;
  readonly enabled: boolean;
  readonly pass: (line: ItemLine) => void;
  readonly submit: () => void;
}

function useDeskKeys({ place, judging, verdicts, enabled, pass, submit }: Working): void {
  const { line } = place;
  const judge =
    line !== undefined && enabled
      ? {
          a: () => pass(line),
          f: () => judging.choose(line, 'fix'),
          r: () => judging.choose(line, 'reject'),
          z: verdicts.undo,
          c: () => document.querySelector<HTMLTextAreaElement>(`[data-internal-note="${line.item}"]`)?.focus(),
          ...Object.fromEntries(
            [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [String(digit), () => judging.byNumber(line, digit)]),
          ),
        }
      : {};
  useKeys({
    j: () => place.step(1),
    k: () => place.step(-1),
    escape: () => {
      if (line !== undefined && judging.choosingOf(line) !== undefined) judging.choose(line, undefined);
      else place.setStage('one');
    },
    'ctrl+enter': submit,
    ...judge,
  });
}

/** One case on the desk: its papers in the middle, its items with their verdicts on the right, and the keys for all of it. */
export function Desk({ view, decides, onNext, onReload }: Props) {
  const t = useWords(words);
  const { message } = App.useApp();
  const lines = itemLines(view);
  const claim = useClaim(view);
  const verdicts = useVerdicts(view);
  const place = usePlace(view, lines);
  const judging = useJudging(view, verdicts);
  const [refusal, setRefusal] = useState<unknown>();
  const [confirming, setConfirming] = useState(false);
  const enabled = decides && claim.mine && view.case.state !== 'decided';

  const pass = (line: ItemLine): void => {
    setRefusal(undefined);
    judging.pass(line);
    place.onward(line.item);
  };
  const submit = (): void => {
    if (!enabled) return;
    const outcome = outcomeOf(view);
    setRefusal(undefined);
    if (outcome.kind === 'verdict_missing') {
      setRefusal(foreseen('review.verdict_missing', { items: outcome.items }));
      if (outcome.items[0] !== undefined) place.open(outcome.items[0]);
    } else if (outcome.kind === 'hard_failure') setRefusal(foreseen('review.hard_failure', { checks: outcome.checks }));
    else setConfirming(true);
  };
  const reclaim = async (): Promise<void> => {
    if (!(await claim.take())) return;
    setRefusal(undefined);
    verdicts.again();
  };
  useDeskKeys({ place, judging, verdicts, enabled, pass, submit });
  const shownRefusal = refusal ?? claim.error ?? verdicts.error ?? undefined;
  return (
    <>
      <Viewer
        view={view}
        stage={place.stage}
        onStage={place.setStage}
        focus={place.focus}
        onFocus={place.look}
        changed={changedSlots(view)}
      />
      <aside className="side" aria-label={t('decide')}>
        <DeskHead view={view} claim={claim} lines={lines} decides={decides} enabled={enabled} onSubmit={submit} />
        {shownRefusal !== undefined && (
          <Refusal
            error={shownRefusal}
            onJump={(item) => place.open(item as Item)}
            onReclaim={() => void reclaim()}
            onReload={onReload}
            onNext={onNext}
          />
        )}
        <div className="side-body">
          <News view={view} onCompare={place.compare} />
          {lines.map((line) => (
            <ItemCard
              key={line.item}
              view={view}
              line={line}
              current={line.item === place.item}
              enabled={enabled}
              choosing={judging.choosingOf(line)}
              internalNote={judging.internalNoteOf(line)}
              focus={place.focus}
              onFocus={place.look}
              onOpen={() => place.open(line.item)}
              onChoose={(kind) => judging.choose(line, kind)}
              onPass={() => pass(line)}
              onReason={(kind, code) => judging.reason(line, kind, code)}
              onTakeBack={() => verdicts.takeBack(line.item)}
              onWrite={(change) => judging.write(line, change)}
            />
          ))}
          <History view={view} />
        </div>
      </aside>
      <Toast verdicts={verdicts} />
      {confirming && verdicts.error === null && (
        <ConfirmSheet
          view={view}
          saving={verdicts.saving}
          onClose={() => setConfirming(false)}
          onRefused={(error) => {
            setConfirming(false);
            claim.lost(error);
            setRefusal(error);
          }}
          onDecided={(outcome) => {
            setConfirming(false);
            void message.success(t(`done_${outcome}` as 'done_approve'));
            onNext();
          }}
        />
      )}
    </>
  );
}
