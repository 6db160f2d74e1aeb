import { useQuery } from '@tanstack/react-query';
import { client, type Answer } from '../../kit/client.ts';
import { useWords, type Say } from '../../kit/language.ts';
import { yuan, yuanShort } from '../../kit/money.ts';
import { sheetWords } from './sheet-words.ts';

export type Sheet = Answer<'GET /api/applicant/application/sheet'>['sheet'];
type Charge = Sheet['charges'][number];
type Key = keyof typeof sheetWords;

export const useSheet = () =>
  useQuery({
    queryKey: ['application', 'sheet'],
    queryFn: () => client.call('GET /api/applicant/application/sheet'),
    staleTime: 0,
  });

/** 6000 ppm is 0.60 %. */
const percent = (ppm: string | undefined): string => (Number(ppm ?? '0') / 10_000).toFixed(2);

function ruleOf(t: Say<Key>, charge: Charge): string {
  return t(`${charge.code}_rule`, {
    percent: percent(charge.ratePpm),
    cap: yuanShort(charge.capFen ?? '0'),
    amount: yuanShort(charge.amountFen ?? '0'),
  });
}

/** Every charge that can ever be made, the deposit's rule, and what is never charged. The same sheet is kept as a PDF once it is signed. */
export function SheetView({ sheet }: { sheet: Sheet }) {
  const t = useWords(sheetWords);
  const { deposit } = sheet;
  const facts = {
    deposit: yuanShort(deposit.amountFen),
    target: yuanShort(deposit.targetFen),
    days: deposit.targetDays,
    after: deposit.targetDays + 1,
    capture: deposit.captureDay,
    refund: deposit.refundWorkingDays,
    need: yuan(deposit.monthlyNeedFen),
  };
  const doubtful = deposit.reach === 'above_credit_limit' || deposit.reach === 'above_expected_volume';
  return (
    <section className="card sheet-card" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p className="small">{t('lead')}</p>
      <table>
        <tbody>
          {sheet.charges.map((charge) => (
            <tr key={charge.code}>
              <th scope="row">{t(charge.code)}</th>
              <td>{ruleOf(t, charge)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sheet.t0From !== undefined && (
        <p className="warned">{t('t0From', { days: sheet.t0From.afterDays, normal: sheet.t0From.normalDays })}</p>
      )}
      <h3>{t('depositRule')}</h3>
      <p className="small">{t('depositText', facts)}</p>
      {deposit.giveBackDays !== undefined && <p className="small">{t('giveBack', { days: deposit.giveBackDays })}</p>}
      <p className={doubtful ? 'warned' : 'small'} role={doubtful ? 'alert' : undefined}>
        {t('need', facts)} {t(`reach_${deposit.reach}`)}
      </p>
      <h3>{t('neverTitle')}</h3>
      <p className="small">{sheet.never.map((one) => t(`never_${one}` as Key)).join(' · ')}</p>
      <p className="small">{t('neverText', { notice: sheet.priceNoticeDays })}</p>
    </section>
  );
}
