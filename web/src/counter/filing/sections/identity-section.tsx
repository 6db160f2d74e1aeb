import { useMutation } from '@tanstack/react-query';
import { Alert } from 'antd';
import { client } from '../../../kit/client.ts';
import { useWords } from '../../../kit/language.ts';
import { words } from '../../words.ts';
import { DocumentSlot } from '../document-slot.tsx';
import type { Desk } from '../filing-data.ts';
import { SectionForm } from '../section-form.tsx';
import { isDone, materialOf, read, text, type Values } from './part-section.tsx';

export function IdentitySection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const front = materialOf(desk, 'id_front');
  const back = materialOf(desk, 'id_back');
  const confirm = useMutation({
    mutationFn: (values: Values) =>
      client.call('POST /api/applicant/identity', {
        body: { name: text(values, 'name'), idNumber: text(values, 'idNumber'), validTo: text(values, 'validTo') },
      }),
    onSuccess: desk.refresh,
  });
  const { name, idNumber, idValidTo, identityState } = desk.me;
  return (
    <>
      {identityState !== 'none' && (
        <Alert
          className="gap"
          type="success"
          showIcon
          title={`${t('identityDone')}: ${name ?? ''} · ${idNumber ?? ''} · ${t('validTo')} ${idValidTo ?? ''}`}
        />
      )}
      <SectionForm
        id="identity"
        title="identity"
        done={isDone(desk, 'identity_card')}
        readOnly={desk.readOnly}
        submitWord="confirmId"
        saving={confirm}
        onSave={(values) => confirm.mutateAsync(values)}
        initial={{
          name: read(front, 'name') ?? name,
          idNumber: read(front, 'idNumber'),
          validTo: read(back, 'validTo') ?? idValidTo,
        }}
        fields={[
          { name: 'name', label: 'name' },
          { name: 'idNumber', label: 'idNumber' },
          { name: 'validTo', label: 'validTo', hint: 'validToHint' },
        ]}
      >
        <DocumentSlot desk={desk} kind="id_front" />
        <DocumentSlot desk={desk} kind="id_back" />
      </SectionForm>
    </>
  );
}
