import { Button, Input, Select } from 'antd';
import { useLanguage, useWords, type Say } from '../../kit/language.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { words } from './words.ts';

export type FixItem = 'identity_card' | 'face' | 'bank_card' | 'scene' | 'business';
export interface FixLine {
  readonly item: FixItem;
  readonly reason: string;
  readonly note: string;
}

const ITEMS: readonly FixItem[] = ['identity_card', 'face', 'bank_card', 'scene', 'business'];

export function itemWord(t: Say<keyof typeof words>, item: FixItem): string {
  return item === 'face' ? t('faceItem') : item === 'scene' ? t('sceneItem') : t(item);
}

interface Props {
  readonly reasons: Readonly<Record<string, readonly string[]>>;
  readonly lines: readonly FixLine[];
  readonly onChange: (lines: readonly FixLine[]) => void;
}

/** One line an item: its coded reason and the text that the applicant reads. */
export function FixBuilder({ reasons, lines, onChange }: Props) {
  const t = useWords(words);
  const language = useLanguage();
  const free = ITEMS.filter((item) => reasons[item] !== undefined && !lines.some((line) => line.item === item));
  const set = (item: FixItem, part: Partial<FixLine>): void =>
    onChange(lines.map((line) => (line.item === item ? { ...line, ...part } : line)));
  const add = (item: FixItem): void => {
    const reason = reasons[item]?.[0] ?? '';
    onChange([...lines, { item, reason, note: reasonRemedy(reason, language) }]);
  };
  return (
    <div className="fix-builder">
      {lines.map((line) => (
        <div key={line.item} className="fix-line">
          <header>
            <strong>{itemWord(t, line.item)}</strong>
            <Button size="small" type="text" onClick={() => onChange(lines.filter((one) => one !== line))}>
              {t('remove')}
            </Button>
          </header>
          <Select
            value={line.reason}
            aria-label={`${itemWord(t, line.item)} ${t('reason')}`}
            options={(reasons[line.item] ?? []).map((reason) => ({
              value: reason,
              label: reasonTitle(reason, language),
            }))}
            onChange={(reason: string) => set(line.item, { reason, note: reasonRemedy(reason, language) })}
          />
          <Input.TextArea
            autoSize
            maxLength={300}
            value={line.note}
            aria-label={`${itemWord(t, line.item)} ${t('noteToApplicant')}`}
            onChange={(event) => set(line.item, { note: event.target.value })}
          />
        </div>
      ))}
      {free.length > 0 && (
        <div className="fix-add">
          {free.map((item) => (
            <Button key={item} size="small" type="dashed" onClick={() => add(item)}>
              + {itemWord(t, item)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
