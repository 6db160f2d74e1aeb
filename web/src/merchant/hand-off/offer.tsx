import { useContext } from 'react';
import type { CallInput } from '../../kit/client.ts';
import { Later, later } from '../../kit/later.tsx';
import { useWide } from '../../kit/use-wide.ts';
import { FilingContext } from '../apply/filing-hand.ts';

const HandOffPanel = later(async () => (await import('./panel.tsx')).HandOffPanel);

export type HandOffStep = CallInput<'POST /api/applicant/hand-offs'>['body']['step'];

/** At a step that wants the camera: the way to the phone, for who began on a desktop. Who files for a merchant has none. */
export function HandOffOffer({ step }: { step: HandOffStep }) {
  const wide = useWide();
  const filing = useContext(FilingContext);
  if (!wide || filing !== undefined) return null;
  return (
    // without its code the step works as it always did
    <Later waiting={<div className="hand-off" />} failed={null}>
      <HandOffPanel key={step} step={step} />
    </Later>
  );
}
