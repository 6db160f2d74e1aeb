import type { Pair } from './say.ts';
import { useWords } from './language.ts';
import { setTypeSize, useTypeSize } from './type-size.ts';

const words = {
  larger: ['大字版', 'Large type'],
  standard: ['标准字号', 'Standard type'],
} as const satisfies Record<string, Pair>;

/** Names the size that a tap leads to. */
export function TypeSwitch({ className }: { className?: string }) {
  const t = useWords(words);
  const large = useTypeSize() === 'large';
  return (
    <button type="button" className={className} onClick={() => setTypeSize(large ? 'standard' : 'large')}>
      {large ? t('standard') : t('larger')}
    </button>
  );
}
