import type { FastifyReply } from 'fastify';
import type { Audience } from '../../modules/identity/index.ts';

export const COOKIE_MAX_AGE_S = 30 * 24 * 3600;

/** One cookie an audience, and one for looks at a merchant; behind https the name carries the __Host- prefix. */
export const cookieName = (audience: Audience | 'look', secure: boolean): string =>
  `${secure ? '__Host-' : ''}kaitong_${audience}`;

/** Sets the session's cookie, or clears it. */
export function setSessionCookie(
  context: { readonly reply: FastifyReply; readonly site: { readonly secure: boolean } },
  audience: Audience | 'look',
  token: string | undefined,
  maxAge = COOKIE_MAX_AGE_S,
): void {
  const { secure } = context.site;
  const name = cookieName(audience, secure);
  if (token === undefined) void context.reply.clearCookie(name, { path: '/' });
  else
    void context.reply.setCookie(name, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge,
    });
}
