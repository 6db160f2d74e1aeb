import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Select, Tag } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { words } from './words.ts';

export type Stock = Answer<'GET /api/console/stock'>;
export type Place = Stock['places'][number];
export type Transfer = Answer<'GET /api/console/stock/transfers'>['rows'][number];
export type Count = Answer<'GET /api/console/stock/counts'>['rows'][number];

/** Everything of the stock hangs together: what moves a device changes places, devices and lists alike. */
export const STOCK_KEY = 'stock';
export const POLL_MS = 15_000;

export const useStock = () =>
  useQuery({
    queryKey: [STOCK_KEY, 'places'],
    queryFn: () => client.call('GET /api/console/stock'),
    refetchInterval: POLL_MS,
  });

/** After a step: what came of it is said, and everything of the stock is asked for again. */
export function useDone(onClose: () => void): (said: string) => Promise<void> {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return (said) => {
    void message.success(said);
    onClose();
    return queries.invalidateQueries({ queryKey: [STOCK_KEY] });
  };
}

interface PlaceSelectProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (placeId: string | undefined) => void;
}

/** A place by its name, warehouses first as the list has them. */
export function PlaceSelect({ label, value, onChange }: PlaceSelectProps) {
  const stock = useStock();
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      className="place-select"
      aria-label={label}
      placeholder={label}
      loading={stock.data === undefined}
      {...(value === undefined ? {} : { value })}
      options={(stock.data?.places ?? []).map((one) => ({ value: one.placeId, label: one.name }))}
      onChange={(placeId: string | undefined) => onChange(placeId)}
    />
  );
}

const TONES = {
  sent: 'blue',
  received: 'green',
  differs: 'red',
  settled: 'default',
  cancelled: 'default',
  open: 'blue',
  agreed: 'green',
  confirmed: 'green',
} as const satisfies Record<Transfer['state'] | Count['state'], string>;

/** The same word stands for other things elsewhere: `sent` is a message there and a box on its way here. */
export function StockTag({ of, state }: { of: 'transfer' | 'count'; state: keyof typeof TONES }) {
  const t = useWords(words);
  const key = `${of}_${state}`;
  return <Tag color={TONES[state]}>{key in words ? t(key as keyof typeof words) : state}</Tag>;
}

/** What became of a serial number on a transfer or in a count. */
export function LineTag({ note }: { note: string }) {
  const t = useWords(words);
  const key = `line_${note}`;
  const bad = note === 'missing' || note === 'unexpected' || note === 'lost' || note === 'refused';
  return <Tag color={bad ? 'red' : 'default'}>{key in words ? t(key as keyof typeof words) : note}</Tag>;
}
