/** Fields of the counter that choose from what the server lists: a trade, a place, a branch of a bank. */
import { useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Button, Cascader, Empty, Form, Input, Modal, Select, Space, Table } from 'antd';
import { useEffect, useState } from 'react';
import {
  placesBelow,
  tradeText,
  useBranches,
  usePlaceName,
  usePlacePath,
  usePlaces,
  useTrades,
  type Branch,
  type Place,
} from '../../kit/catalogue.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { Loaded } from '../parts.tsx';
import { words } from '../words.ts';

/** What a field of a form hands to what is inside it. */
interface Control {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

/** Found by code, Chinese, English, pinyin in full or its first letters. */
export function TradeSelect(control: Control) {
  const t = useWords(words);
  const language = useLanguage();
  const trades = useTrades();
  const rows = trades.data?.rows ?? [];
  return (
    <Select
      {...control}
      loading={trades.isLoading}
      placeholder={t('tradeHint')}
      notFoundContent={t(trades.error === null ? 'noTrade' : 'listNotFetched')}
      showSearch={{
        filterOption: (typed, option) => option?.found.includes(typed.trim().toLowerCase()) === true,
      }}
      options={rows.map((one) => ({
        value: one.code,
        label: `${one.code} ${language === 'en' ? one.en : one.zh}`,
        found: tradeText(one),
      }))}
    />
  );
}

interface PlaceOption {
  readonly value: string;
  readonly label: string;
  readonly isLeaf: boolean;
  readonly children?: PlaceOption[];
}

interface PlaceProps extends Control {
  /** 2: down to the city, 3: down to the county. */
  readonly depth: 2 | 3;
  readonly placeholder: string;
  readonly allowClear?: boolean;
  readonly label?: string;
}

/** Province, city, county: each level is fetched when the one above it is opened. */
export function PlaceSelect({ id, value = '', onChange, depth, placeholder, allowClear = false, label }: PlaceProps) {
  const language = useLanguage();
  const queries = useQueryClient();
  const provinces = usePlaces(undefined, true);
  const path = usePlacePath(value);
  const name = usePlaceName(value);
  const [below, setBelow] = useState<Readonly<Record<string, readonly Place[]>>>({});
  const load = async (code: string): Promise<void> => {
    const { rows } = await queries.fetchQuery(placesBelow(code));
    setBelow((before) => ({ ...before, [code]: rows }));
  };
  // the way to what was chosen earlier is open when the list is
  const above = path.slice(0, depth - 1).map((one) => one.code);
  const way = above.join(' ');
  useEffect(() => {
    for (const code of way.split(' ')) if (code !== '') void load(code).catch(() => undefined);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [way]);
  const optionOf = (place: Place, level: number): PlaceOption => {
    const inside = below[place.code];
    return {
      value: place.code,
      label: language === 'en' ? place.en : place.zh,
      isLeaf: level === depth,
      ...(level === depth || inside === undefined ? {} : { children: inside.map((one) => optionOf(one, level + 1)) }),
    };
  };
  return (
    <Cascader<PlaceOption>
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      value={path.map((one) => one.code)}
      options={(provinces.data?.rows ?? []).map((one) => optionOf(one, 1))}
      loading={provinces.isLoading}
      allowClear={allowClear}
      placeholder={placeholder}
      displayRender={() => name}
      loadData={(opened) => void load(opened.at(-1)?.value ?? '').catch(() => undefined)}
      onChange={(chosen) => onChange?.(chosen?.at(-1) ?? '')}
    />
  );
}

const CNAPS = /^\d{12}$/;
/** The legal form stands in the middle of the name and is in no search. */
const searchable = (bankName: string): string => bankName.replace(/股份有限公司|有限责任公司/, ' ').trim();

/** The CNAPS code of the account's branch: looked up, or typed and then named. Sets `bankName` of the same form too. */
export function BranchField({ id, value = '', onChange }: Control) {
  const t = useWords(words);
  const form = Form.useFormInstance();
  const [picking, setPicking] = useState(false);
  const pick = (branch: Branch): void => {
    setPicking(false);
    onChange?.(branch.branchCode);
    form.setFieldValue('bankName', branch.branchName);
  };
  return (
    <>
      <Space.Compact block>
        <Input
          {...(id === undefined ? {} : { id })}
          value={value}
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          placeholder="105331000123"
          onChange={(event) => onChange?.(event.target.value.replace(/\D/g, ''))}
        />
        <Button onClick={() => setPicking(true)}>{t('pickBranch')}</Button>
      </Space.Compact>
      {CNAPS.test(value) && <BranchOfCode code={value} />}
      {picking && (
        <BranchDialog
          start={searchable(String(form.getFieldValue('bankName') ?? ''))}
          onPick={pick}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}

function BranchOfCode({ code }: { code: string }) {
  const t = useWords(words);
  const { data, isPlaceholderData } = useBranches(code);
  if (data === undefined || isPlaceholderData) return null;
  const found = data.rows.find((one) => one.branchCode === code);
  return (
    <small role="status" className={found === undefined ? 'field-note bad' : 'field-note'}>
      {found?.branchName ?? t('branchUnknown')}
    </small>
  );
}

interface DialogProps {
  readonly start: string;
  readonly onPick: (branch: Branch) => void;
  readonly onClose: () => void;
}

function BranchDialog({ start, onPick, onClose }: DialogProps) {
  const t = useWords(words);
  const [bank, setBank] = useState('');
  const [city, setCity] = useState('');
  const [text, setText] = useState(start);
  const found = useBranches(`${bank} ${text}`.trim(), city === '' ? undefined : city);
  const banks = [...new Set((found.data?.rows ?? []).map((one) => one.bankName))];
  return (
    <Modal open title={t('pickBranch')} width={860} footer={null} onCancel={onClose}>
      <div className="branch-search">
        <Input
          autoFocus
          allowClear
          aria-label={t('branchWords')}
          placeholder={t('branchWords')}
          maxLength={40}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <AutoComplete
          allowClear
          aria-label={t('branchBank')}
          placeholder={t('branchBank')}
          value={bank}
          options={banks.map((value) => ({ value }))}
          onChange={(next: string | undefined) => setBank((next ?? '').slice(0, 18))}
        />
        <PlaceSelect
          depth={2}
          allowClear
          label={t('branchCity')}
          placeholder={t('branchCity')}
          value={city}
          onChange={setCity}
        />
      </div>
      <Loaded of={found}>
        {({ rows }) => (
          <Table<Branch>
            rowKey="branchCode"
            size="small"
            dataSource={rows}
            pagination={false}
            scroll={{ y: 380 }}
            locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noBranch')} /> }}
            columns={[
              {
                title: t('branchName'),
                dataIndex: 'branchName',
                render: (name: string, row) => (
                  <Button type="link" className="branch-name" onClick={() => onPick(row)}>
                    {name}
                  </Button>
                ),
              },
              { title: t('branchCode'), dataIndex: 'branchCode', width: 150 },
            ]}
          />
        )}
      </Loaded>
    </Modal>
  );
}
