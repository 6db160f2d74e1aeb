import { useMutation } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { Refused } from '../merchant/shell.tsx';
import { words } from './words.ts';

const SERIAL_LENGTH_MIN = 4;

/** A merchant brings a device that goes back: its serial number is all there is to say. */
export function TakeIn() {
  const t = useWords(words);
  const [serial, setSerial] = useState('');
  const take = useMutation({
    mutationFn: () => client.call('POST /api/agent/returns', { body: { serialNo: serial } }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('takenIn') });
      setSerial('');
    },
  });
  return (
    <form
      className="card"
      aria-label={t('takeIn')}
      onSubmit={(event) => {
        event.preventDefault();
        take.mutate();
      }}
    >
      <strong>{t('takeIn')}</strong>
      <p className="small">{t('takeInHint')}</p>
      <label className="field">
        <span>{t('serial')}</span>
        <input
          value={serial}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={(event) => setSerial(event.target.value.toUpperCase().replace(/[^A-Z0-9-]/g, ''))}
        />
      </label>
      {take.error !== null && <Refused error={take.error} />}
      <Button block type="submit" fill="outline" disabled={serial.length < SERIAL_LENGTH_MIN} loading={take.isPending}>
        {t('takeInDo')}
      </Button>
    </form>
  );
}
