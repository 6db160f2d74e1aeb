import { useMe } from '../queries.ts';
import { Refused } from '../shell.tsx';
import { useWords } from '../../kit/language.ts';
import { Capture } from './capture.tsx';
import { useDraft } from './draft-keeper.tsx';
import { words } from './words.ts';

/** 账户核实函: for an account whose bank answers neither the register nor a transfer. Printed, sealed at the bank, photographed. */
export function AccountLetter() {
  const t = useWords(words);
  const me = useMe();
  const { draft, save, error } = useDraft();
  const account = draft.corporateAccount;
  if (account === undefined) return null;
  const given = me.data?.materials.some((one) => one.materialId === account.letterMaterialId) === true;
  return (
    <details className="card" open={given}>
      <summary>{t('accountLetter')}</summary>
      <p className="small">{t('accountLetterText')}</p>
      <a className="row-link" href="/api/applicant/application/account-letter" target="_blank" rel="noreferrer">
        <span>{t('accountLetterPrint')}</span>
        <i aria-hidden="true">↗</i>
      </a>
      <Capture
        kind="account_letter"
        label={t('accountLetterPhoto')}
        onDone={({ materialId }) => void save({ corporateAccount: { ...account, letterMaterialId: materialId } })}
      />
      {error !== undefined && <Refused error={error} />}
    </details>
  );
}
