import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, problemOf } from '../../kit/client.ts';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { useWords } from '../../kit/language.ts';
import { useMe } from '../queries.ts';
import { Loading, Page, Refused } from '../shell.tsx';
import { rememberOpened } from './opened-note.tsx';
import { words } from './words.ts';

/** The code stands behind the # of the link, so no server and no log on the way has ever seen it. */
const tokenOfLink = (): string => location.hash.slice(1);

/** Where a scanned code leads: signs this phone in, once, and goes to the step. */
export function HandOffLanding() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [token] = useState(tokenOfLink);
  const begun = useRef(false);
  const open = useMutation({
    // an empty one is refused like any other
    mutationFn: () => client.call('POST /api/public/hand-offs/redemption', { body: { token: token || '-' } }),
    onSuccess: async ({ step, phone }) => {
      rememberOpened(phone);
      await queries.resetQueries();
      go(`/apply/${step}`, { replace: true });
    },
  });
  const begin = open.mutate;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    history.replaceState(null, '', location.pathname); // a page that is shared or gone back to has no code in it
    begin();
  }, [begin]);
  return (
    <Page title={t('title')} right={<LanguageSwitch className="text-button" />}>
      {open.error === null ? (
        <>
          <p className="lead" role="status">
            {t('opening')}
          </p>
          <Loading />
        </>
      ) : (
        <>
          <h2 className="part-title">{t('notOpened')}</h2>
          <Refused error={open.error} />
          {problemOf(open.error).code !== 'identity.hand_off_invalid' && (
            <Button block color="primary" loading={open.isPending} onClick={() => begin()}>
              {t('retry')}
            </Button>
          )}
          <OtherWay />
        </>
      )}
    </Page>
  );
}

function OtherWay() {
  const t = useWords(words);
  const me = useMe();
  return (
    <Link href="/" className="quiet-link">
      {t(me.data === undefined ? 'signIn' : 'goOn')}
    </Link>
  );
}
