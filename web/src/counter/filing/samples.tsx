import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { Loaded } from '../parts.tsx';
import { words } from '../words.ts';

const useDemo = (): boolean =>
  useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status'), staleTime: 60_000 }).data
    ?.demo === true;

export function SampleButton({ disabled, onClick }: { disabled: boolean; onClick: () => void }) {
  const t = useWords(words);
  return useDemo() ? (
    <Button size="small" disabled={disabled} onClick={onClick}>
      {t('sample')}
    </Button>
  ) : null;
}

/** A sample of the legal person's card is an identity card like any other. */
const shelfOf = (kind: string): string => kind.replace('legal_', '');
const addressOf = (name: string): string => `/api/demo/samples/${encodeURIComponent(name)}`;

export function SampleDialog(props: { kind: string; onTake: (sample: Blob) => void; onClose: () => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const samples = useQuery({
    queryKey: ['samples'],
    queryFn: () => client.call('GET /api/demo/samples'),
    staleTime: 300_000,
  });
  const pick = async (name: string): Promise<void> => props.onTake(await (await fetch(addressOf(name))).blob());
  return (
    <Modal open title={t('samplesTitle')} footer={null} width={720} onCancel={props.onClose}>
      <Loaded of={samples}>
        {({ rows }) => {
          const fitting = rows.filter((row) => row.kind === shelfOf(props.kind));
          return fitting.length === 0 ? (
            <p>{t('noSamples')}</p>
          ) : (
            <div className="shelf">
              {fitting.map((row) => (
                <button key={row.name} type="button" data-sample={row.name} onClick={() => void pick(row.name)}>
                  {row.kind.endsWith('_video') ? (
                    <span className="shelf-clip" aria-hidden="true">
                      ▶
                    </span>
                  ) : (
                    <img src={addressOf(row.name)} alt="" loading="lazy" />
                  )}
                  <span>{language === 'en' ? row.title.en : row.title.zh}</span>
                </button>
              ))}
            </div>
          );
        }}
      </Loaded>
    </Modal>
  );
}
