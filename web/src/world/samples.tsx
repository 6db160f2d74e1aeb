import { Image, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { client } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { reasonTitle } from '../kit/reasons.ts';
import { Listed } from './listed.tsx';
import { words } from './words.ts';

export function SamplesTab() {
  const t = useWords(words);
  const language = useLanguage();
  const samples = useQuery({
    queryKey: ['samples'],
    queryFn: async () => (await client.call('GET /api/demo/samples')).rows,
    staleTime: 300_000,
  });
  const people = useQuery({
    queryKey: ['people'],
    queryFn: async () => (await client.call('GET /api/demo/info')).people,
    staleTime: 300_000,
  });
  const nameOf = (key: string): string => people.data?.find((person) => person.key === key)?.name ?? key;
  return (
    <>
      <p>{t('samplesHint')}</p>
      <Listed of={samples} empty={t('loading')}>
        {(rows) => (
          <div className="gallery">
            {rows.map((row) => {
              const address = client.href('GET /api/demo/samples/:name', { name: row.name });
              const title = language === 'en' ? row.title.en : row.title.zh;
              return (
                <figure key={row.name}>
                  {/* a clip is drawn when it is asked for, which takes seconds: not for a look at the shelf */}
                  {row.kind.endsWith('_video') ? (
                    <video src={address} controls preload="none" height={150} aria-label={title} />
                  ) : (
                    <Image src={address} alt={title} height={150} />
                  )}
                  <figcaption>
                    <strong>{title}</strong>
                    <span>
                      <Tag>{nameOf(row.personKey)}</Tag>
                      <Tag color={row.expect === 'good' ? 'green' : 'orange'}>
                        {row.expect === 'good' ? t('good') : reasonTitle(row.expect, language)}
                      </Tag>
                    </span>
                    <a href={address} download={row.kind.endsWith('_video') ? row.name : `${row.name}.jpg`}>
                      {t('download')}
                    </a>
                  </figcaption>
                </figure>
              );
            })}
          </div>
        )}
      </Listed>
    </>
  );
}
