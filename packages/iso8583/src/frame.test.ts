import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  frame,
  FrameReader,
  networkFrame,
  NetworkFrameReader,
  swapTpdu,
  withProcessingRequirement,
  type FrameEvent,
} from './index.ts';

const parts = { tpdu: '6000030000', header: '603210320072', body: Uint8Array.of(8, 0, 1, 2, 3) };

function bodies(events: readonly FrameEvent[]): number[][] {
  return events.flatMap((event) => (event.kind === 'frame' ? [[...event.frame.body]] : []));
}

describe('frames of the terminal leg', () => {
  it('are put together again wherever the stream was split', () => {
    const stream = Buffer.concat([frame(parts), frame({ ...parts, body: Uint8Array.of(9) })]);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const reader = new FrameReader();
      const events = [...reader.push(stream.subarray(0, cut)), ...reader.push(stream.subarray(cut))];
      expect(bodies(events)).toEqual([[8, 0, 1, 2, 3], [9]]);
      expect(reader.pendingBytes).toBe(0);
    }
  });

  it('survive any splitting into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 9 })),
        (list, sizes) => {
          const stream = Buffer.concat(list.map((body) => frame({ ...parts, body })));
          const reader = new FrameReader();
          const events: FrameEvent[] = [];
          let at = 0;
          for (let i = 0; at < stream.length; i += 1) {
            const size = sizes[i] ?? stream.length;
            events.push(...reader.push(stream.subarray(at, at + size)));
            at += size;
          }
          expect(bodies(events)).toEqual(list.map((body) => [...body]));
        },
      ),
    );
  });

  it('ignores and counts empty frames', () => {
    const reader = new FrameReader();
    expect(bodies(reader.push(Buffer.concat([Buffer.from([0, 0, 0, 0]), frame(parts)])))).toHaveLength(1);
    expect(reader.emptyFrames).toBe(2);
  });

  it('skips the line report of a dial-up network controller', () => {
    const lri = Buffer.concat([Buffer.from('4C5249001C', 'hex'), Buffer.alloc(28, 0x11)]);
    const plain = frame(parts);
    const withLri = Buffer.concat([plain.subarray(0, 7), lri, plain.subarray(7)]);
    withLri.writeUInt16BE(withLri.length - 2, 0);
    const [event] = new FrameReader().push(withLri);
    expect(event).toMatchObject({ kind: 'frame', lriSkipped: true, frame: parts });
  });

  it('refuses a frame above the limit and reads nothing more', () => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.from([0x10, 0x01]))[0]).toMatchObject({ kind: 'fault', error: { offset: 0 } });
    expect(reader.push(frame(parts))).toEqual([]);
  });

  it('lets a long frame in only when its MTI is that of a signature, at the latest when the MTI has come', () => {
    const long = (mti: number): Uint8Array => {
      const body = new Uint8Array(9000);
      body.set([mti >> 8, mti & 0xff]);
      return frame({ ...parts, body });
    };
    const reader = new FrameReader(4096, 16_384);
    expect(reader.push(long(0x0820).subarray(0, 5000))).toEqual([]);
    expect(bodies(reader.push(long(0x0820).subarray(5000)))[0]?.length).toBe(9000);
    expect(reader.push(long(0x0200).subarray(0, 14))).toEqual([]);
    expect(reader.push(long(0x0200).subarray(14, 15))[0]).toMatchObject({ kind: 'fault' });
    expect(new FrameReader().push(long(0x0820))[0]).toMatchObject({ kind: 'fault' });
    expect(new FrameReader(4096, 16_384).push(Buffer.from([0x40, 0x01]))[0]).toMatchObject({ kind: 'fault' });
  });

  it('refuses another TPDU id and a header that is no number', () => {
    const other = Buffer.from(frame(parts));
    other[2] = 0x68;
    expect(new FrameReader().push(other)[0]).toMatchObject({ kind: 'fault', error: { offset: 2 } });
    const letters = Buffer.from(frame(parts));
    letters[7] = 0xab;
    expect(new FrameReader().push(letters)[0]).toMatchObject({ kind: 'fault', error: { offset: 7 } });
  });

  it('answers random bytes with frames or one fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const faults = new FrameReader().push(bytes).filter((event) => event.kind === 'fault');
        expect(faults.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('exchanges the addresses in an answer and can ask for a new sign-in', () => {
    expect(swapTpdu('6000030401')).toBe('6004010003');
    expect(withProcessingRequirement('603200320000', 3)).toBe('603203320000');
  });
});

describe('frames of the network leg', () => {
  const message = { destination: '00010000', source: '48021000', body: Buffer.from('0800') };
  it('carry their total length inside a header of 46 bytes', () => {
    const bytes = networkFrame(message);
    expect(Buffer.from(bytes.subarray(0, 6)).toString('hex')).toBe(`2e02${Buffer.from('0050').toString('hex')}`);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const reader = new NetworkFrameReader();
      const frames = [...reader.push(bytes.subarray(0, cut)).frames, ...reader.push(bytes.subarray(cut)).frames];
      expect(frames).toMatchObject([{ destination: '00010000', source: '48021000', rejectCode: '00000' }]);
    }
  });
  it('refuses a stream that does not begin with a header', () => {
    expect(new NetworkFrameReader().push(Buffer.alloc(46)).error).toMatchObject({ offset: 0 });
  });
});
