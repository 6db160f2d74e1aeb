/** Failures by name: one switch each, and what one will see. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Spin, Switch, Tag } from 'antd';
import { client } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './living-words.ts';

const LOOK_MS = 3_000;

export function FailuresTab() {
  const t = useWords(words);
  const language = useLanguage();
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const rows = useQuery({
    queryKey: ['failures'],
    queryFn: () => client.call('GET /api/demo/failures'),
    refetchInterval: LOOK_MS,
  });
  const force = useMutation({
    mutationFn: ({ name, on }: { name: string; on: boolean }) =>
      client.call('PUT /api/demo/failures/:name', { params: { name }, body: { on } }),
    onSettled: () => queries.invalidateQueries(),
    onError: (error) => void message.error(text(error)),
  });
  if (rows.isPending) return <Spin description={t('loading')} />;
  if (rows.error !== null) return <Alert type="error" showIcon title={text(rows.error)} />;
  const spoken = language === 'en' ? 'en' : 'zh';
  return (
    <>
      <p>{t('failuresHint')}</p>
      <ul className="failures">
        {rows.data.rows.map((one) => {
          const [title, sight] = [one.title[spoken], one.sight[spoken]];
          return (
            <li key={one.name}>
              <Switch
                checked={one.on}
                aria-label={title}
                loading={force.isPending && force.variables.name === one.name}
                onChange={(on) => force.mutate({ name: one.name, on })}
              />
              <div>
                <strong>{title}</strong> {one.on && <Tag color="error">{t('isOn')}</Tag>}
                <p>{sight}</p>
                <code>npm run world -- force {one.name}</code>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
