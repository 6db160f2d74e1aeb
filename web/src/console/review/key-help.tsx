import { Modal } from 'antd';
import { useWords } from '../../kit/language.ts';
import { words } from './words.ts';

const KEYS = [
  ['J K', 'keyItems'],
  ['A', 'keyPass'],
  ['F', 'keyFix'],
  ['R', 'keyReject'],
  ['Z', 'keyUndo'],
  ['C', 'keyNote'],
  ['+ - 0', 'keyZoom'],
  ['[ ]', 'keyRotate'],
  ['← →', 'keyPictures'],
  ['V', 'keyFaces'],
  ['N', 'keyNames'],
  ['Ctrl Enter', 'keySubmit'],
  ['G N', 'keyNext'],
  ['?', 'keyHelp'],
] as const;

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useWords(words);
  return (
    <Modal open title={t('help')} footer={null} onCancel={onClose}>
      <dl className="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
