import { Button } from 'antd-mobile';
import { useWords } from '../../kit/language.ts';
import { useMe, type MaterialKind } from '../queries.ts';
import type { Pending } from './pending-clips.ts';
import { usePending } from './use-pending.ts';
import type { Sending } from './upload.ts';
import { words } from './words.ts';

/** How far a photo or clip is; where the line is down it says so, and that nothing has to be taken again. */
export function UploadMeter({ sending, text }: { sending: Sending; text: string }) {
  const t = useWords(words);
  const { percent, waiting } = sending;
  return (
    <div className="capture-progress" role="status">
      <span>{waiting === undefined ? text : t(waiting.offline ? 'uploadOffline' : 'uploadBusy', { percent })}</span>
      <div className="meter" aria-hidden="true">
        <i style={{ width: `${percent}%` }} className={percent >= 100 && waiting === undefined ? 'pulse' : ''} />
      </div>
      {waiting !== undefined && (
        <>
          <small>{t('uploadKept')}</small>
          <Button size="small" color="primary" fill="outline" onClick={waiting.retryNow}>
            {t('uploadRetry')}
          </Button>
        </>
      )}
    </div>
  );
}

/** A shot that was on its way when the page was closed: sent on with one tap, or thrown away. */
export function PendingOffer({
  kind,
  busy,
  onResume,
}: {
  kind: MaterialKind;
  /** While something is sent nothing is offered. */
  busy: boolean;
  onResume: (pending: Pending) => void;
}) {
  const t = useWords(words);
  const owner = useMe().data?.applicantId;
  const { pending, drop } = usePending(owner, kind, busy);
  if (pending === undefined) return null;
  return (
    <div role="note" className="warned">
      <p>{t('pendingFound')}</p>
      <div className="capture-buttons">
        <Button size="small" color="primary" onClick={() => onResume(pending)}>
          {t('pendingGoOn')}
        </Button>
        <Button size="small" fill="outline" onClick={drop}>
          {t('pendingDrop')}
        </Button>
      </div>
    </div>
  );
}
