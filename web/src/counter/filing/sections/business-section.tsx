import { useWords } from '../../../kit/language.ts';
import { words } from '../../words.ts';
import type { Desk } from '../filing-data.ts';
import { PlaceSelect, TradeSelect } from '../pickers.tsx';
import { PartSection, text } from './part-section.tsx';

export function BusinessSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const { business, licence } = desk.application.draft;
  return (
    <PartSection
      desk={desk}
      id="business"
      title="business"
      item="business"
      kinds={[]}
      initial={{
        tradeName: business?.tradeName,
        mcc: business?.mcc,
        region: business?.region,
        address: business?.address ?? licence?.address,
        hours: business?.hours,
        monthlyYuan: business?.monthlyYuan,
      }}
      fields={[
        { name: 'tradeName', label: 'tradeName' },
        { name: 'mcc', label: 'mcc', input: <TradeSelect /> },
        { name: 'region', label: 'region', input: <PlaceSelect depth={3} placeholder={t('regionHint')} /> },
        { name: 'address', label: 'address', wide: true },
        { name: 'hours', label: 'hours', needed: false },
        { name: 'monthlyYuan', label: 'monthlyYuan', as: 'number', needed: false },
      ]}
      make={(values) => ({
        business: {
          ...business,
          tradeName: text(values, 'tradeName'),
          mcc: text(values, 'mcc'),
          region: text(values, 'region'),
          address: text(values, 'address'),
          ...(text(values, 'hours') === '' ? {} : { hours: text(values, 'hours') }),
          ...(typeof values['monthlyYuan'] === 'number' ? { monthlyYuan: Math.round(values['monthlyYuan']) } : {}),
        },
      })}
    />
  );
}
