import { Button, Checkbox, Popover } from 'antd';
import { useWords } from '../../kit/language.ts';
import { chosenOf, type Column } from './columns.ts';
import { words } from './words.ts';

/** Which columns are shown; the last one cannot be taken away. */
export function ChooseColumns<Row>({
  columns,
  keys,
  onChange,
}: {
  columns: readonly Column<Row>[];
  keys: readonly string[];
  onChange: (keys: readonly string[]) => void;
}) {
  const t = useWords(words);
  const shown = chosenOf(columns, keys).map((one) => one.key);
  const offered = columns.filter((one) => one.pageOnly !== true);
  const buttons = columns.filter((one) => one.pageOnly === true).map((one) => one.key);
  const toggle = (key: string): void => {
    const next = shown.includes(key) ? shown.filter((one) => one !== key) : [...shown, key];
    if (next.some((one) => !buttons.includes(one))) onChange([...new Set([...next, ...buttons])]);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('columnsLead')}
      content={
        <div className="list-columns">
          {offered.map((one) => (
            <Checkbox key={one.key} checked={shown.includes(one.key)} onChange={() => toggle(one.key)}>
              {one.title}
            </Checkbox>
          ))}
          {keys.length > 0 && (
            <Button type="link" size="small" onClick={() => onChange([])}>
              {t('asBefore')}
            </Button>
          )}
        </div>
      }
    >
      <Button>{t('columns')}</Button>
    </Popover>
  );
}
