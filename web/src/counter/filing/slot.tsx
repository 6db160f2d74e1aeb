import { Alert, Button, Progress } from 'antd';
import { useId, type ReactNode } from 'react';
import { useWords } from '../../kit/language.ts';
import { usePending } from '../../merchant/apply/use-pending.ts';
import type { Sending } from '../../merchant/apply/upload.ts';
import { Refused } from '../parts.tsx';
import { words } from '../words.ts';
import type { Desk, Material } from './filing-data.ts';

interface SlotProps {
  readonly desk: Desk;
  readonly kind: Material['kind'];
  readonly label: string;
  readonly accept: 'image/*' | 'video/*';
  readonly view: ReactNode;
  /** Other ways than a file. */
  readonly ways: ReactNode;
  readonly hand: {
    readonly sending: Sending | undefined;
    readonly busy: boolean;
    readonly unreadable: boolean;
    readonly error: unknown;
    readonly asIs: (blob: Blob) => void;
  };
  readonly onFile: (file: Blob) => void;
  /** What was read of it. */
  readonly children?: ReactNode;
}

/** One place for a paper or a clip: what is there, the ways to hand it in, how far that is, and what came of it. */
export function Slot({ desk, kind, label, accept, view, ways, hand, onFile, children }: SlotProps) {
  const t = useWords(words);
  const id = useId();
  return (
    <section className="slot" aria-label={label}>
      <div className="slot-view">{view}</div>
      <div className="slot-foot">
        <strong>{label}</strong>
        {!desk.readOnly && (
          <div className="slot-buttons">
            <label htmlFor={id} className="pick">
              {t('file')}
              <input
                id={id}
                className="hidden-label"
                type="file"
                accept={accept}
                disabled={hand.busy}
                onChange={(event) => {
                  const [file] = event.target.files ?? [];
                  event.target.value = '';
                  if (file !== undefined) onFile(file);
                }}
              />
            </label>
            {ways}
          </div>
        )}
        {!desk.readOnly && <PendingOffer desk={desk} kind={kind} busy={hand.busy} onResume={hand.asIs} />}
        {hand.busy && <Meter sending={hand.sending ?? { percent: 0 }} />}
        {hand.unreadable && <Alert type="error" showIcon className="gap" title={t('notAPicture')} />}
        <Refused error={hand.error} />
        {children}
      </div>
    </section>
  );
}

function Meter({ sending }: { sending: Sending }) {
  const t = useWords(words);
  const { percent, waiting } = sending;
  const text =
    waiting === undefined
      ? t(percent >= 100 ? 'uploading' : 'sending', { percent })
      : t(waiting.offline ? 'sendingOffline' : 'sendingBusy', { percent });
  return (
    <div role="status">
      <p className="slot-meter">{text}</p>
      <Progress percent={percent} showInfo={false} size="small" aria-label={text} />
      {waiting !== undefined && (
        <Button size="small" onClick={waiting.retryNow}>
          {t('sendNow')}
        </Button>
      )}
    </div>
  );
}

interface OfferProps {
  readonly desk: Desk;
  readonly kind: Material['kind'];
  readonly busy: boolean;
  readonly onResume: (blob: Blob) => void;
}

/** Something of this merchant that was on its way when the page was closed. */
function PendingOffer({ desk, kind, busy, onResume }: OfferProps) {
  const t = useWords(words);
  const { pending, drop } = usePending(desk.me.applicantId, kind, busy);
  if (pending === undefined) return null;
  return (
    <Alert
      type="warning"
      className="gap"
      title={t('pendingFound')}
      description={
        <div className="slot-buttons">
          <Button size="small" type="primary" onClick={() => onResume(pending.blob)}>
            {t('pendingGoOn')}
          </Button>
          <Button size="small" onClick={drop}>
            {t('pendingDrop')}
          </Button>
        </div>
      }
    />
  );
}
