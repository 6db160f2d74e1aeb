import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog } from 'antd-mobile';
import { useLocation } from 'wouter';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import type { Me } from '../queries.ts';
import { Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { chooseShop, type Shop } from './shop.ts';
import { words } from './words.ts';

/** Somebody asks this person to work for them: answered before anything else, or left standing. */
export function Invitations({ me }: { me: Me }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const answer = useMutation({
    mutationFn: ({ memberId, accepted }: { memberId: string; accepted: boolean }) =>
      client.call('POST /api/applicant/invitations/:memberId', { params: { memberId }, body: { accepted } }),
    onSuccess: (_ok, { memberId, accepted }) => {
      if (accepted) chooseShop(memberId);
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return me.shops
    .filter((one) => one.state === 'invited')
    .map((one) => (
      <section key={one.memberId} className="card" role="alert">
        <strong>{t('invitedAs', { merchant: one.merchantName, role: t(one.role) })}</strong>
        <p className="small">{t('invitedHint')}</p>
        {answer.error !== null && <Refused error={answer.error} />}
        <div className="button-row">
          <Button
            color="primary"
            loading={answer.isPending}
            onClick={() => answer.mutate({ memberId: one.memberId, accepted: true })}
          >
            {t('accept')}
          </Button>
          <Button
            disabled={answer.isPending}
            onClick={() => answer.mutate({ memberId: one.memberId, accepted: false })}
          >
            {t('decline')}
          </Button>
        </div>
      </section>
    ));
}

/** Where one works, on the page about oneself: go there, come back, leave for good. */
export function MyShops({ me, shop }: { me: Me; shop: Shop | undefined }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const [, go] = useLocation();
  const serving = me.shops.filter((one) => one.state === 'active');
  const enter = (memberId: string | undefined): void => {
    chooseShop(memberId);
    queries.clear();
    go('/');
  };
  const leave = useMutation({
    mutationFn: (memberId: string) => client.call('DELETE /api/applicant/shops/:memberId', { params: { memberId } }),
    onSettled: () => queries.invalidateQueries(),
  });
  const ask = async (one: Shop): Promise<void> => {
    const content = t('leaveAsk', { merchant: one.merchantName });
    if (await Dialog.confirm({ content, confirmText: t('leave'), cancelText: c('cancel') })) leave.mutate(one.memberId);
  };
  if (serving.length === 0) return null;
  return (
    <section className="card">
      <strong>{t('shops')}</strong>
      <ul className="rows">
        {serving.map((one) => (
          <li key={one.memberId} className="split">
            <span>
              {one.merchantName}
              <small>{t(one.role)}</small>
            </span>
            <span className="button-row">
              {one.memberId === shop?.memberId ? (
                <span className="tag ok">{t('here')}</span>
              ) : (
                <Button size="small" onClick={() => enter(one.memberId)}>
                  {t('enter')}
                </Button>
              )}
              <Button size="small" fill="none" color="danger" onClick={() => void ask(one)}>
                {t('leave')}
              </Button>
            </span>
          </li>
        ))}
        {shop !== undefined && (
          <li className="split">
            <span>{t('own')}</span>
            <Button size="small" onClick={() => enter(undefined)}>
              {t('enter')}
            </Button>
          </li>
        )}
      </ul>
      {leave.error !== null && <Refused error={leave.error} />}
    </section>
  );
}
