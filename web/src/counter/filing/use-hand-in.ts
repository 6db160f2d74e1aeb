import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { holdFiling } from '../../kit/client.ts';
import { shrink, uploadMaterial, type Sending } from '../../merchant/apply/upload.ts';
import type { Desk, Material } from './filing-data.ts';

/** Hands in a photo or clip of this filing's merchant, in parts where it is large, as their own phone does. */
export function useHandIn(desk: Desk, kind: Material['kind']) {
  const [sending, setSending] = useState<Sending>();
  const send = useMutation({
    mutationFn: (blob: Blob) => uploadMaterial({ owner: desk.me.applicantId, kind, blob }, setSending),
    onSuccess: desk.refresh,
    onSettled: () => setSending(undefined),
  });
  const [unreadable, setUnreadable] = useState(false);
  const hand = async (photo: Blob): Promise<void> => {
    setUnreadable(false);
    const isHere = holdFiling();
    setSending({ percent: 0 });
    const small = await shrink(photo, kind).catch(() => undefined);
    if (!isHere()) return;
    if (small !== undefined) return send.mutate(small);
    setSending(undefined);
    setUnreadable(true);
  };
  return {
    /** A photo: made small first. */
    photo: (blob: Blob): void => void hand(blob),
    /** Bytes as they are: a clip, or what was kept from an earlier try. */
    asIs: (blob: Blob): void => send.mutate(blob),
    sending,
    busy: sending !== undefined || send.isPending,
    /** The file that was chosen is no picture that this browser can open. */
    unreadable,
    error: send.error,
  };
}
