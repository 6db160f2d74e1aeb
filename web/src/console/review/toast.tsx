import { Button } from 'antd';
import { useLanguage, useWords } from '../../kit/language.ts';
import { itemWords, wordOf } from './item-words.ts';
import type { Verdicts } from './verdicts.ts';
import { words } from './words.ts';

/** What was just noted, and the way back while there is one. */
export function Toast({ verdicts }: { verdicts: Verdicts }) {
  const t = useWords(words);
  const language = useLanguage();
  const change = verdicts.undoable;
  return (
    <div className={`toast ${change === undefined ? 'gone' : ''}`} role="status">
      {change !== undefined && (
        <>
          <span>
            {wordOf(itemWords, change.item, language)} ·{' '}
            {change.after === undefined ? t('removed') : t(change.after.verdict)}
          </span>
          <Button size="small" onClick={verdicts.undo}>
            {t('undo')} <kbd>Z</kbd>
          </Button>
        </>
      )}
    </div>
  );
}
