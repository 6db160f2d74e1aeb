import { describe, expect, it } from 'vitest';
import { Backlog } from './backlog.ts';
import { frame, FrameReader, imageFrameBytesMax, networkFrame, NetworkFrameReader, type FrameEvent } from './index.ts';

const body = Uint8Array.from({ length: 700 }, (_none, i) => i * 31);
const one = frame({ tpdu: '6000030000', header: '603210320072', body });

describe('a frame in pieces', () => {
  it('is whole again split at every byte, in two pieces and in pieces of one byte, with a frame before and one behind', () => {
    const stream = Buffer.concat([one, one, one]);
    const whole = new FrameReader().push(stream);
    expect(whole).toHaveLength(3);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const reader = new FrameReader();
      expect([...reader.push(stream.subarray(0, cut)), ...reader.push(stream.subarray(cut))]).toEqual(whole);
    }
    const reader = new FrameReader();
    const single: FrameEvent[] = [];
    for (const [at, byte] of stream.entries()) {
      single.push(...reader.push(Uint8Array.of(byte)));
      expect(reader.pendingBytes).toBe((at + 1) % one.length);
    }
    expect(single).toEqual(whole);
  });

  it('of the network leg as well', () => {
    const part = networkFrame({ destination: '00010000', source: '48021000', body });
    const stream = Buffer.concat([part, part]);
    const whole = new NetworkFrameReader().push(stream).frames;
    expect(whole).toHaveLength(2);
    const reader = new NetworkFrameReader();
    expect([...stream].flatMap((byte) => reader.push(Uint8Array.of(byte)).frames)).toEqual(whole);
    expect(reader.pendingBytes).toBe(0);
  });

  it('gives a body that later bytes of the line do not change', () => {
    const reader = new FrameReader();
    const chunk = Buffer.from(one);
    reader.push(chunk.subarray(0, 100));
    const [event] = reader.push(chunk.subarray(100));
    chunk.fill(0);
    reader.push(chunk.subarray(0, 50));
    expect(event?.kind === 'frame' && event.frame.body).toEqual(body);
  });
});

describe('the backlog of a line', () => {
  it('moves to another buffer a dozen times for a frame of 16 KB that comes byte by byte, not sixteen thousand times', () => {
    const backlog = new Backlog();
    const buffers = new Set<ArrayBufferLike>();
    for (let i = 0; i < imageFrameBytesMax; i += 1) {
      const joined = backlog.join(Uint8Array.of(i));
      expect(joined.length).toBe(i + 1);
      backlog.keep(0);
      if (i > 0) buffers.add(joined.buffer);
    }
    expect(buffers.size).toBeLessThan(14);
  });

  it('does not grow when frames keep being taken off its front', () => {
    const backlog = new Backlog();
    const piece = new Uint8Array(100);
    let largest = 0;
    for (let i = 0; i < 2000; i += 1) {
      const joined = backlog.join(piece);
      largest = Math.max(largest, joined.buffer.byteLength);
      // all but 150 bytes are taken
      backlog.keep(Math.max(0, joined.length - 150));
      expect(backlog.length).toBe(Math.min(150, (i + 1) * 100));
    }
    expect(largest).toBeLessThanOrEqual(Buffer.poolSize);
  });

  it('holds nothing of a line that is idle, and nothing of a chunk that brought whole frames', () => {
    const backlog = new Backlog();
    const joined = backlog.join(one);
    expect(joined.buffer).toBe(one.buffer);
    backlog.keep(one.length);
    expect(backlog.length).toBe(0);
  });
});
