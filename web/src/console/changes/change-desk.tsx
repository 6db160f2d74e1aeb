import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Image, Space, Table, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useTradeName } from '../../kit/catalogue.ts';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reviewerTitle } from '../../kit/reasons.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { STATE_COLOURS } from './changes.tsx';
import { DecideChange, type Decision } from './decide-change.tsx';
import { words } from './words.ts';

export type Detail = Answer<'GET /api/console/merchants/:merchantNo/changes/:changeId'>;
type Pair = Detail['pairs'][number];

// not fetched again by itself: every look is logged as a look
const KEY = 'case';

/** One request: what stands and what is to stand, side by side, and what a person says to it. */
export function ChangeDesk({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const { merchantNo = '', changeId = '' } = useParams();
  const found = useQuery({
    queryKey: [KEY, 'change', changeId],
    queryFn: () =>
      client.call('GET /api/console/merchants/:merchantNo/changes/:changeId', { params: { merchantNo, changeId } }),
  });
  return (
    <>
      <p>
        <Link to="/changes">← {t('back')}</Link>
      </p>
      <Loaded of={found}>{(detail) => <Request detail={detail} staff={staff} />}</Loaded>
    </>
  );
}

function Request({ detail, staff }: { detail: Detail; staff: Staff }) {
  const t = useWords(words);
  const waits = detail.state === 'in_review' || detail.state === 'second_review';
  return (
    <>
      <Heading title={`${t(`k_${detail.kind}`)} · ${detail.merchantName}`}>
        <Space>
          <code className="dim">{detail.merchantNo}</code>
          <Tag color={STATE_COLOURS[detail.state]}>{t(`s_${detail.state}`)}</Tag>
        </Space>
      </Heading>
      <Space orientation="vertical" size="middle" className="whole-width">
        {waits && (
          <Alert
            type="warning"
            showIcon
            title={detail.doubts.map((one) => t(`x_${one}`)).join(' · ')}
            description={
              detail.firstBy === undefined
                ? detail.takesTwo
                  ? t('twoNeeded')
                  : undefined
                : t('firstBy', { name: detail.firstBy })
            }
          />
        )}
        <Pairs pairs={detail.pairs} />
        <Photos detail={detail} />
        {waits && may(staff, 'review.decide') && <Decide detail={detail} />}
        <Steps steps={detail.steps} />
      </Space>
    </>
  );
}

function Pairs({ pairs }: { pairs: readonly Pair[] }) {
  const t = useWords(words);
  const tradeName = useTradeName();
  const shown = (pair: Pair, text: string | undefined): string =>
    text === undefined ? '—' : pair.field === 'mcc' ? `${tradeName(text)} ${text}` : text;
  return (
    <Card title={t('compare')} size="small">
      <Table<Pair>
        rowKey={(pair) => pair.field}
        size="small"
        dataSource={[...pairs]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('field'), render: (_value, pair) => t(pair.field) },
          { title: t('before'), render: (_value, pair) => shown(pair, pair.before) },
          { title: t('after'), render: (_value, pair) => <strong>{shown(pair, pair.after)}</strong> },
          {
            title: '',
            render: (_value, pair) => (
              <Tag color={pair.same ? 'default' : 'orange'}>{t(pair.same ? 'same' : 'differs')}</Tag>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Photos({ detail }: { detail: Detail }) {
  const t = useWords(words);
  const { merchantNo, changeId, photos } = detail;
  const image = (materialId: string): string =>
    client.href('GET /api/console/merchants/:merchantNo/changes/:changeId/images/:materialId', {
      merchantNo,
      changeId,
      materialId,
    });
  const side = (title: 'before' | 'after', ids: readonly string[]) => (
    <section aria-label={t(title)}>
      <h3>{t(title)}</h3>
      {ids.length === 0 && <span className="dim">{t('noPhoto')}</span>}
      {ids.map((id, i) => (
        <Image
          key={id}
          src={image(id)}
          width="100%"
          alt={t(title === 'before' ? 'photoBefore' : 'photoAfter', { n: i + 1 })}
        />
      ))}
    </section>
  );
  return (
    <Card title={t('photos')} size="small">
      <p className="dim">{t('photosNote')}</p>
      <div className="side-by-side">
        {side('before', photos.before)}
        {side('after', photos.after)}
      </div>
    </Card>
  );
}

function Decide({ detail }: { detail: Detail }) {
  const t = useWords(words);
  const [asking, ask] = useState<Decision>();
  return (
    <Card title={t('decide')} size="small">
      <Space>
        <Button type="primary" onClick={() => ask('approve')}>
          {t(detail.state === 'second_review' ? 'approveSecond' : 'approve')}
        </Button>
        <Button onClick={() => ask('fix')}>{t('fix')}</Button>
        <Button danger onClick={() => ask('reject')}>
          {t('reject')}
        </Button>
      </Space>
      {asking !== undefined && <DecideChange detail={detail} decision={asking} onClose={() => ask(undefined)} />}
    </Card>
  );
}

function Steps({ steps }: { steps: Detail['steps'] }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <Card title={t('steps')} size="small">
      <Timeline
        items={steps.map((step) => ({
          content: (
            <>
              {t(`e_${step.event}`, { n: step.revisionNo })} {step.by}
              <br />
              <span className="dim">
                {dateTime(step.at)}
                {step.reasons.length > 0 && ` · ${step.reasons.map((one) => reviewerTitle(one, language)).join(' · ')}`}
                {step.effects.length > 0 && ` · ${step.effects.map((one) => t(`f_${one}`)).join(' · ')}`}
                {step.note !== '' && ` · ${step.note}`}
              </span>
            </>
          ),
        }))}
      />
    </Card>
  );
}
