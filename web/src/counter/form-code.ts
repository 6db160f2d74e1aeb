const CODE = /^[0-9A-Z]{8}$/;

/** The code of a printed form in what was typed, scanned by hand or read by the camera: bare, in groups, or in the form's link. */
export function formCodeIn(text: string): string | undefined {
  const linked = /[?&]form=([0-9A-Za-z]+)/.exec(text)?.[1];
  const code = (linked ?? text).replace(/[\s-]/g, '').toUpperCase();
  return CODE.test(code) ? code : undefined;
}
