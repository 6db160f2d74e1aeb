/** Clips of the drawn stalls: goods go over the counter, a pot steams, the phone sways a little; and of a drawn person who answers. */
import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { people, personOf, type Person } from '@kaitong/simulators/src/population/index.ts';
import { runFfmpeg } from '@kaitong/vision/ffmpeg';
import type { Pen } from './paper.ts';
import { drawnFace } from './portraits.ts';
import { drawScene } from './scenes.ts';

const WIDTH = 960;
const HEIGHT = 720;
const FRAMES_A_SECOND = 10;
/** Of a speaker before the camera. */
const FACE = [456, 576] as const;
const HOUR_MS = 3_600_000;

/** What the rules must say of a clip: good, or why it is refused. */
export type VideoExpectation = 'good' | 'video_too_long' | 'video_too_old' | 'video_still';

export interface VideoEntry {
  /** File name without its ending; also the argument of `renderVideo`. */
  readonly name: string;
  readonly personKey: string;
  readonly kind: 'scene_video' | 'interview_video';
  readonly container: 'mp4' | 'webm';
  readonly title: { readonly zh: string; readonly en: string };
  readonly expect: VideoExpectation;
}

interface Recipe extends VideoEntry {
  readonly seconds: number;
  /** How long before "now" it was recorded; undefined writes no time, as a browser's recorder does. */
  readonly ageHours: number | undefined;
  readonly moves: boolean;
}

const PLAIN = {
  slug: '',
  zh: '',
  en: '',
  container: 'mp4',
  expect: 'good',
  seconds: 6,
  ageHours: 1,
  moves: true,
} as const;

/** Variants that one person is enough to show. */
const VARIANTS = [
  { ...PLAIN, slug: '-webm', zh: '（浏览器录制）', en: ', from a browser', container: 'webm', ageHours: undefined },
  { ...PLAIN, slug: '-long', zh: '（12 秒，过长）', en: ', 12 s, too long', expect: 'video_too_long', seconds: 12 },
  { ...PLAIN, slug: '-old', zh: '（8 天前）', en: ', 8 days old', expect: 'video_too_old', ageHours: 8 * 24 },
  { ...PLAIN, slug: '-still', zh: '（静止照片）', en: ', a still photo', expect: 'video_still', moves: false },
] as const;

const SCENES: readonly Recipe[] = people.flatMap((person) =>
  [PLAIN, ...(person.key === 'lin' ? VARIANTS : [])].map(({ slug, zh, en, ...rest }) => ({
    ...rest,
    name: `${person.key}-scene-video${slug}`,
    personKey: person.key,
    kind: 'scene_video' as const,
    title: { zh: `${person.name} 经营视频${zh}`, en: `${person.key}: video of the stall${en}` },
  })),
);

/** A phone's recorder writes no time, and an interview is recorded after its questions. */
const INTERVIEWS: readonly Recipe[] = people.map((person) => ({
  name: `${person.key}-interview`,
  personKey: person.key,
  kind: 'interview_video',
  container: 'webm',
  title: { zh: `${person.name} 面签视频`, en: `${person.key}: answers of an interview` },
  expect: 'good',
  seconds: 12,
  ageHours: undefined,
  moves: true,
}));

const RECIPES: readonly Recipe[] = [...SCENES, ...INTERVIEWS];

/** All clips, in the order of the population. */
export function videoCatalogue(): VideoEntry[] {
  return RECIPES.map(({ seconds: _seconds, ageHours: _ageHours, moves: _moves, ...entry }) => entry);
}

/** Draws and encodes one clip (2 to 4 s). `nowMs` is Unix milliseconds; throws for a name outside the catalogue. */
export async function renderVideo(name: string, options: { readonly nowMs: number }): Promise<Buffer> {
  const recipe = RECIPES.find((one) => one.name === name);
  if (recipe === undefined) throw new Error(`no such clip: ${name}`);
  const { ageHours, container, seconds, moves } = recipe;
  const recordedAt =
    ageHours === undefined
      ? undefined
      : new Date(options.nowMs - ageHours * HOUR_MS).toISOString().replace(/\.\d+/, '');
  return encodeClip({ person: personOf(recipe.personKey), kind: recipe.kind, container, seconds, moves, recordedAt });
}

export interface Clip {
  readonly person: Person;
  readonly kind: VideoEntry['kind'];
  readonly container: 'mp4' | 'webm';
  readonly seconds: number;
  /** False repeats one frame: a photograph shown as a video. */
  readonly moves: boolean;
  /** ISO; written as the container's creation time. */
  readonly recordedAt: string | undefined;
}

const CODECS = {
  mp4: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'],
  // A stream, as a browser's recorder writes it: its header names no length.
  webm: ['-c:v', 'libvpx', '-b:v', '1500k', '-deadline', 'realtime', '-cpu-used', '8', '-live', '1'],
} as const;

/** Encodes drawn frames as H.264 in MP4 or VP8 in WebM. Throws when ffmpeg lacks the encoder. */
export async function encodeClip(clip: Clip): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'kaitong-clip-'));
  try {
    const scene = createCanvas(WIDTH, HEIGHT);
    scene.getContext('2d').drawImage(drawScene(clip.person), 0, 0, WIDTH, HEIGHT);
    const face = drawnFace(clip.person.key, FACE);
    const count = clip.seconds * FRAMES_A_SECOND;
    for (let i = 0; i < count; i += 1) {
      const seconds = clip.moves ? i / FRAMES_A_SECOND : 0;
      const frame = clip.kind === 'scene_video' ? drawFrame(scene, seconds) : drawSpeaker(scene, face, seconds);
      await writeFile(join(folder, `${i}.jpg`), await frame.encode('jpeg', 90));
    }
    const time = clip.recordedAt === undefined ? [] : ['-metadata', `creation_time=${clip.recordedAt}`];
    const target = join(folder, `clip.${clip.container}`);
    const input = [
      '-f',
      'image2',
      '-framerate',
      String(FRAMES_A_SECOND),
      '-start_number',
      '0',
      '-i',
      join(folder, '%d.jpg'),
    ];
    if (!(await runFfmpeg([...input, ...CODECS[clip.container], ...time, target])))
      throw new Error(`ffmpeg could not write ${clip.container}`);
    return await readFile(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The stall at one moment: seconds since the clip began. */
function drawFrame(scene: Canvas, seconds: number): Canvas {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  const sway = [6 * Math.sin(seconds * 1.7), 4 * Math.sin(seconds * 2.3 + 1)] as const;
  pen.drawImage(scene, -12 + sway[0], -10 + sway[1], WIDTH + 24, HEIGHT + 20);
  pen.translate(sway[0], sway[1]);
  steam(pen, seconds);
  handOver(pen, seconds);
  return canvas;
}

/** Somebody before their own camera, the stall behind them: the head moves, the mouth opens and closes. */
function drawSpeaker(scene: Canvas, face: Canvas, seconds: number): Canvas {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  pen.drawImage(scene, -30, -20, WIDTH + 60, HEIGHT + 40);
  const [x, y] = [(WIDTH - FACE[0]) / 2 + 14 * Math.sin(seconds * 1.3), HEIGHT - FACE[1] + 8 * Math.sin(seconds * 2.1)];
  pen.drawImage(face, x, y);
  pen.fillStyle = '#7d3b35';
  pen.beginPath();
  pen.ellipse(x + FACE[0] / 2, y + FACE[1] * 0.6, 26, 4 + 12 * Math.abs(Math.sin(seconds * 6)), 0, 0, Math.PI * 2);
  pen.fill();
  return canvas;
}

function steam(pen: Pen, seconds: number): void {
  pen.fillStyle = '#5a5f66';
  pen.fillRect(700, 500, 130, 60);
  for (let puff = 0; puff < 7; puff += 1) {
    const age = (seconds * 0.6 + puff / 7) % 1;
    pen.fillStyle = `rgba(245,245,245,${(0.55 * (1 - age)).toFixed(3)})`;
    pen.beginPath();
    pen.arc(765 + 26 * Math.sin(puff * 2 + seconds * 2), 500 - age * 190, 16 + age * 34, 0, Math.PI * 2);
    pen.fill();
  }
}

/** A parcel goes from the seller's hand behind the counter to the customer's before it, every three seconds. */
function handOver(pen: Pen, seconds: number): void {
  const course = (seconds % 3) / 3;
  const [x, y] = [330 + 160 * course, 470 + 110 * course];
  pen.strokeStyle = '#d9a883';
  pen.lineCap = 'round';
  pen.lineWidth = 34;
  pen.beginPath();
  pen.moveTo(course < 0.5 ? 300 : 560, course < 0.5 ? 400 : 730);
  pen.lineTo(x, y);
  pen.stroke();
  pen.fillStyle = '#f4efe2';
  pen.fillRect(x - 44, y - 36, 88, 72);
  pen.fillStyle = '#b8322a';
  pen.fillRect(x - 44, y - 6, 88, 12);
}
