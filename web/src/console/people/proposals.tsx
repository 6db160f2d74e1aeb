import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Input } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import type { Setup } from './setup-link.tsx';
import { words } from './words.ts';

type Proposal = Answer<'GET /api/console/people'>['proposals'][number];
type Event = 'approve' | 'refuse' | 'withdraw';

/** What waits for a second administrator; whoever proposed may only take it back. */
export function Proposals(props: {
  rows: readonly Proposal[];
  me: string;
  acts: boolean;
  onSetup: (made: { name: string; setup: Setup }) => void;
}) {
  const { rows, me, acts, onSetup } = props;
  const t = useWords(words);
  const [deciding, setDeciding] = useState<{ proposal: Proposal; event: Event }>();
  if (rows.length === 0) return null;
  return (
    <Card size="small" className="gap" title={t('proposals')}>
      {rows.map((proposal) => (
        <div key={proposal.proposalId} className="tab-head">
          <div>
            <strong>
              {t(proposal.what)} · {proposal.name}
            </strong>
            <div className="dim">
              {t('proposedBy', {
                name: proposal.proposedBy,
                at: dateTime(proposal.proposedAt),
                reason: proposal.reason,
              })}
            </div>
          </div>
          {acts && (
            <div className="ledger-filter-buttons">
              {eventsFor(proposal, me).map((event) => (
                <Button key={event} size="small" onClick={() => setDeciding({ proposal, event })}>
                  {t(event)}
                </Button>
              ))}
            </div>
          )}
        </div>
      ))}
      {deciding !== undefined && <Decide {...deciding} onSetup={onSetup} onClose={() => setDeciding(undefined)} />}
    </Card>
  );
}

function eventsFor(proposal: Proposal, me: string): Event[] {
  if (proposal.proposedById === me) return ['withdraw'];
  return proposal.staffId === me ? [] : ['approve', 'refuse'];
}

function Decide(props: {
  proposal: Proposal;
  event: Event;
  onSetup: (made: { name: string; setup: Setup }) => void;
  onClose: () => void;
}) {
  const { proposal, event, onSetup, onClose } = props;
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/people/proposals/:proposalId/:event', {
        params: { proposalId: proposal.proposalId, event },
        body: { reason: reason.trim() },
      }),
    onSuccess: ({ setup }) => {
      void message.success(t('done'));
      onClose();
      if (setup !== undefined) onSetup({ name: proposal.name, setup });
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('titleOf', { act: t(event), name: `${t(proposal.what)} · ${proposal.name}` })}
      ok={t(event)}
      ready={reason.trim().length >= 2}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('reason')}
        <Input maxLength={200} value={reason} onChange={(change) => setReason(change.target.value)} />
      </label>
    </Ask>
  );
}
