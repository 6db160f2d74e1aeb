import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { chanceFrom } from './chance.ts';
import { BOLD, loadFonts, type Pen } from './paper.ts';

export interface SealToPress {
  /** Runs on the arc, from lower left over the top to lower right. */
  readonly name: string;
  /** A second line under the star, e.g. 登记专用章. */
  readonly inner?: string;
}

const RED = '#d3222e';

/** A round seal of `radius` pixels: ring, name on the arc, star; a little worn, on nothing. */
export function drawSeal(seal: SealToPress, radius: number): Canvas {
  loadFonts();
  const side = Math.ceil(radius * 2 + 8);
  const canvas = createCanvas(side, side);
  const pen = canvas.getContext('2d');
  pen.translate(side / 2, side / 2);
  pen.strokeStyle = RED;
  pen.fillStyle = RED;
  pen.lineWidth = radius * 0.055;
  pen.beginPath();
  pen.arc(0, 0, radius * 0.965, 0, Math.PI * 2);
  pen.stroke();
  star(pen, radius * 0.3);
  onArc(pen, seal.name, radius);
  if (seal.inner !== undefined) {
    pen.font = `${radius * 0.2}px "${BOLD}"`;
    pen.textAlign = 'center';
    pen.fillText(seal.inner, 0, radius * 0.56);
  }
  wear(pen, seal.name, radius);
  return canvas;
}

function star(pen: Pen, radius: number): void {
  pen.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const far = i % 2 === 0 ? radius : radius * 0.382;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    pen.lineTo(far * Math.cos(angle), far * Math.sin(angle));
  }
  pen.fill();
}

function onArc(pen: Pen, name: string, radius: number): void {
  const places = Array.from(name);
  const height = radius * 0.27;
  const middle = radius * 0.77;
  // Short names keep their natural pitch, long ones share three quarters of the ring and grow narrow.
  const pitch = Math.min((height * 1.25) / middle, (Math.PI * 1.55) / places.length);
  const narrow = Math.min(1, (pitch * middle * 0.92) / height);
  pen.font = `${height}px "${BOLD}"`;
  pen.textAlign = 'center';
  places.forEach((character, i) => {
    pen.save();
    pen.rotate((i - (places.length - 1) / 2) * pitch);
    pen.translate(0, -middle);
    pen.scale(narrow, 1);
    pen.fillText(character, 0, height * 0.37);
    pen.restore();
  });
}

/** Ink that did not take: small holes all over. */
function wear(pen: Pen, name: string, radius: number): void {
  const chance = chanceFrom(`${name}:wear`);
  pen.globalCompositeOperation = 'destination-out';
  for (let i = 0; i < 260; i += 1) {
    const [angle, far] = [chance() * Math.PI * 2, Math.sqrt(chance()) * radius];
    pen.globalAlpha = 0.25 + chance() * 0.5;
    pen.beginPath();
    pen.arc(far * Math.cos(angle), far * Math.sin(angle), radius * (0.006 + chance() * 0.014), 0, Math.PI * 2);
    pen.fill();
  }
}

/** Presses a seal on a sheet: the paper's own print stays visible through the ink. */
export function press(
  pen: Pen,
  seal: SealToPress,
  at: { readonly x: number; readonly y: number; readonly radius: number; readonly degrees: number },
): void {
  const stamp = drawSeal(seal, at.radius);
  pen.save();
  pen.globalCompositeOperation = 'multiply';
  pen.globalAlpha = 0.9;
  pen.translate(at.x, at.y);
  pen.rotate((at.degrees * Math.PI) / 180);
  pen.drawImage(stamp, -stamp.width / 2, -stamp.height / 2);
  pen.restore();
}
