import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { client } from '../../kit/client.ts';
import { caseQueryKey, type CaseView, type Item, type Verdict } from './case-data.ts';

const UNDO_MS = 10_000;

interface Change {
  readonly item: Item;
  readonly before: Verdict | undefined;
  readonly after: Verdict | undefined;
}

export interface Verdicts {
  /** Saves at once; the page shows it before the server has answered, and shows the old one again when it refuses. */
  readonly judge: (verdict: Verdict) => void;
  readonly takeBack: (item: Item) => void;
  /** The last change, while it can be undone by one key. */
  readonly undoable: Change | undefined;
  readonly undo: () => void;
  readonly saving: boolean;
  readonly error: unknown;
  /** Sends the change that was refused again, after whatever was in the way has gone. */
  readonly again: () => void;
}

const withVerdict = (view: CaseView, { item, after }: Change): CaseView => {
  const others = view.verdicts.filter((one) => one.item !== item);
  return { ...view, verdicts: after === undefined ? others : [...others, after] };
};

/** Verdicts of one case: kept in the case that the page shows, saved one after the other in the order in which they were given. */
export function useVerdicts(view: CaseView): Verdicts {
  const queries = useQueryClient();
  const { caseId } = view.case;
  const [undoable, setUndoable] = useState<Change>();
  const refused = useRef<Change>(undefined);
  const show = useCallback(
    (change: Change) =>
      queries.setQueryData<CaseView>(caseQueryKey(caseId), (old) =>
        old === undefined ? old : withVerdict(old, change),
      ),
    [queries, caseId],
  );
  const save = useMutation({
    scope: { id: `verdicts:${caseId}` },
    mutationFn: async ({ item, after }: Change) => {
      const params = { caseId, item };
      if (after === undefined) return client.call('DELETE /api/console/cases/:caseId/verdicts/:item', { params });
      const { verdict, reasons, note, internalNote } = after;
      const body = { verdict, reasons: [...reasons], note, internalNote };
      return client.call('PUT /api/console/cases/:caseId/verdicts/:item', { params, body });
    },
    onSuccess: () => void (refused.current = undefined),
    onError: (_error, change) => {
      refused.current = change;
      show({ ...change, after: change.before });
      setUndoable(undefined);
    },
  });
  const { mutate } = save;
  const change = useCallback(
    (item: Item, after: Verdict | undefined): void => {
      const before = queries.getQueryData<CaseView>(caseQueryKey(caseId))?.verdicts.find((one) => one.item === item);
      const next = { item, before, after };
      show(next);
      setUndoable(next);
      mutate(next);
    },
    [queries, caseId, show, mutate],
  );
  useEffect(() => {
    if (undoable === undefined) return undefined;
    const timer = setTimeout(() => setUndoable(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undoable]);
  const undo = (): void => {
    if (undoable === undefined) return;
    const back = { item: undoable.item, before: undoable.after, after: undoable.before };
    show(back);
    setUndoable(undefined);
    mutate(back);
  };
  const again = (): void => {
    if (refused.current === undefined) return;
    show(refused.current);
    setUndoable(refused.current);
    mutate(refused.current);
  };
  return {
    judge: (verdict) => change(verdict.item, verdict),
    takeBack: (item) => change(item, undefined),
    undoable,
    undo,
    saving: save.isPending,
    error: save.error,
    again,
  };
}
