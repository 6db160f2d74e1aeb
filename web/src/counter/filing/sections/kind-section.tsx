import { useMutation } from '@tanstack/react-query';
import { Card, Radio } from 'antd';
import { client } from '../../../kit/client.ts';
import { useWords } from '../../../kit/language.ts';
import { Refused } from '../../parts.tsx';
import { words } from '../../words.ts';
import type { Desk } from '../filing-data.ts';

const KINDS = ['individual', 'sole_proprietor', 'company'] as const;

export function KindSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const choose = useMutation({
    mutationFn: (kind: (typeof KINDS)[number]) =>
      client.call('POST /api/applicant/application/kind', {
        body: { version: desk.application.draftVersion, kind },
      }),
    onSuccess: desk.refresh,
  });
  return (
    <Card id="kind" className="section" size="small" title={t('kind')}>
      <Radio.Group
        aria-label={t('kind')}
        value={desk.application.draft.kind}
        disabled={desk.readOnly || choose.isPending}
        onChange={(event) => choose.mutate(event.target.value as (typeof KINDS)[number])}
        options={KINDS.map((value) => ({ value, label: t(value) }))}
      />
      <Refused error={choose.error} />
    </Card>
  );
}
