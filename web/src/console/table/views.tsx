import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Popover, Space } from 'antd';
import { useState } from 'react';
import type { ListName } from '@kaitong/client/contract';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import type { Query } from './use-list-address.ts';
import { words } from './words.ts';

type View = Answer<'GET /api/console/my/views'>['views'][number];

interface Shown {
  readonly list: ListName;
  readonly filter: Query;
  readonly columns: readonly string[];
}

/** Saved views of a list: what is shown now under a name, and back to it with one press. */
export function Views({
  shown,
  onOpen,
}: {
  shown: Shown;
  onOpen: (filter: Query, columns: readonly string[]) => void;
}) {
  const t = useWords(words);
  const [open, setOpen] = useState(false);
  const views = useQuery({
    queryKey: ['views', shown.list],
    queryFn: () => client.call('GET /api/console/my/views', { query: { list: shown.list } }),
    enabled: open,
  });
  const show = (view: View): void => {
    onOpen(Object.fromEntries(new URLSearchParams(view.query)), view.columns);
    setOpen(false);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t('views')}
      content={
        <div className="list-views">
          {views.data?.views.length === 0 && <p className="dim">{t('viewsNone')}</p>}
          {views.data?.views.map((one) => (
            <OneView key={one.name} view={one} list={shown.list} onOpen={() => show(one)} />
          ))}
          <SaveView shown={shown} />
        </div>
      }
    >
      <Button>{t('views')}</Button>
    </Popover>
  );
}

function OneView({ view, list, onOpen }: { view: View; list: ListName; onOpen: () => void }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const forget = useMutation({
    mutationFn: () => client.call('POST /api/console/my/views/forget', { body: { list, name: view.name } }),
    onError: (error) => void message.error(text(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['views', list] }),
  });
  return (
    <div className="list-view">
      <Button type="link" onClick={onOpen}>
        {view.name}
      </Button>
      <Button
        type="text"
        size="small"
        aria-label={t('forget', { name: view.name })}
        loading={forget.isPending}
        onClick={() => forget.mutate()}
      >
        ×
      </Button>
    </div>
  );
}

function SaveView({ shown }: { shown: Shown }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () =>
      client.call('PUT /api/console/my/views', {
        body: {
          list: shown.list,
          name: name.trim(),
          query: new URLSearchParams(shown.filter).toString(),
          columns: [...shown.columns],
        },
      }),
    onSuccess: () => {
      setName('');
      void message.success(t('saved'));
    },
    onError: (error) => void message.error(text(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['views', shown.list] }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && !save.isPending) save.mutate();
      }}
    >
      <p className="dim">{t('saveView')}</p>
      <Space.Compact>
        <Input
          aria-label={t('viewName')}
          placeholder={t('viewName')}
          maxLength={40}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button htmlType="submit" disabled={name.trim() === ''} loading={save.isPending}>
          {t('save')}
        </Button>
      </Space.Compact>
    </form>
  );
}
