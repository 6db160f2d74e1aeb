import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { shortTime } from '../../kit/time.ts';
import { useDevices } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

const KINDS = ['repair', 'complaint', 'question'] as const;
const FAULTS = ['works', 'broken', 'lost'] as const;
const WORDS_MIN = 2;

interface Choice<T extends string> {
  readonly name: string;
  readonly legend: string;
  readonly of: readonly T[];
  readonly chosen: T | undefined;
  readonly say: (one: T) => string;
  readonly onChoose: (one: T) => void;
}

function Choose<T extends string>({ name, legend, of, chosen, say, onChoose }: Choice<T>) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      {of.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={chosen === one} onChange={() => onChoose(one)} />
          {say(one)}
        </label>
      ))}
    </fieldset>
  );
}

/** A repair, a complaint or a question, with what follows said before it is sent. */
export function NewTicketPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const devices = useDevices();
  return (
    <Page title={t('open')} onBack={() => go('/tickets')}>
      <Loaded of={devices}>{({ rows }) => <TicketForm serials={rows.map((one) => one.serialNo)} />}</Loaded>
    </Page>
  );
}

function TicketForm({ serials }: { serials: readonly string[] }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const asked = useSearchParams()[0].get('serial');
  const [kind, setKind] = useState<(typeof KINDS)[number]>(asked === null ? 'question' : 'repair');
  const [serialNo, setSerial] = useState(asked ?? serials[0]);
  const [fault, setFault] = useState<(typeof FAULTS)[number]>();
  const [said, setSaid] = useState('');
  const open = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/requests', {
        body:
          kind === 'repair' && serialNo !== undefined && fault !== undefined
            ? { kind, serialNo, fault, words: said }
            : { kind: kind === 'repair' ? 'question' : kind, words: said },
      }),
    onSuccess: async ({ ticketId, dueAt }) => {
      Toast.show({ icon: 'success', content: t('opened', { date: shortTime(dueAt) }) });
      await queries.invalidateQueries();
      go(`/tickets/${ticketId}`, { replace: true });
    },
  });
  const repairs = kind === 'repair';
  const ready = said.trim().length >= WORDS_MIN && (!repairs || (serialNo !== undefined && fault !== undefined));
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate();
      }}
    >
      <Choose name="kind" legend={t('kind')} of={KINDS} chosen={kind} say={(one) => t(one)} onChoose={setKind} />
      {repairs && serials.length > 1 && (
        <Choose
          name="serial"
          legend={t('which')}
          of={serials}
          chosen={serialNo}
          say={(one) => one}
          onChoose={setSerial}
        />
      )}
      {repairs && (
        <Choose name="fault" legend={t('fault')} of={FAULTS} chosen={fault} say={(one) => t(one)} onChoose={setFault} />
      )}
      {repairs && fault !== undefined && (
        <p className={fault === 'lost' ? 'warned' : 'small'}>{t(`${fault}_follows`)}</p>
      )}
      <TextArea
        value={said}
        onChange={setSaid}
        rows={4}
        maxLength={500}
        showCount
        placeholder={t(repairs ? 'says' : 'saysOther')}
        aria-label={t(repairs ? 'says' : 'saysOther')}
      />
      {open.error !== null && <Refused error={open.error} />}
      <Button block color="primary" type="submit" disabled={!ready} loading={open.isPending}>
        {t('submit')}
      </Button>
    </form>
  );
}
