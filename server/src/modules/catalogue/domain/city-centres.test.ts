import { expect, it } from 'vitest';
import { REGIONS } from './cities.ts';
import { cityCentre } from './city-centres.ts';

it('every city that we know has a centre within the country, and no two share one', () => {
  const centres = REGIONS.map(({ code }) => cityCentre(code));
  for (const centre of centres) {
    expect(centre?.longitude).toBeGreaterThan(73);
    expect(centre?.longitude).toBeLessThan(136);
    expect(centre?.latitude).toBeGreaterThan(18);
    expect(centre?.latitude).toBeLessThan(54);
  }
  expect(new Set(centres.map((one) => JSON.stringify(one))).size).toBe(REGIONS.length);
});
it('a district has the centre of its city, a place nobody lists has none', () => {
  expect(cityCentre('330106')).toEqual(cityCentre('330100'));
  expect(cityCentre('999900')).toBeUndefined();
});
