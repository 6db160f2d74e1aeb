/** The WebSocket to one device: views come in, keys, cards and signatures go out; it comes back by itself. */
import { useEffect, useRef, useState } from 'react';
import type { Drawing, ScreenView } from '@kaitong/terminal';

export type FaceMessage =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'card'; readonly card: string; readonly entry: Entry }
  | { readonly type: 'scan'; readonly wallet: string }
  | { readonly type: 'signature'; readonly image: string; readonly drawing: Drawing }
  | { readonly type: 'paper'; readonly side: PaperSide }
  | { readonly type: 'tear' }
  | ({ readonly type: 'conditions' } & Partial<Conditions>);

/** What a shop does to its device. */
export interface Conditions {
  readonly battery: 'full' | 'low' | 'empty' | 'charging';
  readonly line: 'good' | 'slow' | 'losing' | 'none';
}

export type PaperSide = 'right' | 'wrong' | 'none';

/** What hangs from the printer. */
export interface PaperState {
  readonly side: PaperSide;
  readonly strips: readonly {
    readonly no: number;
    readonly lines: readonly string[];
    readonly blank: boolean;
    readonly code?: string;
  }[];
}

export type Entry = 'swipe' | 'insert' | 'tap';

export interface DeviceLink {
  readonly view: ScreenView | undefined;
  /** Only of a device that prints. */
  readonly paper: PaperState | undefined;
  readonly conditions: Conditions | undefined;
  readonly open: boolean;
  readonly send: (message: FaceMessage) => void;
}

const reconnectMs = 1500;

function addressOf(serialNo: string): string {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${window.location.host}/terminal/ws?serial=${encodeURIComponent(serialNo)}`;
}

export function useDevice(serialNo: string | undefined): DeviceLink {
  const [view, setView] = useState<ScreenView>();
  const [paper, setPaper] = useState<PaperState>();
  const [conditions, setConditions] = useState<Conditions>();
  const [open, setOpen] = useState(false);
  const socketRef = useRef<WebSocket | undefined>(undefined);

  useEffect(() => {
    setView(undefined);
    setPaper(undefined);
    setOpen(false);
    if (serialNo === undefined) return undefined;
    let ended = false;
    let timer: number | undefined;
    const connect = (): void => {
      const socket = new WebSocket(addressOf(serialNo));
      socketRef.current = socket;
      socket.addEventListener('open', () => setOpen(true));
      socket.addEventListener('message', (event: MessageEvent<string>) => {
        const told = JSON.parse(event.data) as {
          type: string;
          view: ScreenView;
          paper?: PaperState;
          conditions?: Conditions;
        };
        if (told.type !== 'view') return;
        setView(told.view);
        setPaper(told.paper);
        setConditions(told.conditions);
      });
      socket.addEventListener('close', () => {
        setOpen(false);
        if (!ended) timer = window.setTimeout(connect, reconnectMs);
      });
    };
    connect();
    return () => {
      ended = true;
      window.clearTimeout(timer);
      socketRef.current?.close();
    };
  }, [serialNo]);

  const send = (message: FaceMessage): void => {
    if (socketRef.current?.readyState === WebSocket.OPEN) socketRef.current.send(JSON.stringify(message));
  };
  return { view, paper, conditions, open, send };
}

export interface DeviceSummary {
  readonly serialNo: string;
  readonly model: 'esign_pos' | 'smart_pos';
  readonly terminalNo: string;
  readonly merchantName: string;
}

export interface CardChoice {
  readonly id: string;
  readonly holder: string;
  readonly kind: 'debit' | 'credit';
  readonly bankName: string;
  readonly maskedPan: string;
  readonly pin: string;
  /** What its issuer's people say on the phone, for an offline sale. */
  readonly phoneCode: string;
  /** What a test card shows. */
  readonly about?: { readonly zh: string; readonly en: string };
}

/** A wallet on the phone of a drawn person. */
export interface WalletChoice {
  readonly key: string;
  readonly holder: string;
  readonly bankName: string;
  readonly card: string;
  readonly about: { readonly zh: string; readonly en: string };
  readonly availableFen: string;
  /** What it asks its owner now. */
  readonly asks: readonly { readonly rrn: string; readonly amountFen: string }[];
}

/** What an owner does at the phone; the network's answer, 00 when it was done. */
export async function atWallet(key: string, what: 'pay' | 'answer', body: object): Promise<string> {
  const response = await fetch(`/terminal/api/wallets/${encodeURIComponent(key)}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (response === undefined) return '?';
  const { code } = (await response.json().catch(() => ({}))) as { code?: string };
  return code ?? String(response.status);
}

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed' }
  | { readonly state: 'ready'; readonly value: T };

const refreshMs = 4000;

/** A list of the simulator, asked for again every few seconds while `refresh` is set. */
export function useList<T>(path: string, refresh: boolean): readonly [Loaded<readonly T[]>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<readonly T[]>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    fetch(`/terminal/api/${path}`, { signal: abort.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(String(response.status));
        setLoaded({ state: 'ready', value: (await response.json()) as readonly T[] });
      })
      .catch(() => {
        if (!abort.signal.aborted) setLoaded((before) => (before.state === 'ready' ? before : { state: 'failed' }));
      });
    const timer = refresh ? window.setTimeout(() => setRound(round + 1), refreshMs) : undefined;
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [path, refresh, round]);
  return [loaded, () => setRound(round + 1)];
}
