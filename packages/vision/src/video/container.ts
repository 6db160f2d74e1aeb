import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { isoOfUnixSeconds } from './recorded-at.ts';

/** What a container says of itself, before any picture is decoded. */
export interface ContainerFacts {
  /** How ffmpeg names the container's reader. */
  readonly demuxer: 'mov' | 'matroska';
  readonly durationMs: number;
  /** As shown: turned and stretched as the container asks. */
  readonly width: number;
  readonly height: number;
  /** avc, hevc, vp8, vp9, av1. */
  readonly codec: string;
  /** Absent when the recorder wrote none (a browser's own does not), or wrote the zero of its calendar. */
  readonly recordedAt?: string;
}

/** Larger frames than a phone films are made to exhaust the decoder. */
const PIXELS_MAX = 8_192 * 4_320;

/** Facts of an MP4, QuickTime, WebM or Matroska file; told by first bytes, never by a name. Never throws on bytes from outside. */
export async function containerFacts(
  video: Uint8Array,
): Promise<ContainerFacts | { readonly refused: 'file_type' | 'file_corrupt' }> {
  const demuxer = demuxerOf(video);
  if (demuxer === undefined) return { refused: 'file_type' };
  const input = new Input({ source: new BufferSource(video), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    const codec = await track?.getCodec();
    if (track === null || codec === null || codec === undefined) return { refused: 'file_corrupt' };
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    // From the packets themselves: a browser's recorder streams, and so never learns the length that its header should state.
    const seconds = await track.computeDuration();
    const whole = Number.isFinite(seconds) && seconds > 0 && width > 0 && height > 0 && width * height <= PIXELS_MAX;
    if (!whole) return { refused: 'file_corrupt' };
    const recordedAt = demuxer === 'mov' ? mp4Time(video) : matroskaTime(video);
    const facts = { demuxer, durationMs: Math.round(seconds * 1_000), width, height, codec };
    return recordedAt === undefined ? facts : { ...facts, recordedAt };
  } catch {
    // Whatever the reader stumbled over, the remedy is the same: film again.
    return { refused: 'file_corrupt' };
  } finally {
    input.dispose();
  }
}

function demuxerOf(video: Uint8Array): ContainerFacts['demuxer'] | undefined {
  const at = (offset: number, bytes: string): boolean =>
    Buffer.from(video.subarray(offset, offset + bytes.length / 2)).toString('hex') === bytes;
  if (at(0, '1a45dfa3')) return 'matroska';
  return at(4, '66747970') || at(4, '6d6f6f76') || at(4, '77696465') ? 'mov' : undefined;
}

/** Seconds from 1904-01-01 (QuickTime's zero) to 1970-01-01. */
const SECONDS_1904_TO_1970 = 2_082_844_800;
/** 2001-01-01, Matroska's zero, in Unix seconds. */
const SECONDS_1970_TO_2001 = 978_307_200;

/** Creation time of `moov/mvhd` (ISO/IEC 14496-12); a recorder without a clock leaves it 0. */
function mp4Time(video: Uint8Array): string | undefined {
  const view = new DataView(video.buffer, video.byteOffset, video.byteLength);
  const moov = boxIn(view, { from: 0, to: view.byteLength }, 'moov');
  const mvhd = moov && boxIn(view, moov, 'mvhd');
  if (mvhd === undefined || mvhd.to - mvhd.from < 16) return undefined;
  const isLong = view.getUint8(mvhd.from) === 1;
  const since1904 = isLong ? Number(view.getBigUint64(mvhd.from + 4)) : view.getUint32(mvhd.from + 4);
  return isoOfUnixSeconds(since1904 - SECONDS_1904_TO_1970);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Content of the first box of a name in a range of boxes. */
function boxIn(view: DataView, range: Range, name: string): Range | undefined {
  let at = range.from;
  while (at + 8 <= range.to) {
    const short = view.getUint32(at);
    const head = short === 1 ? 16 : 8;
    if (short === 1 && at + 16 > range.to) return undefined;
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? range.to - at : short;
    if (size < head || at + size > range.to) return undefined;
    const type = String.fromCodePoint(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    if (type === name) return { from: at + head, to: at + size };
    at += size;
  }
  return undefined;
}

/** The segment's DateUTC stands in its first kilobytes, in nanoseconds since 2001. */
function matroskaTime(video: Uint8Array): string | undefined {
  const head = Buffer.from(video.subarray(0, 4_096));
  const at = head.indexOf(Buffer.from('446188', 'hex'));
  if (at === -1 || at + 11 > head.length) return undefined;
  const nanoseconds = head.readBigInt64BE(at + 3);
  return nanoseconds === 0n ? undefined : isoOfUnixSeconds(Number(nanoseconds / 1_000_000_000n) + SECONDS_1970_TO_2001);
}
