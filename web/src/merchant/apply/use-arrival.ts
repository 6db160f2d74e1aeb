import { useEffect, useRef } from 'react';
import type { Material } from '../queries.ts';

/** Calls `take` when another photo than before is in its place, whether it was taken here or on the phone beside. */
export function useArrival(photo: Material | undefined, take: (photo: Material) => void): void {
  const seen = useRef(photo?.materialId);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (photo === undefined || photo.materialId === seen.current) return;
    seen.current = photo.materialId;
    latest.current(photo);
  }, [photo]);
}
