import { Input } from 'antd';
import { useList, useWords } from '../../kit/language.ts';
import { compared, serialsIn, SERIALS_MAX } from './serials.ts';
import { words } from './words.ts';

interface SerialBoxProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** Where it is known what should be there, the difference is told while it is scanned. */
  readonly expected?: readonly string[];
}

/** A box that a scanner can type into. */
export function SerialBox({ label, text, onChange, expected }: SerialBoxProps) {
  const t = useWords(words);
  const list = useList();
  const seen = serialsIn(text);
  const found = expected === undefined ? undefined : compared(expected, seen);
  return (
    <label className="ask-field">
      {label}
      <Input.TextArea
        autoFocus
        rows={6}
        className="serial-box"
        spellCheck={false}
        placeholder={t('serialsHint')}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className={seen.length > SERIALS_MAX ? 'bad-text' : 'dim'} role="status">
        {seen.length > SERIALS_MAX
          ? t('serialsTooMany', { max: SERIALS_MAX })
          : found === undefined
            ? t('serialsCount', { count: seen.length })
            : t('serialsCompared', {
                present: found.present.length,
                expected: expected?.length ?? 0,
                unexpected: found.unexpected.length,
              })}
      </span>
      {found !== undefined && found.unexpected.length > 0 && (
        <span className="bad-text">{t('serialsUnexpected', { serials: list(found.unexpected.slice(0, 10)) })}</span>
      )}
    </label>
  );
}
