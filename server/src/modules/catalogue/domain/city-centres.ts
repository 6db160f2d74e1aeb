/** Centres of the cities of REGIONS, degrees east and north, to a hundredth (about a kilometre). */
const CENTRES: Readonly<Record<string, readonly [longitude: number, latitude: number]>> = {
  '1101': [116.41, 39.9],
  '1201': [117.2, 39.08],
  '1301': [114.51, 38.04],
  '1401': [112.55, 37.87],
  '1501': [111.75, 40.84],
  '2101': [123.43, 41.81],
  '2102': [121.61, 38.91],
  '2201': [125.32, 43.82],
  '2301': [126.53, 45.8],
  '3101': [121.47, 31.23],
  '3201': [118.8, 32.06],
  '3205': [120.58, 31.3],
  '3301': [120.16, 30.27],
  '3302': [121.55, 29.87],
  '3401': [117.23, 31.82],
  '3501': [119.3, 26.07],
  '3502': [118.09, 24.48],
  '3601': [115.86, 28.68],
  '3701': [117.12, 36.65],
  '3702': [120.38, 36.07],
  '4101': [113.63, 34.75],
  '4201': [114.31, 30.59],
  '4301': [112.94, 28.23],
  '4401': [113.26, 23.13],
  '4403': [114.06, 22.54],
  '4501': [108.37, 22.82],
  '4601': [110.2, 20.04],
  '5001': [106.55, 29.56],
  '5101': [104.07, 30.57],
  '5201': [106.63, 26.65],
  '5301': [102.83, 24.88],
  '5401': [91.14, 29.65],
  '6101': [108.94, 34.34],
  '6201': [103.83, 36.06],
  '6301': [101.78, 36.62],
  '6401': [106.23, 38.49],
  '6501': [87.62, 43.83],
};

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** The centre of a city by the first four places of its region code; undefined where it is not listed, and nothing can be said. */
export function cityCentre(region: string): Place | undefined {
  const centre = CENTRES[region.slice(0, 4)];
  return centre === undefined ? undefined : { longitude: centre[0], latitude: centre[1] };
}
