import { Button, Modal } from 'antd';
import { useWords } from '../../kit/language.ts';
import { words } from './words.ts';

/** Ten codes, shown this once; closed only by saying that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useWords(words);
  return (
    <Modal
      open
      closable={false}
      title={t('codesTitle')}
      footer={
        <Button type="primary" onClick={onKept}>
          {t('kept')}
        </Button>
      }
    >
      <p>{t('codesLead')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
