/**
 * The draft of this tab. It is saved part by part as soon as a part holds; every save names the version it was made from. When
 * somebody else saved meanwhile, parts that only they touched are taken over and parts that both touched are asked about.
 */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Popup } from 'antd-mobile';
import { createContext, Fragment, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { client, problemOf } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import type { Application, Draft } from '../queries.ts';
import { draftLines } from './draft-lines.ts';
import { words } from './words.ts';

export type SaveState = 'rest' | 'saving' | 'saved' | 'failed';

interface Keeper {
  readonly draft: Draft;
  readonly state: SaveState;
  readonly error: unknown;
  /** Resolves true when the server has it, false when it was refused or the other draft was chosen. */
  readonly save: (patch: Draft) => Promise<boolean>;
  readonly version: () => number;
}

interface Conflict {
  readonly theirs: Application;
  readonly mine: Draft;
  readonly parts: readonly (keyof Draft)[];
  readonly choose: (mine: boolean) => void;
}

const DraftContext = createContext<Keeper | undefined>(undefined);

export function useDraft(): Keeper {
  const keeper = useContext(DraftContext);
  if (keeper === undefined) throw new Error('useDraft needs a DraftKeeper above it');
  return keeper;
}

const keysOf = (draft: Draft): (keyof Draft)[] => Object.keys(draft) as (keyof Draft)[];
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

type Ask = (theirs: Application, mine: Draft, parts: (keyof Draft)[]) => Promise<boolean>;

/** The question about parts that both sides changed; resolves true for "mine". */
function useConflict(): { conflict: Conflict | undefined; ask: Ask } {
  const [conflict, setConflict] = useState<Conflict>();
  const ask = useCallback<Ask>(
    (theirs, mine, parts) =>
      new Promise((resolve) => {
        const choose = (keepMine: boolean): void => {
          setConflict(undefined);
          resolve(keepMine);
        };
        setConflict({ theirs, mine, parts, choose });
      }),
    [],
  );
  return { conflict, ask };
}

/** Writes patches on top of the version this tab knows. */
function usePut(application: Application, ask: Ask) {
  const queries = useQueryClient();
  // the cache is newer than the property for a moment after a save
  const [start] = useState(() => queries.getQueryData<Application | null>(['application']) ?? application);
  const base = useRef({ version: start.draftVersion, draft: start.draft });
  const [draft, setDraft] = useState(start.draft);
  const [taken, setTaken] = useState(0);
  const put = useCallback(
    async (patch: Draft): Promise<boolean> => {
      if (keysOf(patch).every((part) => same(patch[part], base.current.draft[part]))) return true;
      const next = { ...base.current.draft, ...patch };
      try {
        const saved = await client.call('PUT /api/applicant/application/draft', {
          body: { version: base.current.version, draft: next },
        });
        base.current = { version: saved.version, draft: next };
        setDraft(next);
        queries.setQueryData<Application | null>(['application'], (before) =>
          before === null || before === undefined ? before : { ...before, draft: next, draftVersion: saved.version },
        );
      } catch (caught) {
        if (problemOf(caught).code !== 'applications.draft_conflict') throw caught;
        const theirs = await client.call('GET /api/applicant/application');
        const before = base.current.draft;
        base.current = { version: theirs.draftVersion, draft: theirs.draft };
        const parts = keysOf(patch).filter(
          (part) => !same(theirs.draft[part], before[part]) && !same(theirs.draft[part], patch[part]),
        );
        if (parts.length === 0 || (await ask(theirs, patch, parts))) return put(patch);
        setDraft(theirs.draft);
        setTaken((before) => before + 1);
        return false;
      }
      return true;
    },
    [ask, queries],
  );
  const version = useCallback(() => base.current.version, []);
  return { draft, put, version, taken };
}

export function DraftKeeper({ application, children }: { application: Application; children: ReactNode }) {
  const queries = useQueryClient();
  const { conflict, ask } = useConflict();
  const { draft, put, version, taken } = usePut(application, ask);
  const [state, setState] = useState<SaveState>('rest');
  const [error, setError] = useState<unknown>();
  const line = useRef<Promise<boolean>>(Promise.resolve(true));
  const save = useCallback(
    (patch: Draft): Promise<boolean> => {
      const work = async (): Promise<boolean> => {
        setState('saving');
        setError(undefined);
        try {
          const kept = await put(patch);
          setState('saved');
          await queries.invalidateQueries({ queryKey: ['application'] });
          return kept;
        } catch (caught) {
          setError(caught);
          setState('failed');
          return false;
        }
      };
      line.current = line.current.then(work, work);
      return line.current;
    },
    [put, queries],
  );
  const keeper = useMemo<Keeper>(() => ({ draft, state, error, save, version }), [draft, state, error, save, version]);
  return (
    <DraftContext.Provider value={keeper}>
      {/* forms begin anew from the other draft once it was chosen */}
      <Fragment key={taken}>{children}</Fragment>
      {conflict !== undefined && <ConflictSheet conflict={conflict} />}
    </DraftContext.Provider>
  );
}

/** Saves, then goes on. Its own flag, because a button that an autosave disables loses the tap that caused the autosave. */
export function useLeave(onDone: () => void): { leaving: boolean; leave: (saving: Promise<boolean>) => void } {
  const [leaving, setLeaving] = useState(false);
  const leave = (saving: Promise<boolean>): void => {
    setLeaving(true);
    void saving.then((saved) => {
      setLeaving(false);
      if (saved) onDone();
    });
  };
  return { leaving, leave };
}

function ConflictSheet({ conflict }: { conflict: Conflict }) {
  const t = useWords(words);
  const show = (draft: Draft): string[] => conflict.parts.flatMap((part) => draftLines(draft, part));
  const column = (title: string, lines: string[]): ReactNode => (
    <div className="versus-side">
      <h3>{title}</h3>
      {lines.length === 0 ? <p>{t('nothing')}</p> : lines.map((one) => <p key={one}>{one}</p>)}
    </div>
  );
  return (
    <Popup visible position="bottom" bodyClassName="sheet">
      <div role="alertdialog" aria-labelledby="conflict">
        <h2 id="conflict">{t('conflictTitle')}</h2>
        <p>{t('conflictText')}</p>
        <div className="versus">
          {column(t('theirs'), show(conflict.theirs.draft))}
          {column(t('mine'), show(conflict.mine))}
        </div>
        <div className="two-buttons">
          <Button block onClick={() => conflict.choose(false)}>
            {t('keepTheirs')}
          </Button>
          <Button block color="primary" onClick={() => conflict.choose(true)}>
            {t('keepMine')}
          </Button>
        </div>
      </div>
    </Popup>
  );
}

export function SaveMark() {
  const t = useWords(words);
  const { state } = useDraft();
  if (state === 'rest') return null;
  const text = { saving: t('saving'), saved: t('saved'), failed: t('unsaved') }[state];
  return (
    <span role="status" className={`save-mark ${state}`}>
      {text}
    </span>
  );
}
