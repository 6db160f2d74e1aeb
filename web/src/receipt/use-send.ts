import { useState } from 'react';
import { useLanguage } from '../kit/language.ts';
import { problemText } from '../kit/problems.ts';

/** One thing that is sent: whether it is on its way, what came back, and why it was refused. */
export function useSend<T>(send: () => Promise<T>) {
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<T>();
  const [error, setError] = useState<unknown>();
  const go = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setDone(await send());
    } catch (fault) {
      setDone(undefined);
      setError(fault);
    }
    setBusy(false);
  };
  return { busy, done, go, refusal: error === undefined ? undefined : problemText(error, language) };
}
