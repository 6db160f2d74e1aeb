import type { Desk } from '../filing-data.ts';
import { materialOf, PartSection, read, text } from './part-section.tsx';

export function CardSection({ desk }: { desk: Desk }) {
  const { card } = desk.application.draft;
  const photo = materialOf(desk, 'bank_card');
  return (
    <PartSection
      desk={desk}
      id="card"
      title="card"
      item="bank_card"
      kinds={['bank_card']}
      initial={{
        number: card?.number ?? read(photo, 'cardNumber'),
        reservedPhone: card?.reservedPhone ?? desk.me.phone,
      }}
      fields={[
        { name: 'number', label: 'cardNumber' },
        { name: 'reservedPhone', label: 'reservedPhone' },
      ]}
      make={(values) => ({
        card: {
          ...(photo === undefined ? {} : { materialId: photo.materialId }),
          number: text(values, 'number').replace(/\s/g, ''),
          reservedPhone: text(values, 'reservedPhone'),
        },
      })}
    />
  );
}
