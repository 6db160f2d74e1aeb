import { App, Button, Modal } from 'antd';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { words } from './words.ts';

export interface Setup {
  readonly token: string;
  readonly expiresAt: string;
}

/** A link of one use, shown this once. What follows the hash never reaches a server's log. */
export function SetupLink({ name, setup, onClose }: { name: string; setup: Setup; onClose: () => void }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const link = `${location.origin}/console/#setup=${setup.token}`;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link);
    void message.success(t('copied'));
  };
  return (
    <Modal
      open
      closable={false}
      title={t('setupTitle')}
      footer={[
        <Button key="copy" onClick={() => void copy().catch(() => undefined)}>
          {t('copy')}
        </Button>,
        <Button key="close" type="primary" onClick={onClose}>
          {t('close')}
        </Button>,
      ]}
    >
      <p>{t('setupLead', { name, at: dateTime(setup.expiresAt) })}</p>
      <code className="setup-link">{link}</code>
    </Modal>
  );
}
