import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { useWords } from '../kit/language.ts';
import { dateTime } from '../kit/time.ts';
import { useInfo, useWorld } from './desk.ts';
import { Listed } from './listed.tsx';
import { SimulatorFrame } from './simulator-frame.tsx';
import { words } from './words.ts';

interface Message {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly at: number;
  readonly state: 'delivered' | 'undelivered';
}

const ALL = 'all';

export function SmsTab() {
  const t = useWords(words);
  const info = useInfo();
  const messages = useWorld<Message[]>('sms-centre', 'messages');
  const [phone, setPhone] = useState(() => new URLSearchParams(location.search).get('to') ?? ALL);
  const names = new Map(info.data?.people.map((person) => [person.phone, person.name]));
  const phones = [...new Set([...(messages.data ?? []).map((one) => one.to), ...(phone === ALL ? [] : [phone])])];
  const label = (one: string): string => (names.has(one) ? `${one} ${names.get(one) ?? ''}` : one);
  return (
    <SimulatorFrame simulator="sms-centre">
      <Listed of={messages} empty={t('noMessages')}>
        {(rows) => (
          <>
            <Segmented
              className="phones"
              value={phone}
              onChange={setPhone}
              options={[
                { value: ALL, label: t('allPhones') },
                ...phones.map((one) => ({ value: one, label: label(one) })),
              ]}
            />
            <ul className="messages" aria-live="polite">
              {rows
                .filter((one) => phone === ALL || one.to === phone)
                .map((one) => (
                  <MessageItem key={one.id} message={one} to={label(one.to)} />
                ))}
            </ul>
          </>
        )}
      </Listed>
    </SimulatorFrame>
  );
}

/** Codes stand alone: six digits, or twelve in groups of four. */
const codeOf = (text: string): string | undefined => /(?<!\d)(\d{4} \d{4} \d{4}|\d{12}|\d{6})(?!\d)/.exec(text)?.[1];

function MessageItem({ message, to }: { message: Message; to: string }) {
  const t = useWords(words);
  const toast = App.useApp().message;
  const code = message.state === 'delivered' ? codeOf(message.text) : undefined;
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text.replaceAll(' ', ''));
    void toast.success(t('copied'));
  };
  return (
    <li className={message.state}>
      <header>
        <strong>{to}</strong>
        <time>{dateTime(message.at)}</time>
      </header>
      <p>{message.text}</p>
      {message.state === 'undelivered' && <em>{t('notOnPhone')}</em>}
      {code !== undefined && (
        <Button size="small" onClick={() => void copy(code)}>
          {t('copyCode', { code })}
        </Button>
      )}
    </li>
  );
}
