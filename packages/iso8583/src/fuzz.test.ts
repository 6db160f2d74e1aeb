import { describe, expect, it } from 'vitest';
import { makeFuzzer } from './fuzz.ts';

describe('frames changed at random', () => {
  it('are messages or located errors to every reader, three thousand times from seed 8583', () => {
    const fuzzer = makeFuzzer(8583);
    let read = 0;
    for (let i = 0; i < 3000; i += 1) if (fuzzer.next()) read += 1;
    expect(read).toBeGreaterThan(300);
    expect(read).toBeLessThan(2700);
  });
});
