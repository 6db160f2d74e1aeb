import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Card, Checkbox, Form, Input } from 'antd';
import { Link, useParams } from 'react-router';
import { client, workOnFiling } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { FilingTag, Loaded, Refused } from '../parts.tsx';
import { lineWord, words } from '../words.ts';
import { useDetail, useMerchantSide, useRefresh, type Application, type Desk, type Detail } from './filing-data.ts';
import { NextStep } from './next-step.tsx';
import { Sections } from './sections.tsx';

const READABLE: readonly Detail['filing']['state'][] = ['open', 'awaiting_officer', 'awaiting_merchant'];

export function FilingPage() {
  const { filingId = '' } = useParams();
  // before anything below asks: every call of this page is in this filing's name
  workOnFiling(filingId);
  const detail = useDetail(filingId);
  return <Loaded of={detail}>{(found) => <Filing key={filingId} filingId={filingId} detail={found} />}</Loaded>;
}

function Filing({ filingId, detail }: { filingId: string; detail: Detail }) {
  const t = useWords(words);
  const { state, note, tradeName, name, phone } = detail.filing;
  const title = tradeName === '' ? phone : tradeName;
  return (
    <>
      <p>
        <Link to="/worklist">← {t('back')}</Link>
      </p>
      <div className="heading">
        <h1 className="page-title">
          {title} <span className="dim">{name}</span> <FilingTag state={state} />
        </h1>
      </div>
      {note !== '' && state === 'open' && (
        <Alert className="gap" type="warning" showIcon title={t('returnedWith', { note })} />
      )}
      {state === 'awaiting_consent' ? (
        <Consent filingId={filingId} phone={phone} />
      ) : READABLE.includes(state) ? (
        <Readable filingId={filingId} detail={detail} />
      ) : (
        <div className="filing">
          <span />
          <Alert type="info" showIcon title={t(endOf(detail))} />
          <NextStep filingId={filingId} detail={detail} />
        </div>
      )}
    </>
  );
}

function endOf({ filing }: Detail): 'approvedText' | 'filedText' | 'endedText' {
  if (filing.applicationState === 'approved') return 'approvedText';
  return filing.state === 'filed' ? 'filedText' : 'endedText';
}

function Consent({ filingId, phone }: { filingId: string; phone: string }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const refresh = useRefresh(filingId);
  const agree = useMutation({
    mutationFn: ({ code }: { code: string }) =>
      client.call('POST /api/counter/filings/:filingId/consent', { params: { filingId }, body: { code } }),
    onSuccess: refresh,
  });
  const again = useMutation({
    mutationFn: () => client.call('POST /api/counter/filings/:filingId/codes', { params: { filingId } }),
    onSuccess: () => message.success(t('resent')),
  });
  return (
    <Card title={t('consentTitle')} className="gap" style={{ maxWidth: 560 }}>
      <p>{t('consentText', { phone })}</p>
      <Form layout="vertical" requiredMark={false} onFinish={(given: { code: string }) => agree.mutate(given)}>
        <Form.Item name="code" label={t('code')} rules={[{ required: true, pattern: /^\d{6}$/ }]}>
          <Input
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            size="large"
            className="mono"
            autoFocus
          />
        </Form.Item>
        <div className="row">
          <Button type="primary" size="large" htmlType="submit" loading={agree.isPending}>
            {t('agree')}
          </Button>
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            {t('resend')}
          </Button>
        </div>
      </Form>
      <Refused error={agree.error ?? again.error} />
    </Card>
  );
}

function Readable({ filingId, detail }: { filingId: string; detail: Detail }) {
  const { me, application, offer } = useMerchantSide(filingId, true);
  const refresh = useRefresh(filingId);
  return (
    <Loaded of={me}>
      {(person) => (
        <Loaded of={application}>
          {(found) => (
            <Loaded of={offer}>
              {(terms) => {
                const readOnly = detail.filing.state !== 'open';
                const desk: Desk = { filingId, me: person, application: found, offer: terms, readOnly, refresh };
                return (
                  <div className="filing">
                    <aside>
                      <Checklist application={found} detail={detail} />
                      <Originals desk={desk} detail={detail} />
                    </aside>
                    <div>
                      <Sections desk={desk} />
                    </div>
                    <NextStep filingId={filingId} detail={detail} />
                  </div>
                );
              }}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

function Checklist({ application, detail }: { application: Application; detail: Detail }) {
  const t = useWords(words);
  const isOpen = (one: Application['requirements'][number]): boolean =>
    one.item === 'face' ? !detail.faceWitnessed : one.status === 'missing' || one.status === 'fix_needed';
  return (
    <Card size="small" title={t('checklist')} className="section">
      <ul className="side-list">
        {application.requirements.map((one) => (
          <li key={one.item}>
            <a href={one.item === 'face' ? '#face' : `#${one.step}`}>{t(lineWord(one.item) ?? 'checklist')}</a>
            <span className={isOpen(one) ? 'open-mark' : 'ok-mark'}>{isOpen(one) ? '○' : '✓'}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Originals one by one, and the person beside the card. */
function Originals({ desk, detail }: { desk: Desk; detail: Detail }) {
  const t = useWords(words);
  const { filingId } = desk;
  const tick = useMutation({
    mutationFn: ({ item, seen }: { item: Detail['originals'][number]['item']; seen: boolean }) =>
      client.call('PUT /api/counter/filings/:filingId/originals/:item', { params: { filingId, item }, body: { seen } }),
    onSuccess: desk.refresh,
  });
  const face = useMutation({
    mutationFn: (seen: boolean) =>
      client.call('PUT /api/counter/filings/:filingId/face', { params: { filingId }, body: { seen } }),
    onSuccess: desk.refresh,
  });
  const faceOff = desk.readOnly || detail.identityState === 'none' || face.isPending;
  return (
    <Card size="small" title={t('originals')} className="section">
      <p className="dim">{t('originalsHint')}</p>
      {detail.originals.map((one) => (
        <div key={one.item} className="tick">
          <Checkbox
            checked={one.verified}
            disabled={desk.readOnly || tick.isPending || one.materials.length === 0}
            onChange={(event) => tick.mutate({ item: one.item, seen: event.target.checked })}
          >
            {t(lineWord(one.item) ?? 'originals')}
          </Checkbox>
          <small>
            {one.materials.length === 0
              ? t('noPhotoYet')
              : one.tickedBy === undefined
                ? ''
                : t('tickedBy', { name: one.tickedBy })}
          </small>
        </div>
      ))}
      <div className="tick" id="face">
        <Checkbox
          checked={detail.faceWitnessed}
          disabled={faceOff}
          onChange={(event) => face.mutate(event.target.checked)}
        >
          {t('face')}
        </Checkbox>
        <small>
          {detail.identityState === 'none'
            ? t('needIdentityFirst')
            : detail.witnessedBy === undefined
              ? t('faceHint')
              : t('tickedBy', { name: detail.witnessedBy })}
        </small>
      </div>
      <Refused error={tick.error ?? face.error} />
    </Card>
  );
}
