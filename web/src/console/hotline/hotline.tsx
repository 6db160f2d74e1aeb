import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { reasonTitle } from '../../kit/reasons.ts';
import { say } from '../../kit/say.ts';
import { Heading, Loaded, StateTag } from '../loaded.tsx';
import { SeeAs } from '../merchants/see-as.tsx';
import { may, useStaff } from '../session.ts';
import { itemWords } from '../review/item-words.ts';
import { hotlineWords } from './words.ts';

const ABOUT = ['application', 'device', 'money', 'agent', 'complaint', 'other'] as const;

export function HotlinePage() {
  const t = useWords(hotlineWords);
  const [phone, setPhone] = useState('');
  const [city, setCity] = useState<string>();
  return (
    <>
      <Heading title={t('title')} />
      <Alert type="warning" showIcon title={t('official')} />
      <div className="hotline">
        <Caller phone={phone} onPhone={setPhone} />
        <Agents city={city} onCity={setCity} />
        <NewTicket phone={phone} city={city} />
      </div>
      <section>
        <Link to="/tickets?stand=ours">{t('toTickets')}</Link>
      </section>
    </>
  );
}

function Caller({ phone, onPhone }: { phone: string; onPhone: (phone: string) => void }) {
  const t = useWords(hotlineWords);
  const text = useProblemText();
  const language = useLanguage();
  const [idTail, setIdTail] = useState('');
  const look = useMutation({
    mutationFn: () => client.call('POST /api/console/hotline/progress', { body: { phone, idTail } }),
  });
  const found = look.data;
  const itemName = (item: string): string =>
    item in itemWords ? say(itemWords[item as keyof typeof itemWords], language) : item;
  return (
    <section>
      <h2>{t('caller')}</h2>
      <p className="dim">{t('callerHint')}</p>
      <Space wrap>
        <Input
          aria-label={t('phone')}
          placeholder={t('phone')}
          value={phone}
          maxLength={11}
          onChange={(event) => onPhone(event.target.value.replace(/\D/g, ''))}
        />
        <Input
          aria-label={t('idTail')}
          placeholder={t('idTail')}
          value={idTail}
          maxLength={4}
          onChange={(event) => setIdTail(event.target.value.toUpperCase())}
        />
        <Button
          type="primary"
          disabled={phone.length !== 11 || idTail.length !== 4}
          loading={look.isPending}
          onClick={() => look.mutate()}
        >
          {t('look')}
        </Button>
      </Space>
      {look.error !== null && <Alert type="error" showIcon title={text(look.error)} />}
      {found !== undefined && look.error === null && (
        <Descriptions
          size="small"
          column={1}
          title={found.name}
          items={[
            { key: 'state', label: t('state'), children: <StateTag state={found.state} /> },
            { key: 'next', label: t('next'), children: t(found.nextActor as 'us') },
            {
              key: 'open',
              label: t('open'),
              children:
                found.open.length === 0
                  ? t('nothingOpen')
                  : found.open
                      .map((one) =>
                        one.reasons.length === 0
                          ? itemName(one.item)
                          : `${itemName(one.item)}（${one.reasons.map((code) => reasonTitle(code, language)).join('、')}）`,
                      )
                      .join('、'),
            },
            ...(found.waybill === undefined ? [] : [{ key: 'waybill', label: t('waybill'), children: found.waybill }]),
            ...(found.merchantNo === undefined
              ? []
              : [{ key: 'seeAs', label: t('merchantNo'), children: <AtMerchant merchantNo={found.merchantNo} /> }]),
          ]}
        />
      )}
    </section>
  );
}

/** A caller who is a merchant: whoever may, sees with the caller's eyes what they speak of. */
function AtMerchant({ merchantNo }: { merchantNo: string }) {
  const staff = useStaff().data;
  return (
    <Space>
      {merchantNo}
      {staff !== undefined && may(staff, 'merchant.see_as') && <SeeAs merchantNo={merchantNo} />}
    </Space>
  );
}

function Agents({ city, onCity }: { city: string | undefined; onCity: (city: string) => void }) {
  const t = useWords(hotlineWords);
  const language = useLanguage();
  const cities = useQuery({ queryKey: ['cities'], queryFn: () => client.call('GET /api/public/cities') });
  const agents = useQuery({
    queryKey: ['city-agents', city],
    queryFn: () => client.call('GET /api/public/agents', { query: { city: city ?? '' } }),
    enabled: city !== undefined,
  });
  return (
    <section>
      <h2>{t('agents')}</h2>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        className="wide"
        aria-label={t('city')}
        placeholder={t('city')}
        {...(city === undefined ? {} : { value: city })}
        options={(cities.data?.rows ?? []).map((one) => ({
          value: one.code,
          label: language === 'en' ? one.en : one.zh,
        }))}
        onChange={onCity}
      />
      {city !== undefined && (
        <Loaded of={agents}>
          {({ rows }) =>
            rows.length === 0 ? (
              <p>{t('noAgents')}</p>
            ) : (
              <ul>
                {rows.map((one) => (
                  <li key={one.agentId}>
                    <strong>{one.name}</strong> {one.phone}
                    <br />
                    <span className="dim">
                      {one.address} · {t('certificate')} {one.certificateNumber} · {t('validTo')} {one.validTo}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </section>
  );
}

function NewTicket({ phone, city }: { phone: string; city: string | undefined }) {
  const t = useWords(hotlineWords);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [about, setAbout] = useState<(typeof ABOUT)[number]>('application');
  const [said, setSaid] = useState('');
  const open = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/hotline/tickets', {
        body: { about, phone, words: said, ...(city === undefined ? {} : { region: city }) },
      }),
    onSuccess: () => {
      void message.success(t('saved'));
      setSaid('');
      return queries.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
  return (
    <section>
      <h2>{t('newTicket')}</h2>
      <Select
        className="wide"
        aria-label={t('about')}
        value={about}
        options={ABOUT.map((value) => ({ value, label: t(`about_${value}`) }))}
        onChange={setAbout}
      />
      <Input.TextArea
        rows={3}
        maxLength={500}
        showCount
        value={said}
        placeholder={t('words')}
        aria-label={t('words')}
        onChange={(event) => setSaid(event.target.value)}
      />
      {open.error !== null && <Alert type="error" showIcon title={text(open.error)} />}
      <Button
        type="primary"
        disabled={phone.length !== 11 || said.trim().length < 2}
        loading={open.isPending}
        onClick={() => open.mutate()}
      >
        {t('save')}
      </Button>
    </section>
  );
}
