import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Link } from 'wouter';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useDeposits } from '../queries.ts';
import { Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { CodeForm } from './code-form.tsx';
import { words } from './words.ts';

interface EndedDevice {
  readonly serialNo: string;
  readonly goesBack?: 'ordered' | 'collected' | 'in_transit' | undefined;
}

function useEnd(serialNo: string, done: string) {
  const queries = useQueryClient();
  const params = { serialNo };
  const settled = {
    onSuccess: () => {
      Toast.show({ icon: 'success', content: done });
      return queries.invalidateQueries();
    },
  };
  return { params, settled };
}

/** A device leaves: a label for it, or that it is lost. What follows for the deposit is said before. */
export function EndDevice({ device }: { device: EndedDevice }) {
  const t = useWords(words);
  const [lost, setLost] = useState(false);
  return (
    <article className="going-back">
      <p>{t('serial', { no: device.serialNo })}</p>
      {device.goesBack === undefined ? <GiveBack serialNo={device.serialNo} /> : <OnItsWay device={device} />}
      <button type="button" className="disclose" aria-expanded={lost} onClick={() => setLost(!lost)}>
        {t('lost')}
      </button>
      {lost && <Lost serialNo={device.serialNo} />}
    </article>
  );
}

function GiveBack({ serialNo }: { serialNo: string }) {
  const t = useWords(words);
  const c = useWords(common);
  const deposits = useDeposits();
  const { params, settled } = useEnd(serialNo, t('ordered'));
  const order = useMutation({
    mutationFn: () => client.call('POST /api/merchant/devices/:serialNo/give-back', { params }),
    ...settled,
  });
  const days = deposits.data?.rows.find((one) => one.serialNo === serialNo)?.target.giveBackDays;
  const ask = async (): Promise<void> => {
    const content = days === undefined ? t('giveBackAskOld') : t('giveBackAsk', { days });
    const labels = { confirmText: t('giveBack'), cancelText: c('cancel') };
    if (await Dialog.confirm({ content, ...labels })) order.mutate();
  };
  return (
    <>
      {order.error !== null && <Refused error={order.error} />}
      <Button block color="primary" fill="outline" loading={order.isPending} onClick={() => void ask()}>
        {t('giveBack')}
      </Button>
    </>
  );
}

function OnItsWay({ device }: { device: EndedDevice }) {
  const t = useWords(words);
  const { params, settled } = useEnd(device.serialNo, t('kept'));
  const keep = useMutation({
    mutationFn: () => client.call('POST /api/merchant/devices/:serialNo/keep', { params }),
    ...settled,
  });
  return (
    <>
      <p className="small">{t('goesBack')}</p>
      {keep.error !== null && <Refused error={keep.error} />}
      <p className="split">
        <Link href="/devices" className="quiet-link">
          {t('toLabel')}
        </Link>
        {device.goesBack === 'ordered' && (
          <Button size="small" loading={keep.isPending} onClick={() => keep.mutate()}>
            {t('keep')}
          </Button>
        )}
      </p>
    </>
  );
}

function Lost({ serialNo }: { serialNo: string }) {
  const t = useWords(words);
  const { params, settled } = useEnd(serialNo, t('lostDone'));
  const lose = useMutation({
    mutationFn: (code: string) => client.call('POST /api/merchant/devices/:serialNo/lost', { params, body: { code } }),
    ...settled,
  });
  return <CodeForm hint={t('lostHint')} label={t('lostSubmit')} of={lose} onCode={(code) => lose.mutate(code)} />;
}
