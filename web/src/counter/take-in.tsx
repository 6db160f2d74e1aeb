import { useMutation } from '@tanstack/react-query';
import { App, Button, Card, Input, Space } from 'antd';
import { useState } from 'react';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { Refused } from './parts.tsx';
import { words } from './words.ts';

const SERIAL_LENGTH_MIN = 4;

/** A merchant brings a device that goes back: its serial number is all there is to say. */
export function TakeIn() {
  const t = useWords(words);
  const { message } = App.useApp();
  const [serial, setSerial] = useState('');
  const take = useMutation({
    mutationFn: () => client.call('POST /api/counter/returns', { body: { serialNo: serial } }),
    onSuccess: () => {
      void message.success(t('takenIn'));
      setSerial('');
    },
  });
  return (
    <Card size="small" title={t('takeIn')} className="section">
      <Space wrap>
        <Input
          value={serial}
          maxLength={40}
          aria-label={t('takeInSerial')}
          placeholder={t('takeInSerial')}
          onChange={(event) => setSerial(event.target.value.toUpperCase().replace(/[^A-Z0-9-]/g, ''))}
        />
        <Button disabled={serial.length < SERIAL_LENGTH_MIN} loading={take.isPending} onClick={() => take.mutate()}>
          {t('takeInDo')}
        </Button>
      </Space>
      <p className="dim">{t('takeInHint')}</p>
      {take.error !== null && <Refused error={take.error} />}
    </Card>
  );
}
