import { useQuery } from '@tanstack/react-query';
import { client, type Answer, type RouteKey } from '../../kit/client.ts';
import { courseWords } from '../../kit/course-words.ts';
import { useWords } from '../../kit/language.ts';
import { SaleCourse } from '../../kit/sale-course.tsx';
import { Loaded } from '../loaded.tsx';
import { CreditAdjustment } from '../reconciliation/credit-adjustment.tsx';
import { words } from '../words.ts';

type Transaction = Answer<'GET /api/console/transactions'>['rows'][number];

/** Sales whose money can go back over the network when the device cannot send it. */
const SOLD: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'qr_passive',
  'qr_active',
  'offline_sale',
];

/** Where the money of a transaction is, the customer's signature where there is one, and the way back for the money. */
export function Beneath({ row, acts }: { row: Transaction; acts: boolean }) {
  const t = useWords(words);
  const { merchantId, transactionId, signed } = row;
  return (
    <div className="beneath">
      <CourseBelow merchantId={merchantId} transactionId={transactionId} />
      {acts && row.state === 'approved' && SOLD.includes(row.kind) && <CreditAdjustment sale={row} />}
      {signed && (
        <figure className="signature">
          <figcaption>{t('signature')}</figcaption>
          <img
            src={client.href(
              'GET /api/console/merchants/:merchantId/transactions/:transactionId/signature' satisfies RouteKey,
              { merchantId, transactionId },
            )}
            alt={t('signature')}
          />
        </figure>
      )}
    </div>
  );
}

/** Where the money of one transaction is. */
export function CourseBelow({ merchantId, transactionId }: { merchantId: string; transactionId: string }) {
  const t = useWords(words);
  const c = useWords(courseWords);
  const asked = useQuery({
    queryKey: ['course', transactionId],
    queryFn: () =>
      client.call('GET /api/console/merchants/:merchantId/transactions/:transactionId/course', {
        params: { merchantId, transactionId },
      }),
  });
  return (
    <Loaded of={asked}>
      {({ course }) =>
        course === undefined ? (
          <p className="dim">{t('noCourse')}</p>
        ) : (
          <section aria-label={c('title')}>
            <SaleCourse course={course} />
          </section>
        )
      }
    </Loaded>
  );
}
