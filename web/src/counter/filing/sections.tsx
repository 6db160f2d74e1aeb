import { useMutation } from '@tanstack/react-query';
import { Alert, Card, Radio } from 'antd';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuanShort } from '../../kit/money.ts';
import { Refused } from '../parts.tsx';
import { words } from '../words.ts';
import { DocumentSlot } from './document-slot.tsx';
import { useSavePart, type Desk, type Draft, type Material } from './filing-data.ts';
import { SectionForm, type FieldRow } from './section-form.tsx';

type Values = Record<string, unknown>;
const text = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

const materialOf = (desk: Desk, kind: Material['kind']): Material | undefined =>
  desk.me.materials.find((one) => one.kind === kind);
const read = (material: Material | undefined, name: string): string | undefined => material?.fields[name]?.value;

/** The item's line is on the checklist and not open. */
const isDone = (desk: Desk, item: string): boolean =>
  desk.application.requirements.some(
    (one) => one.item === item && one.status !== 'missing' && one.status !== 'fix_needed',
  );
const isAsked = (desk: Desk, item: string): boolean => desk.application.requirements.some((one) => one.item === item);

export function Sections({ desk }: { desk: Desk }) {
  return (
    <>
      <KindSection desk={desk} />
      <IdentitySection desk={desk} />
      {isAsked(desk, 'licence') && <LicenceSection desk={desk} />}
      {isAsked(desk, 'authorisation') && <ActingSection desk={desk} />}
      {isAsked(desk, 'owners') && <OwnersSection desk={desk} />}
      <PlanSection desk={desk} />
      {isAsked(desk, 'bank_card') && <CardSection desk={desk} />}
      {isAsked(desk, 'account_permit') && <AccountSection desk={desk} />}
      {isAsked(desk, 'premises') && <PremisesSection desk={desk} />}
      <SceneSection desk={desk} />
      <BusinessSection desk={desk} />
    </>
  );
}

const KINDS = ['individual', 'sole_proprietor', 'company'] as const;

function KindSection({ desk }: { desk: Desk }) {
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

function IdentitySection({ desk }: { desk: Desk }) {
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

/** One part of the draft with its fields; `make` turns what was typed into that part. */
interface PartProps {
  readonly desk: Desk;
  readonly id: string;
  readonly title: 'licence' | 'card' | 'account' | 'premises' | 'business' | 'acting' | 'owners';
  readonly item: string;
  readonly kinds: readonly Material['kind'][];
  readonly initial: Values;
  readonly fields: readonly FieldRow[];
  readonly make: (values: Values) => Draft;
}

function PartSection({ desk, id, title, item, kinds, initial, fields, make }: PartProps) {
  const save = useSavePart(desk);
  return (
    <SectionForm
      id={id}
      title={title}
      done={isDone(desk, item)}
      readOnly={desk.readOnly}
      saving={save}
      onSave={(values) => save.mutateAsync(make(values))}
      initial={initial}
      fields={fields}
      {...(kinds.length === 0
        ? {}
        : { children: kinds.map((kind) => <DocumentSlot key={kind} desk={desk} kind={kind} />) })}
    />
  );
}

function LicenceSection({ desk }: { desk: Desk }) {
  const { licence } = desk.application.draft;
  const paper = materialOf(desk, 'business_licence');
  return (
    <PartSection
      desk={desk}
      id="licence"
      title="licence"
      item="licence"
      kinds={['business_licence']}
      initial={{
        name: licence?.name ?? read(paper, 'name'),
        uscc: licence?.uscc ?? read(paper, 'uscc'),
        legalPerson: licence?.legalPerson ?? read(paper, 'legalPerson'),
        validTo: licence?.validTo ?? read(paper, 'validTo'),
        address: licence?.address ?? read(paper, 'address'),
      }}
      fields={[
        { name: 'name', label: 'licenceName' },
        { name: 'uscc', label: 'uscc' },
        { name: 'legalPerson', label: 'legalPerson' },
        { name: 'validTo', label: 'validTo', hint: 'validToHint' },
        { name: 'address', label: 'address', needed: false, wide: true },
      ]}
      make={(values) => ({
        licence: {
          materialId: paper?.materialId ?? licence?.materialId ?? '',
          name: text(values, 'name'),
          uscc: text(values, 'uscc').toUpperCase(),
          legalPerson: text(values, 'legalPerson'),
          validTo: text(values, 'validTo'),
          ...(text(values, 'address') === '' ? {} : { address: text(values, 'address') }),
        },
      })}
    />
  );
}

function ActingSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const { acting } = desk.application.draft;
  const handler = acting?.as === 'handler' ? acting : undefined;
  const id = (kind: Material['kind'], kept: string | undefined): string =>
    materialOf(desk, kind)?.materialId ?? kept ?? '';
  const card = materialOf(desk, 'legal_id_front');
  return (
    <PartSection
      desk={desk}
      id="authorisation"
      title="acting"
      item="authorisation"
      kinds={['auth_letter', 'legal_id_front', 'legal_id_back']}
      initial={{
        as: acting?.as ?? 'legal_person',
        legalPersonName: handler?.legalPersonName ?? read(card, 'name'),
        legalPersonIdNumber: handler?.legalPersonIdNumber ?? read(card, 'idNumber'),
      }}
      fields={[
        {
          name: 'as',
          label: 'as',
          choices: [
            { value: 'legal_person', label: t('as_legal_person') },
            { value: 'handler', label: t('as_handler') },
          ],
        },
        { name: 'legalPersonName', label: 'legalPersonName', needed: false },
        { name: 'legalPersonIdNumber', label: 'legalPersonIdNumber', needed: false },
      ]}
      make={(values) => ({
        acting:
          values['as'] === 'handler'
            ? {
                as: 'handler',
                legalPersonName: text(values, 'legalPersonName'),
                legalPersonIdNumber: text(values, 'legalPersonIdNumber'),
                frontMaterialId: id('legal_id_front', handler?.frontMaterialId),
                backMaterialId: id('legal_id_back', handler?.backMaterialId),
                letterMaterialId: id('auth_letter', handler?.letterMaterialId),
              }
            : { as: 'legal_person' },
      })}
    />
  );
}

const ownerLine = (one: { name: string; idNumber: string; sharePercent: number }): string =>
  `${one.name},${one.idNumber},${one.sharePercent}`;

function OwnersSection({ desk }: { desk: Desk }) {
  const { owners } = desk.application.draft;
  return (
    <PartSection
      desk={desk}
      id="owners"
      title="owners"
      item="owners"
      kinds={[]}
      initial={{ lines: (owners ?? []).map(ownerLine).join('\n') }}
      fields={[{ name: 'lines', label: 'owners', hint: 'ownersHint', as: 'lines', needed: false, wide: true }]}
      make={(values) => ({
        owners: text(values, 'lines')
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => {
            const [name = '', idNumber = '', share = ''] = line.split(/[,，]/).map((one) => one.trim());
            return { name, idNumber, sharePercent: Number(share.replace('%', '')) };
          }),
      })}
    />
  );
}

function PlanSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const save = useSavePart(desk);
  const { draft } = desk.application;
  const chooses = draft.kind === 'sole_proprietor';
  const devices = desk.offer.devices.map((one) => ({
    value: one.model,
    label: t(one.model, { deposit: yuanShort(one.depositFen) }),
  }));
  const fields: FieldRow[] = [
    ...(chooses
      ? [
          {
            name: 'accountKind',
            label: 'accountKind' as const,
            choices: (['personal', 'corporate'] as const).map((value) => ({ value, label: t(value) })),
          },
        ]
      : []),
    { name: 'deviceModel', label: 'deviceModel', choices: devices },
    {
      name: 'settlement',
      label: 'settlement',
      choices: (['t1', 't0'] as const).map((value) => ({ value, label: t(value) })),
    },
    { name: 'depositConfirmed', label: 'depositConfirmed', as: 'tick' },
  ];
  return (
    <SectionForm
      id="plan"
      title="plan"
      done={isDone(desk, 'device') && isDone(desk, 'settlement')}
      readOnly={desk.readOnly}
      saving={save}
      initial={{
        accountKind: draft.accountKind ?? 'personal',
        deviceModel: draft.deviceModel,
        settlement: draft.settlement ?? 't1',
        depositConfirmed: draft.depositConfirmed ?? false,
      }}
      fields={fields}
      onSave={(values) =>
        save.mutateAsync({
          ...(chooses ? { accountKind: values['accountKind'] as 'personal' } : {}),
          deviceModel: values['deviceModel'] as 'esign_pos',
          settlement: values['settlement'] as 't1',
          planId: 'standard',
          depositConfirmed: values['depositConfirmed'] === true,
        })
      }
    />
  );
}

function CardSection({ desk }: { desk: Desk }) {
  const { card } = desk.application.draft;
  const photo = materialOf(desk, 'bank_card');
  return (
    <PartSection
      desk={desk}
      id="card"
      title="card"
      item="bank_card"
      kinds={['bank_card']}
      initial={{
        number: card?.number ?? read(photo, 'cardNumber'),
        reservedPhone: card?.reservedPhone ?? desk.me.phone,
      }}
      fields={[
        { name: 'number', label: 'cardNumber' },
        { name: 'reservedPhone', label: 'reservedPhone' },
      ]}
      make={(values) => ({
        card: {
          ...(photo === undefined ? {} : { materialId: photo.materialId }),
          number: text(values, 'number').replace(/\s/g, ''),
          reservedPhone: text(values, 'reservedPhone'),
        },
      })}
    />
  );
}

function AccountSection({ desk }: { desk: Desk }) {
  const { corporateAccount } = desk.application.draft;
  const permit = materialOf(desk, 'account_permit');
  return (
    <PartSection
      desk={desk}
      id="account"
      title="account"
      item="account_permit"
      kinds={['account_permit']}
      initial={{
        accountName: corporateAccount?.accountName ?? read(permit, 'accountName'),
        accountNumber: corporateAccount?.accountNumber ?? read(permit, 'accountNumber'),
        bankName: corporateAccount?.bankName ?? read(permit, 'bankName'),
        branchCode: corporateAccount?.branchCode,
      }}
      fields={[
        { name: 'accountName', label: 'accountName' },
        { name: 'accountNumber', label: 'accountNumber' },
        { name: 'bankName', label: 'bankName' },
        { name: 'branchCode', label: 'branchCode' },
      ]}
      make={(values) => ({
        corporateAccount: {
          ...(permit === undefined ? {} : { materialId: permit.materialId }),
          accountName: text(values, 'accountName'),
          accountNumber: text(values, 'accountNumber').replace(/\s/g, ''),
          bankName: text(values, 'bankName'),
          branchCode: text(values, 'branchCode'),
        },
      })}
    />
  );
}

function PremisesSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const { premises } = desk.application.draft;
  const paper = materialOf(desk, 'lease');
  return (
    <PartSection
      desk={desk}
      id="premises"
      title="premises"
      item="premises"
      kinds={['lease']}
      initial={{
        proof: premises?.proof ?? (read(paper, 'documentType') === 'property' ? 'property' : 'lease'),
        party: premises?.party ?? read(paper, 'party'),
        validTo: premises?.validTo ?? read(paper, 'endsOn'),
      }}
      fields={[
        {
          name: 'proof',
          label: 'proof',
          choices: [
            { value: 'lease', label: t('proof_lease') },
            { value: 'property', label: t('proof_property') },
          ],
        },
        { name: 'party', label: 'party' },
        { name: 'validTo', label: 'validTo', hint: 'validToHint' },
      ]}
      make={(values) => ({
        premises: {
          materialId: paper?.materialId ?? premises?.materialId ?? '',
          proof: values['proof'] as 'lease',
          party: text(values, 'party'),
          validTo: text(values, 'validTo'),
        },
      })}
    />
  );
}

function SceneSection({ desk }: { desk: Desk }) {
  const save = useSavePart(desk);
  const photo = materialOf(desk, 'scene_photo');
  return (
    <SectionForm
      id="scene"
      title="scene"
      done={isDone(desk, 'scene')}
      readOnly={desk.readOnly || photo === undefined}
      submitWord="useAsScene"
      saving={save}
      initial={{ materialId: photo?.materialId }}
      fields={[]}
      onSave={() => save.mutateAsync(photo === undefined ? {} : { scene: { materialId: photo.materialId } })}
    >
      <DocumentSlot desk={desk} kind="scene_photo" />
    </SectionForm>
  );
}

function BusinessSection({ desk }: { desk: Desk }) {
  const language = useLanguage();
  const { business, licence } = desk.application.draft;
  const named = (rows: Desk['offer']['mccs']) =>
    rows.map((one) => ({ value: one.code, label: `${one.code} ${language === 'en' ? one.en : one.zh}` }));
  return (
    <PartSection
      desk={desk}
      id="business"
      title="business"
      item="business"
      kinds={[]}
      initial={{
        tradeName: business?.tradeName,
        mcc: business?.mcc,
        region: business?.region,
        address: business?.address ?? licence?.address,
        hours: business?.hours,
        monthlyYuan: business?.monthlyYuan,
      }}
      fields={[
        { name: 'tradeName', label: 'tradeName' },
        { name: 'mcc', label: 'mcc', choices: named(desk.offer.mccs) },
        { name: 'region', label: 'region', choices: named(desk.offer.regions) },
        { name: 'address', label: 'address', wide: true },
        { name: 'hours', label: 'hours', needed: false },
        { name: 'monthlyYuan', label: 'monthlyYuan', as: 'number', needed: false },
      ]}
      make={(values) => ({
        business: {
          ...business,
          tradeName: text(values, 'tradeName'),
          mcc: text(values, 'mcc'),
          region: text(values, 'region'),
          address: text(values, 'address'),
          ...(text(values, 'hours') === '' ? {} : { hours: text(values, 'hours') }),
          ...(typeof values['monthlyYuan'] === 'number' ? { monthlyYuan: Math.round(values['monthlyYuan']) } : {}),
        },
      })}
    />
  );
}
