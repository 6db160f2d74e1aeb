/** A desk camera for browsers that have none: whatever picture is put under it is what `getUserMedia` gives. */
import type { BrowserContext, Page } from 'playwright-core';

/** A browser without a graphics card paints these by hand: few pixels, seldom, and only while somebody looks. */
const VIEW = { width: 1440, height: 900, drawEveryMs: 200 };

export async function hasDeskCamera(context: BrowserContext): Promise<void> {
  await context.addInitScript((view: typeof VIEW) => {
    const desk = Object.assign(window, { underCamera: undefined as HTMLCanvasElement | undefined });
    navigator.mediaDevices.getUserMedia = () => {
      const canvas = document.createElement('canvas');
      canvas.width = view.width;
      canvas.height = view.height;
      const pen = canvas.getContext('2d');
      const draw = (): void => {
        if (desk.underCamera !== undefined) pen?.drawImage(desk.underCamera, 0, 0);
      };
      draw();
      const stream = canvas.captureStream();
      const timer = setInterval(() => {
        if (stream.getTracks().every((track) => track.readyState === 'ended')) clearInterval(timer);
        else draw();
      }, view.drawEveryMs);
      return Promise.resolve(stream);
    };
  }, VIEW);
}

/** @param address of the page's own site, or a data URL: the page's policy allows no other picture. */
export async function putUnderCamera(page: Page, address: string): Promise<void> {
  await page.evaluate(
    async ({ src, view }) => {
      const picture = new Image();
      picture.src = src;
      await picture.decode();
      const canvas = document.createElement('canvas');
      canvas.width = view.width;
      canvas.height = view.height;
      const scale = Math.min(view.width / picture.width, view.height / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      const pen = canvas.getContext('2d');
      if (pen === null) return;
      pen.fillStyle = '#d8d4cc';
      pen.fillRect(0, 0, view.width, view.height);
      pen.drawImage(picture, (view.width - width) / 2, (view.height - height) / 2, width, height);
      Object.assign(window, { underCamera: canvas });
    },
    { src: address, view: VIEW },
  );
}
