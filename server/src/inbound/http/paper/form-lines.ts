import type { FormFacts } from '../../../flows/application-form.ts';

export interface FormSection {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

const KINDS = { individual: '个人（无营业执照）', sole_proprietor: '个体工商户', company: '企业' } as const;
const MODELS = { esign_pos: '电签版（押金 99 元）', smart_pos: '智能大POS（押金 299 元）' } as const;
const SETTLEMENTS = { t1: 'T+1（次工作日到账）', t0: 'T+0（当日到账）' } as const;
const FACES: Readonly<Record<string, string>> = {
  none: '未核验',
  id_confirmed: '证件已核对，人脸未核验',
  face_passed: '人脸核验通过',
  face_human: '待人工比对',
  face_witnessed: '柜面双人核验',
};

export const ORIGINAL_NAMES: Readonly<Record<string, string>> = {
  identity_card: '居民身份证（正反面）',
  bank_card: '结算银行卡（一类借记卡）',
  licence: '营业执照',
  account_permit: '开户许可证或基本存款账户信息',
  premises: '租赁合同或产权证明',
  authorisation: '授权委托书与法定代表人身份证',
};

/** Empty fields stay as a line to be filled in by hand. */
const shown = (value: string | undefined): string => value ?? '';

/** The fields of the form, section by section, for the kind that was chosen. */
export function formSections(facts: FormFacts): FormSection[] {
  const { applicant, draft } = facts;
  const sections: (FormSection | undefined)[] = [
    {
      title: '申请人',
      rows: [
        ['主体类型', draft.kind === undefined ? '' : KINDS[draft.kind]],
        ['姓名', shown(applicant.name)],
        ['身份证号', shown(applicant.idNumber)],
        ['证件有效期至', shown(applicant.idValidTo)],
        ['手机号', applicant.phone],
        ['本人核验', FACES[applicant.identityState] ?? ''],
      ],
    },
    draft.kind === 'individual' ? undefined : licenceOf(facts),
    draft.kind === 'company' ? actingOf(facts) : undefined,
    accountOf(facts),
    {
      title: '经营信息',
      rows: [
        ['商户名称', shown(draft.business?.tradeName)],
        ['经营类别', draft.business === undefined ? '' : `${facts.mccName} ${draft.business.mcc}`],
        ['所在城市', facts.regionName],
        ['详细地址', shown(draft.business?.address)],
        ['营业时间', shown(draft.business?.hours)],
        ['预计月交易额', draft.business?.monthlyYuan === undefined ? '' : `${draft.business.monthlyYuan} 元`],
      ],
    },
    {
      title: '机具与结算',
      rows: [
        ['机具型号', draft.deviceModel === undefined ? '' : MODELS[draft.deviceModel]],
        ['押金规则', draft.depositConfirmed === true ? '已阅读并确认' : ''],
        ['结算周期', draft.settlement === undefined ? '' : SETTLEMENTS[draft.settlement]],
        ['费率方案', draft.planId === undefined ? '' : '标准方案（贷记卡 0.60%，借记卡 0.50% 封顶 20 元）'],
      ],
    },
  ];
  return sections.filter((one) => one !== undefined);
}

function licenceOf({ draft }: FormFacts): FormSection {
  const { licence, premises } = draft;
  return {
    title: '营业执照与经营场所',
    rows: [
      ['名称', shown(licence?.name)],
      ['统一社会信用代码', shown(licence?.uscc)],
      ['法定代表人/经营者', shown(licence?.legalPerson)],
      ['执照有效期至', shown(licence?.validTo)],
      ['住所', shown(licence?.address)],
      ['场所证明', premises === undefined ? '' : premises.proof === 'lease' ? '租赁合同' : '产权证明'],
      ['承租人/产权人', shown(premises?.party)],
      ['场所有效期至', shown(premises?.validTo)],
    ],
  };
}

function actingOf({ draft }: FormFacts): FormSection {
  const { acting, owners } = draft;
  const who = acting === undefined ? '' : acting.as === 'legal_person' ? '法定代表人本人' : '授权经办人';
  const listed = (owners ?? []).map((one) => `${one.name} ${one.sharePercent}%`).join('；');
  return {
    title: '经办与受益所有人',
    rows: [
      ['办理人', who],
      ['法定代表人', acting?.as === 'handler' ? acting.legalPersonName : ''],
      ['法定代表人身份证号', acting?.as === 'handler' ? acting.legalPersonIdNumber : ''],
      ['持股25%以上自然人', listed],
    ],
  };
}

function accountOf({ draft }: FormFacts): FormSection {
  const { corporateAccount, card } = draft;
  const corporate = draft.kind === 'company' || draft.accountKind === 'corporate';
  return corporate
    ? {
        title: '结算账户（对公）',
        rows: [
          ['户名', shown(corporateAccount?.accountName)],
          ['账号', shown(corporateAccount?.accountNumber)],
          ['开户银行', shown(corporateAccount?.bankName)],
          ['联行号', shown(corporateAccount?.branchCode)],
        ],
      }
    : {
        title: '结算账户（对私）',
        rows: [
          ['卡号', shown(card?.number)],
          ['银行预留手机号', shown(card?.reservedPhone)],
        ],
      };
}
