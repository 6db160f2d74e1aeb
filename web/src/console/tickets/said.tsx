import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Modal } from 'antd';
import { MONTH_WORDS } from '@kaitong/client/month-words';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { say } from '../../kit/say.ts';
import { hotlineWords } from '../hotline/words.ts';

export type Ticket = Answer<'GET /api/console/hotline/tickets'>['rows'][number];

const ORDER = Object.keys(MONTH_WORDS);
const LAST = ['closing', 'check'];
const placeOf = (key: string): number => (LAST.includes(key) ? ORDER.length + LAST.indexOf(key) : ORDER.indexOf(key));
/** As the merchant's page has them. */
const inOrder = (figures: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(figures).toSorted(([a], [b]) => placeOf(a) - placeOf(b));

/** What was said; of a merchant that asked in the app, what about, and its figures then. */
export function Said({ ticket }: { ticket: Ticket }) {
  const t = useWords(hotlineWords);
  const language = useLanguage();
  const { words, month, merchantNo, line, transactionId, figures, answer } = ticket;
  const name = (key: string): string =>
    key in MONTH_WORDS ? say(MONTH_WORDS[key as keyof typeof MONTH_WORDS], language) : key;
  return (
    <>
      {words === '' ? <span className="dim">{t('noWords')}</span> : words}
      {month !== undefined && (
        <div className="dim">
          {t('askedBy', { merchantNo: merchantNo ?? '', month })} {line !== undefined && name(line)} {transactionId}
        </div>
      )}
      {figures !== undefined && (
        <details>
          <summary>{t('figures')}</summary>
          {inOrder(figures).map(([key, value]) => (
            <div key={key}>
              {name(key)} {value}
            </div>
          ))}
        </details>
      )}
      {answer !== undefined && <div>{t('answerWas', { words: answer })}</div>}
    </>
  );
}

export function Reply({ ticketId }: { ticketId: string }) {
  const t = useWords(hotlineWords);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/hotline/tickets/:ticketId/reply', { params: { ticketId }, body: { words } }),
    onSuccess: () => {
      setOpen(false);
      void message.success(t('replied'));
      return queries.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
  return (
    <>
      <Button size="small" type="primary" onClick={() => setOpen(true)}>
        {t('reply')}
      </Button>
      <Modal
        title={t('reply')}
        open={open}
        onCancel={() => setOpen(false)}
        onOk={() => send.mutate()}
        okText={t('reply')}
        okButtonProps={{ disabled: words.trim().length < 2, loading: send.isPending }}
      >
        <Input.TextArea
          rows={4}
          maxLength={300}
          showCount
          value={words}
          placeholder={t('replyWords')}
          aria-label={t('replyWords')}
          onChange={(event) => setWords(event.target.value)}
        />
        {send.error !== null && <Alert type="error" showIcon title={text(send.error)} />}
      </Modal>
    </>
  );
}
