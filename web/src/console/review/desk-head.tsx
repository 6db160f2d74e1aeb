import { Alert, Button, Tag } from 'antd';
import { useWords } from '../../kit/language.ts';
import { shortTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import type { CaseView } from './case-data.ts';
import type { Claim } from './claim.ts';
import type { ItemLine } from './items.ts';
import { Reveal } from './reveal.tsx';
import { words } from './words.ts';

interface Props {
  readonly view: CaseView;
  readonly claim: Claim;
  readonly lines: readonly ItemLine[];
  readonly decides: boolean;
  readonly enabled: boolean;
  readonly onSubmit: () => void;
}

/** Whose case it is, whose it is to judge, how far it is, and the way to the decision. */
export function DeskHead({ view, claim, lines, decides, enabled, onSubmit }: Props) {
  const t = useWords(words);
  const { name, kind, channel, revisionNo, stage, appeal, dueAt, overdue, state, decision, caseId } = view.case;
  const doubtful = lines.filter((one) => one.doubtful);
  const done = doubtful.filter((one) => one.verdict !== undefined).length;
  const decided = state === 'decided';
  return (
    <header className="desk-head">
      <h2>{name}</h2>
      <p className="dim">
        {t(channel)} · {t(kind)} · {t('revision', { n: revisionNo })}
        {!decided && <span className={overdue ? 'late' : ''}> · {t('due', { at: shortTime(dueAt) })}</span>}{' '}
        {stage === 2 && <Tag color="purple">{t('second')}</Tag>}
        {appeal && <Tag color="magenta">{t('appeal')}</Tag>}
      </p>
      {decided && (
        <Alert type="info" showIcon title={t('decided')} action={<StateTag state={decision ?? 'decided'} />} />
      )}
      {!decided && !decides && <p className="dim">{t('mayNotDecide')}</p>}
      {!decided && decides && !claim.mine && (
        <div className="claim">
          <p className="dim">{claim.heldBy === undefined ? t('claimHint') : t('claimedBy', { by: claim.heldBy })}</p>
          <Button
            block
            type="primary"
            autoFocus
            disabled={claim.heldBy !== undefined}
            loading={claim.pending}
            onClick={() => void claim.take()}
          >
            {t('claim')}
          </Button>
        </div>
      )}
      {enabled && (
        <>
          <p role="status">{doubtful.length === 0 ? t('noDoubts') : t('progress', { all: doubtful.length, done })}</p>
          <div className="desk-tools">
            <Button type="primary" onClick={onSubmit}>
              {t('submit')} <kbd>Ctrl Enter</kbd>
            </Button>
            <Button size="small" onClick={() => void claim.giveBack()}>
              {t('release')}
            </Button>
            <Reveal caseId={caseId} enabled={enabled} />
          </div>
        </>
      )}
    </header>
  );
}
