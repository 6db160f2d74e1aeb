import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { maskIdNumber } from '../../../kernel/id-number.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { sendSignInCode } from '../../../flows/sign-in-code.ts';
import { signInAtTheDoor } from '../../../flows/sign-in.ts';
import { consentEffects, setConsent } from '../../../flows/withdraw-consent.ts';
import { currentApplication } from '../../../modules/applications/index.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import {
  applicantOf,
  attemptFace,
  confirmIdentity,
  consentsOf,
  coolingRecoveryOf,
  endSession,
  issueFaceChallenge,
  noteSignIn,
  type Applicant,
} from '../../../modules/identity/index.ts';
import { materialOf, materialsOf } from '../../../modules/materials/index.ts';
import { merchantByApplicant, shopsOf } from '../../../modules/merchants/index.ts';
import { messageState } from '../../../modules/notifications/index.ts';
import { answerFixes } from '../../../modules/review/index.ts';
import type { World } from '../../../flows/ports.ts';
import type { Context, Handlers } from '../context.ts';
import { framesOf } from '../frames.ts';
import { COOKIE_MAX_AGE_S, cookieName } from '../server.ts';
import { agreementHandlers } from './agreement-handlers.ts';
import { applicationHandlers } from './application-handlers.ts';
import { interviewHandlers } from './interview-handlers.ts';
import { materialHandlers } from './material-handlers.ts';
import { proofHandlers } from './proof-handlers.ts';
import { uploadHandlers } from './upload-handlers.ts';
import { materialView } from './views.ts';

const policyOf = (world: World) => readPolicy(world.db, dateInShanghai(world.clock.now()));

/** Sets or clears the session's cookie. */
export function setSessionCookie(
  context: Pick<Context<'GET /api/applicant/me'>, 'reply' | 'site'>,
  audience: 'applicant' | 'staff',
  token: string | undefined,
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
      maxAge: COOKIE_MAX_AGE_S,
    });
}

async function shopsAt(world: World, applicant: Applicant) {
  const shops = await shopsOf(world, { ...applicant, now: world.clock.now() });
  return shops.map(({ merchantId: _merchantId, ...shop }) => shop);
}

async function hasConsent(world: World, applicantId: string, kind: string): Promise<boolean> {
  return (await consentsOf(world.db, applicantId)).includes(kind);
}

const signIn: Pick<
  Handlers<Keys>,
  | 'POST /api/applicant/codes'
  | 'GET /api/applicant/codes/:messageId'
  | 'POST /api/applicant/sessions'
  | 'DELETE /api/applicant/sessions/current'
> = {
  'POST /api/applicant/codes': ({ world, input, request }) =>
    sendSignInCode(world, { phone: input.body.phone, address: request.ip }),
  'GET /api/applicant/codes/:messageId': async ({ world, input }) => {
    const state = await messageState(world.db, input.params.messageId);
    return state === undefined ? refuse('http.not_found') : accept({ state: state as 'sent' });
  },
  'POST /api/applicant/sessions': async (context) => {
    const { world, input, request } = context;
    const userAgent = request.headers['user-agent'] ?? '';
    const done = await signInAtTheDoor(world, { ...input.body, userAgent, address: request.ip });
    if (done.refused) return done;
    setSessionCookie(context, 'applicant', done.value.token);
    return accept({ applicantId: done.value.applicantId });
  },
  'DELETE /api/applicant/sessions/current': async (context) => {
    const token = context.request.cookies[cookieName('applicant', context.site.secure)];
    if (token !== undefined) await endSession(context.world, token);
    const { world, request, subjectId } = context;
    const userAgent = request.headers['user-agent'] ?? '';
    await noteSignIn(world, world.db, { applicantId: subjectId, what: 'signed_out', userAgent, address: request.ip });
    setSessionCookie(context, 'applicant', undefined);
    return accept({ ok: true as const });
  },
};

const person: Pick<
  Handlers<Keys>,
  | 'GET /api/applicant/me'
  | 'PUT /api/applicant/consents/:kind'
  | 'POST /api/applicant/identity'
  | 'POST /api/applicant/face/challenges'
  | 'POST /api/applicant/face/attempts'
> = {
  'GET /api/applicant/me': async ({ world, subjectId, look }) => {
    const applicant = must(await applicantOf(world, subjectId), 'applicant of a session');
    const merchant = await merchantByApplicant(world, subjectId);
    const application = await currentApplication(world, subjectId);
    const policy = await policyOf(world);
    const photos = await materialsOf(world, subjectId);
    const leaving = await coolingRecoveryOf(world, subjectId);
    return accept({
      applicantId: subjectId,
      // their own: the bank card’s form starts with it. Whoever looks in their place sees it as the console does
      phone: look === undefined ? applicant.phone : maskPhone(applicant.phone),
      ...(applicant.name === undefined ? {} : { name: applicant.name }),
      ...(applicant.idNumber === undefined ? {} : { idNumber: maskIdNumber(applicant.idNumber) }),
      ...(applicant.idValidTo === undefined ? {} : { idValidTo: applicant.idValidTo }),
      identityState: applicant.identityState,
      faceRoute: applicant.faceRoute,
      faceTriesLeft: Math.max(0, policy.number('identity.face_tries_max') - applicant.faceTries),
      consents: (await consentsOf(world.db, subjectId)) as 'privacy'[],
      consentEffects: await consentEffects(world, subjectId),
      materials: look === undefined ? photos.map(materialView) : [], // what was read from documents is in it
      ...(merchant === undefined ? {} : { merchantId: merchant.merchantId }),
      shops: look === undefined ? await shopsAt(world, applicant) : [], // a look is at one merchant
      ...(application === undefined ? {} : { applicationState: application.state }),
      ...(leaving?.coolingUntil === undefined
        ? {}
        : { recovery: { newPhone: maskPhone(leaving.newPhone), at: isoText(leaving.coolingUntil) } }),
    });
  },
  'PUT /api/applicant/consents/:kind': async ({ world, subjectId, input }) => {
    const done = await setConsent(world, { applicantId: subjectId, kind: input.params.kind, ...input.body });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/applicant/identity': async ({ world, subjectId, input }) => {
    const photos = await materialsOf(world, subjectId);
    const front = photos.find((one) => one.kind === 'id_front');
    const back = photos.find((one) => one.kind === 'id_back');
    if (front === undefined || back === undefined) return refuse('identity.photos_missing');
    const policy = await policyOf(world);
    const limits = {
      validityMonthsMin: policy.number('identity.id_validity_months_min'),
      ageMin: policy.number('identity.age_min'),
    };
    const done = await confirmIdentity(world, {
      applicantId: subjectId,
      ...input.body,
      frontMaterialId: front.materialId,
      backMaterialId: back.materialId,
      limits,
    });
    if (done.refused) return done;
    await answerFixes(world.db, subjectId, 'identity_card');
    return accept({ ok: true as const });
  },
  'POST /api/applicant/face/challenges': async ({ world, subjectId }) => {
    if (!(await hasConsent(world, subjectId, 'face'))) return refuse('identity.consent_missing', { kind: 'face' });
    const applicant = must(await applicantOf(world, subjectId), 'applicant');
    if (applicant.identityState !== 'id_confirmed') return refuse('identity.not_confirmed');
    return accept(await issueFaceChallenge(world, subjectId));
  },
  'POST /api/applicant/face/attempts': async ({ world, subjectId, form, files }) => {
    if (!(await hasConsent(world, subjectId, 'face'))) return refuse('identity.consent_missing', { kind: 'face' });
    const applicant = must(await applicantOf(world, subjectId), 'applicant');
    if (applicant.frontMaterialId === undefined) return refuse('identity.not_confirmed');
    const frames = framesOf(form.atMs, files);
    if (frames === undefined) return refuse('http.bad_request');
    const front = must(await materialOf(world, subjectId, applicant.frontMaterialId), 'front of the card');
    const reference = await world.files.read(front.fileId);
    const policy = await policyOf(world);
    const done = await attemptFace(world, {
      applicantId: subjectId,
      challengeId: form.challengeId,
      frames,
      reference: reference.content,
      bands: {
        pass: policy.number('identity.face_pass'),
        human: policy.number('identity.face_human'),
        triesMax: policy.number('identity.face_tries_max'),
      },
    });
    if (!done.refused) await answerFixes(world.db, subjectId, 'face');
    return done;
  },
};

export const applicantHandlers: Handlers<Keys> = {
  ...signIn,
  ...person,
  ...materialHandlers,
  ...uploadHandlers,
  ...applicationHandlers,
  ...interviewHandlers,
  ...agreementHandlers,
  ...proofHandlers,
};
