import { MESSAGE_PURPOSES } from '@kaitong/client/contract';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reasonTitle } from '../../kit/reasons.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { words } from '../words.ts';
import { choiceOf, days } from './choice.ts';
import { words as listWords } from './words.ts';

type Message = Answer<'GET /api/console/messages'>['rows'][number];

export function MessagesPage() {
  const t = useWords(words);
  const l = useWords(listWords);
  const language = useLanguage();
  const state = useStateText();
  const purpose = (one: string): string =>
    MESSAGE_PURPOSES.some((known) => known === one) ? l(`m_${one}` as 'm_duty') : one;
  const reason = (row: Message): string => (row.reason === null ? '' : reasonTitle(row.reason, language));
  const columns: Column<Message>[] = [
    { key: 'time', title: t('time'), text: (row) => dateTime(row.createdAt) },
    { key: 'phone', title: t('phone'), text: (row) => row.phone },
    { key: 'purpose', title: t('purpose'), text: (row) => purpose(row.purpose) },
    { key: 'state', title: t('state'), text: (row) => state(row.state), show: (row) => <StateTag state={row.state} /> },
    { key: 'reason', title: t('reason'), text: reason },
  ];
  return (
    <ListPage<Message>
      of={{
        list: 'messages',
        title: t('messages'),
        rowKey: 'messageId',
        columns,
        filters: [
          choiceOf('state', {
            label: t('state'),
            values: ['waiting', 'sent', 'delivered', 'undelivered', 'failed'],
            word: state,
          }),
          choiceOf('purpose', { label: t('purpose'), values: MESSAGE_PURPOSES, word: purpose }),
          days,
        ],
        fetch: (query) => client.call('GET /api/console/messages', { query }),
      }}
    />
  );
}
