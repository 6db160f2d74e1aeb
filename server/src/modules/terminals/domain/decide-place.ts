export interface PlaceFacts {
  /** As field 59 says it: signed decimal degrees. */
  readonly said: { readonly longitude: string; readonly latitude: string } | undefined;
  /** Where the terminal is registered; undefined where that is not known. */
  readonly centre: { readonly longitude: number; readonly latitude: number } | undefined;
  readonly radiusKm: number;
  /** Sales outside the city since the terminal was last registered, this one left out. */
  readonly driftsBefore: number;
  readonly driftsMax: number;
}

export type PlaceDecision =
  | { readonly kind: 'in_place' | 'unknown' }
  | { readonly kind: 'alert' | 'suspend'; readonly distanceKm: number; readonly drifts: number };

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const DEGREES = /^[+-]?\d{1,3}(\.\d+)?$/;

/** Great circle, by the haversine formula; a sphere is good to half a percent. */
export function distanceKm(
  a: { readonly longitude: number; readonly latitude: number },
  b: { readonly longitude: number; readonly latitude: number },
): number {
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const h =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * Pure. A sale outside the city alerts; the last that is borne suspends. What cannot be judged (no place said, none registered,
 * zeros of a receiver that has not found itself) changes nothing.
 */
export function decidePlace({ said, centre, radiusKm, driftsBefore, driftsMax }: PlaceFacts): PlaceDecision {
  if (said === undefined || centre === undefined) return { kind: 'unknown' };
  if (!DEGREES.test(said.longitude) || !DEGREES.test(said.latitude)) return { kind: 'unknown' };
  const place = { longitude: Number(said.longitude), latitude: Number(said.latitude) };
  if (
    (place.longitude === 0 && place.latitude === 0) ||
    Math.abs(place.longitude) > 180 ||
    Math.abs(place.latitude) > 90
  )
    return { kind: 'unknown' };
  const distance = Math.round(distanceKm(place, centre));
  if (distance <= radiusKm) return { kind: 'in_place' };
  const drifts = driftsBefore + 1;
  return { kind: drifts >= driftsMax ? 'suspend' : 'alert', distanceKm: distance, drifts };
}
