import { Alert, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './words.ts';

interface AskProps {
  readonly title: string;
  /** What the button does, as a verb. */
  readonly ok: string;
  readonly danger?: true;
  readonly ready?: boolean;
  readonly of: { readonly isPending: boolean; readonly error: unknown };
  readonly onOk: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A question before something is done: what follows, the fields it needs, and the refusal where it was not done. */
export function Ask({ title, ok, danger, ready = true, of, onOk, onClose, children }: AskProps) {
  const t = useWords(words);
  const text = useProblemText();
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t('cancel')}
      okButtonProps={{ danger: danger === true, disabled: !ready }}
      confirmLoading={of.isPending}
      onOk={onOk}
      onCancel={onClose}
    >
      <div className="ask">
        {children}
        {of.error !== null && <Alert type="error" showIcon title={text(of.error)} />}
      </div>
    </Modal>
  );
}
