import type { Pair } from '../language.ts';

/** Documents and requests of a merchant to change something of itself. zh-CN, then English. */
export const changesProblems = {
  'servicing.change_unknown': ['没有这个变更申请，请刷新。', 'There is no such request. Reload.'],
  'servicing.change_not_now': [
    '商户当前状态不能变更，请致电 400-000-0000。',
    'Nothing can be changed now. Call 400-000-0000.',
  ],
  'servicing.change_other_open': [
    '另一个申请用到同样的照片，请先办完或撤回它。',
    'Another request uses the same photos. Finish it or take it back first.',
  ],
  'servicing.change_not_editable': [
    '这个申请现在不能修改，请刷新查看进度。',
    'This request cannot be edited now. Reload to see where it stands.',
  ],
  'servicing.change_incomplete': [
    '照片或内容不全，请补齐后提交。',
    'Photos or fields are missing. Complete them and hand it in.',
  ],
  'servicing.change_no_licence': [
    '您没有营业执照，不需要这项变更。',
    'You have no licence: there is nothing of it to change.',
  ],
  'servicing.change_same': ['内容与现有的一致，没有变化。', 'Nothing differs from what stands today.'],
  'servicing.change_id_number': [
    '身份证号有误，请照卡面核对。',
    'The identity number is wrong. Compare it with the card.',
  ],
  'servicing.change_too_young': ['须年满 {ageMin} 周岁。', 'The person must be {ageMin} or older.'],
  'servicing.change_valid_to': [
    '有效期有误，请照证件填写，如 2046-11-20。',
    'The last valid day is wrong. Enter it as on the document, e.g. 2046-11-20.',
  ],
  'servicing.change_expired': [
    '这张证件已于 {validTo} 到期，请拍摄换领后的新证件。',
    'This document ended on {validTo}. Photograph the new one.',
  ],
  'servicing.change_not_later': [
    '有效期不晚于现有证件（{validTo}），请拍摄换领后的新证件。',
    'It ends no later than the one that we have ({validTo}). Photograph the new one.',
  ],
  'servicing.change_credit_code': [
    '统一社会信用代码有误，请照执照核对。',
    'The credit code is wrong. Compare it with the licence.',
  ],
  'servicing.change_other_company': [
    '信用代码与现有执照不同，是另一家主体，须以新主体重新申请。',
    'The credit code differs: that is another business, which applies for itself.',
  ],
  'servicing.change_is_legal_person': [
    '执照上的名称或法定代表人变了，请改办“法人/经营者变更”。',
    'The name or the legal person on the licence has changed: begin “Another legal person” instead.',
  ],
  'servicing.change_person_differs': [
    '身份证姓名与执照上的法定代表人（经营者）不一致，请核对。',
    'The card is not of the person named on the licence. Compare them.',
  ],
  'servicing.change_mcc': ['请从列表中选择行业。', 'Choose a trade of the list.'],
  'servicing.change_ended': ['这个申请已经结束。', 'This request is over.'],
  'servicing.change_not_waiting': [
    '这个申请不在待审状态，请刷新。',
    'This request does not wait for a decision. Reload.',
  ],
  'servicing.change_stale': [
    '商户已提交新的一版，请重新查看。',
    'The merchant has handed in another revision. Look again.',
  ],
  'servicing.change_same_person': ['第二次通过须由另一人完成。', 'The second approval is another person’s.'],
  'servicing.change_reasons': ['请至少选择一个原因。', 'Choose at least one reason.'],
} as const satisfies Record<string, Pair>;
