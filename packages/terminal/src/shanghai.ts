/** The device's clock as people read it: Asia/Shanghai has been UTC+8 all year since 1991. */

/** `YYYY-MM-DDThh:mm:ss` of an instant in milliseconds. */
export function shanghaiText(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 19);
}

/** `YYYY/MM/DD hh:mm:ss`, as slips have it. */
export function slipText(nowMs: number): string {
  return shanghaiText(nowMs).replace('T', ' ').replaceAll('-', '/');
}
