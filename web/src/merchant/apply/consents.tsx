import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import type { ConsentEffect, ConsentKind, Me } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { CONSENT_TEXT_VERSION, consentWords, words } from './words.ts';

export const CONSENT_KINDS = [
  'privacy',
  'id_images',
  'face',
  'third_party_check',
  'location',
] as const satisfies readonly ConsentKind[];
const REQUIRED: readonly ConsentKind[] = ['privacy', 'id_images', 'third_party_check'];

export function useConsent() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { kind: ConsentKind; given: boolean; effect?: ConsentEffect | undefined }) =>
      client.call('PUT /api/applicant/consents/:kind', {
        params: { kind: input.kind },
        body: {
          given: input.given,
          textVersion: CONSENT_TEXT_VERSION,
          ...(input.effect === undefined ? {} : { effect: input.effect }),
        },
      }),
    onSettled: () => queries.invalidateQueries(), // also after a refusal: what follows may have changed
  });
}

/** One text at a time: the next opens when this one has its answer. */
export function ConsentsStep({ me, onBack, onDone }: { me: Me; onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const [declined, setDeclined] = useState<readonly ConsentKind[]>([]);
  const consent = useConsent();
  const answered = (kind: ConsentKind): boolean => me.consents.includes(kind) || declined.includes(kind);
  const open = CONSENT_KINDS.find((kind) => !answered(kind));
  const refused = REQUIRED.filter((kind) => declined.includes(kind) && !me.consents.includes(kind));
  const agree = (kind: ConsentKind): void => {
    setDeclined(declined.filter((one) => one !== kind));
    consent.mutate({ kind, given: true });
  };
  const ready = open === undefined && refused.length === 0;
  return (
    <Page
      title={t('consents')}
      onBack={onBack}
      foot={
        ready ? (
          <Button block color="primary" size="large" onClick={onDone}>
            {c('next')}
          </Button>
        ) : undefined
      }
    >
      <p className="lead">{t('consentsIntro')}</p>
      {consent.error !== null && <Refused error={consent.error} />}
      {CONSENT_KINDS.map((kind) => (
        <ConsentCard
          key={kind}
          kind={kind}
          given={me.consents.includes(kind)}
          declined={declined.includes(kind)}
          open={kind === open}
          busy={consent.isPending}
          onAgree={() => agree(kind)}
          onDecline={() => setDeclined([...declined, kind])}
        />
      ))}
      {refused.length > 0 && (
        <div role="alert" className="refused">
          <p>{t('cannotGoOn')}</p>
          <p>{c('hotline')}</p>
        </div>
      )}
    </Page>
  );
}

interface CardProps {
  readonly kind: ConsentKind;
  readonly given: boolean;
  readonly declined: boolean;
  readonly open: boolean;
  readonly busy: boolean;
  readonly onAgree: () => void;
  readonly onDecline: () => void;
}

function ConsentCard({ kind, given, declined, open, busy, onAgree, onDecline }: CardProps) {
  const t = useWords(words);
  const language = useLanguage();
  const { title, text } = consentWords[kind];
  const state = given ? t('agreed') : declined ? t('declined') : '';
  return (
    <section className={`card consent ${open ? 'open' : ''}`} aria-label={say(title, language)}>
      <header>
        <strong>{say(title, language)}</strong>
        <span className="tag plain">{REQUIRED.includes(kind) ? t('needed') : t('optional')}</span>
        {state !== '' && <span className={`tag ${given ? 'good' : 'warn'}`}>{state}</span>}
      </header>
      {(open || declined) && !given && (
        <>
          <p>{say(text, language)}</p>
          <div className="two-buttons">
            {open && (
              <Button block onClick={onDecline}>
                {t('decline')}
              </Button>
            )}
            <Button block color="primary" loading={busy} onClick={onAgree}>
              {t('agree')}
            </Button>
          </div>
        </>
      )}
      {given && (
        <details>
          <summary>{t('fullText')}</summary>
          <p>{say(text, language)}</p>
        </details>
      )}
    </section>
  );
}
