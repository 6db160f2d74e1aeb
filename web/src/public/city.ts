/** The city that the reader chose last, kept for this browser. */
import { useState } from 'react';

const KEPT = 'kaitong.city';
const FIRST = '330100';

export function useCity(): [city: string, choose: (city: string) => void] {
  const [city, setCity] = useState(
    () => new URLSearchParams(location.search).get('city') ?? localStorage.getItem(KEPT) ?? FIRST,
  );
  const choose = (next: string): void => {
    localStorage.setItem(KEPT, next);
    setCity(next);
  };
  return [city, choose];
}
