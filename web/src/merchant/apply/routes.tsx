import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useContext, useEffect, type ReactNode } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { useWords } from '../../kit/language.ts';
import { afterFirst, Later, later } from '../../kit/later.tsx';
import { FilingLink } from '../filing/filing-link.tsx';
import { useApplication, type Application, type Me } from '../queries.ts';
import { Loaded, Loading, NotFetched, Page } from '../shell.tsx';
import { BusinessStep } from './business.tsx';
import { CardStep } from './card.tsx';
import { ConsentsStep } from './consents.tsx';
import { DraftKeeper } from './draft-keeper.tsx';
import { FaceStep } from './face.tsx';
import { FilingContext } from './filing-hand.ts';
import { IdentityStep } from './identity.tsx';
import { InterviewStep } from './interview.tsx';
import { KindStep } from './kind.tsx';
import { PlanStep } from './plan.tsx';
import { SceneStep } from './scene.tsx';
import { AuthorisationStep } from './authorisation.tsx';
import { OwnersStep } from './owners.tsx';
import { AccountStep, LicenceStep, PremisesStep } from './papers.tsx';
import { nextStep, stepsOf, stepStates, type Step } from './steps.ts';
import { words } from './words.ts';

// the sheet and the pad to sign on are the last that is needed
const lastStep = () => import('./review.tsx');
const ReviewStep = later(async () => (await lastStep()).ReviewStep);
const EDITABLE = ['draft', 'needs_fix'];

export function ApplyRoutes({ me }: { me: Me }) {
  const application = useApplication(me);
  useEffect(() => afterFirst(() => void lastStep().catch(() => undefined)), []);
  return (
    <Later waiting={<Loading />} failed={<NotFetched />}>
      <Loaded of={application}>
        {(found) =>
          found?.state === 'pending_signature' ? (
            <DraftKeeper application={found}>
              <ReviewStep me={me} application={found} filed />
            </DraftKeeper>
          ) : found !== null && !EDITABLE.includes(found.state) ? (
            <Redirect to="/progress" replace />
          ) : (
            <Steps me={me} application={found} />
          )
        }
      </Loaded>
    </Later>
  );
}

function Steps({ me, application: shown }: { me: Me; application: Application | null }) {
  const [path, go] = useLocation();
  // an application opened a moment ago is in the cache before the page above has been told of it
  const queries = useQueryClient();
  const application = shown ?? queries.getQueryData<Application | null>(['application']) ?? null;
  const toHub = (): void => go('/apply');
  const withDraft = (page: ReactNode): ReactNode =>
    application === null ? <Redirect to="/apply/kind" replace /> : page;
  const fixing = application?.state === 'needs_fix';
  const after = (step: Step): void => {
    // the kind that was chosen a moment ago decides what follows
    const steps = stepsOf(me, queries.getQueryData<Application | null>(['application']) ?? application);
    go(fixing ? '/progress' : `/apply/${steps[steps.indexOf(step) + 1] ?? 'review'}`);
  };
  const to = (step: Step) => ({ onBack: toHub, onDone: () => after(step) });
  const kind = application?.draft.kind;
  const pages = (
    <Switch>
      <Route path="/apply/consents">
        <ConsentsStep me={me} {...to('consents')} />
      </Route>
      <Route path="/apply/identity">
        <IdentityStep me={me} {...to('identity')} />
      </Route>
      <Route path="/apply/face">
        <FaceStep me={me} {...to('face')} />
      </Route>
      <Route path="/apply/kind">
        <KindStep application={application} {...to('kind')} />
      </Route>
      <Route path="/apply/licence">{withDraft(<LicenceStep kind={kind} {...to('licence')} />)}</Route>
      <Route path="/apply/authorisation">{withDraft(<AuthorisationStep me={me} {...to('authorisation')} />)}</Route>
      <Route path="/apply/owners">{withDraft(<OwnersStep {...to('owners')} />)}</Route>
      <Route path="/apply/plan">{withDraft(<PlanStep {...to('plan')} />)}</Route>
      <Route path="/apply/card">{withDraft(<CardStep {...to('card')} />)}</Route>
      <Route path="/apply/account">{withDraft(<AccountStep kind={kind} {...to('account')} />)}</Route>
      <Route path="/apply/premises">{withDraft(<PremisesStep {...to('premises')} />)}</Route>
      <Route path="/apply/scene">{withDraft(<SceneStep {...to('scene')} />)}</Route>
      <Route path="/apply/business">{withDraft(<BusinessStep {...to('business')} />)}</Route>
      <Route path="/apply/interview">{withDraft(<InterviewStep me={me} {...to('interview')} />)}</Route>
      <Route path="/apply/review">
        {application === null ? (
          <Redirect to="/apply" replace />
        ) : (
          <ReviewStep me={me} application={application} onBack={toHub} />
        )}
      </Route>
      <Route>
        <Hub me={me} application={application} />
      </Route>
    </Switch>
  );
  // a new keeper whenever a step opens: its base is what the server had at that moment
  return application === null ? (
    pages
  ) : (
    <DraftKeeper key={path} application={application}>
      {pages}
    </DraftKeeper>
  );
}

function Hub({ me, application }: { me: Me; application: Application | null }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const filing = useContext(FilingContext);
  const states = stepStates(me, application);
  const next = nextStep(me, application);
  const steps = states.map((one) => one.step);
  const at = steps.indexOf(next) + 1;
  const mark = { done: t('stepDone'), now: t('stepNow'), later: t('stepLater'), fix: t('stepFix') };
  return (
    <Page
      title={t('title')}
      right={<LanguageSwitch className="text-button" />}
      {...(application?.state === 'needs_fix' || filing !== undefined ? { onBack: () => go('/progress') } : {})}
      foot={
        <Button block color="primary" size="large" onClick={() => go(`/apply/${next}`)}>
          {at === 1 ? t('start') : t('go')} · {t(next)}
        </Button>
      }
    >
      <p className="lead">{t('intro')}</p>
      <div className="meter" role="img" aria-label={t('stepOf', { at, of: steps.length })}>
        <i style={{ width: `${((at - 1) / steps.length) * 100}%` }} />
      </div>
      <ol className="steps">
        {states.map(({ step, state }, i) => (
          <li key={step} className={state}>
            {state === 'later' ? (
              <div className="step-row" aria-disabled="true">
                <i aria-hidden="true">{i + 1}</i>
                <span>{t(step)}</span>
                <em>{mark[state]}</em>
              </div>
            ) : (
              <Link href={`/apply/${step}`} className="step-row">
                <i aria-hidden="true">{state === 'done' ? '✓' : i + 1}</i>
                <span>{t(step)}</span>
                <em>{mark[state]}</em>
              </Link>
            )}
          </li>
        ))}
      </ol>
      {filing === undefined && <FilingLink />}
      {filing === undefined && (
        <Link href="/me" className="quiet-link">
          {me.phone}
        </Link>
      )}
    </Page>
  );
}
