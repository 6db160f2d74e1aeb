import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidePlace, distanceKm, type PlaceFacts } from './decide-place.ts';

const hangzhou = { longitude: 120.16, latitude: 30.27 };
const shanghai = { longitude: '+121.47000', latitude: '+31.23000' };
const facts: PlaceFacts = { said: shanghai, centre: hangzhou, radiusKm: 100, driftsBefore: 0, driftsMax: 3 };

describe('a distance', () => {
  it('from Hangzhou to Shanghai is about 165 km, from Beijing to Guangzhou about 1,890', () => {
    expect(distanceKm(hangzhou, { longitude: 121.47, latitude: 31.23 })).toBeCloseTo(165, -1);
    expect(distanceKm({ longitude: 116.41, latitude: 39.9 }, { longitude: 113.26, latitude: 23.13 })).toBeCloseTo(
      1890,
      -1,
    );
  });
  it('is the same there and back, and nothing from a place to itself', () => {
    const place = fc.record({
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6);
        expect(distanceKm(a, a)).toBe(0);
        expect(distanceKm(a, b)).toBeLessThan(20_016);
      }),
    );
  });
});

describe('a sale', () => {
  it('in the city of its registration is in place, at the edge too', () => {
    expect(decidePlace({ ...facts, said: { longitude: '+120.12850', latitude: '+30.27640' } })).toEqual({
      kind: 'in_place',
    });
    expect(decidePlace({ ...facts, radiusKm: 165 }).kind).toBe('in_place');
  });
  it('elsewhere alerts the first and the second time and suspends the third', () => {
    const kinds = [0, 1, 2, 3].map((driftsBefore) => decidePlace({ ...facts, driftsBefore }).kind);
    expect(kinds).toEqual(['alert', 'alert', 'suspend', 'suspend']);
    expect(decidePlace(facts)).toMatchObject({ distanceKm: 165, drifts: 1 });
  });
  it('that says no place, or none that can be, changes nothing', () => {
    expect(decidePlace({ ...facts, said: undefined }).kind).toBe('unknown');
    expect(decidePlace({ ...facts, centre: undefined }).kind).toBe('unknown');
    for (const said of [
      { longitude: '+0.00000', latitude: '+0.00000' },
      { longitude: 'N', latitude: '+30' },
      { longitude: '+190.0', latitude: '+30.0' },
    ])
      expect(decidePlace({ ...facts, said }).kind).toBe('unknown');
  });
});
