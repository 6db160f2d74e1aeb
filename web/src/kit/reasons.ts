/** Coded reasons: what was found, and what the applicant does about it. */
import { say, type Language, type Pair } from './say.ts';

interface Reason {
  readonly title: Pair;
  readonly remedy: Pair;
}

const retake: Pair = [
  '请重新拍摄：放平、四角入框、光线均匀。',
  'Take it again: lay it flat, all four corners in the frame, even light.',
];
const idAgain: Pair = ['请核对后重拍身份证，照卡面填写。', 'Check, photograph the card again and enter what it says.'];
const otherCard: Pair = ['请换本人名下的一类借记卡。', 'Use a class-I debit card in your own name.'];
const sceneAgain: Pair = [
  '请录制一段不超过 10 秒的视频（最近 7 天内），能看到商品或服务、招牌。',
  'Record a video of at most 10 seconds (within the last 7 days) that shows goods or service and the sign.',
];

export const reasons = {
  img_blurry: { title: ['照片模糊', 'The photo is blurred'], remedy: retake },
  img_glare: {
    title: ['有反光', 'There is glare'],
    remedy: [
      '换个角度，避开灯光直射，关闭闪光灯后重拍。',
      'Change the angle, avoid direct light, turn off the flash and take it again.',
    ],
  },
  img_occluded: {
    title: ['有遮挡', 'Something covers it'],
    remedy: ['手指不要挡住文字，重新拍摄。', 'Keep fingers off the text and take it again.'],
  },
  img_cut_off: {
    title: ['边角缺失', 'A corner is cut off'],
    remedy: ['退后一点，让四个角都在画面里。', 'Move back a little so that all four corners are in the picture.'],
  },
  img_copy: { title: ['是复印件', 'It is a photocopy'], remedy: ['请拍摄证件原件。', 'Photograph the original.'] },
  img_screen: {
    title: ['是翻拍屏幕', 'It is a photo of a screen'],
    remedy: ['请直接拍摄证件原件，不要拍屏幕。', 'Photograph the original, not a screen.'],
  },
  img_too_small: {
    title: ['照片太小', 'The picture is too small'],
    remedy: ['靠近一点，让证件占满画面。', 'Move closer so that the document fills the frame.'],
  },
  img_dark: {
    title: ['太暗', 'It is too dark'],
    remedy: ['到亮的地方或开灯后重拍。', 'Take it again in better light.'],
  },
  file_corrupt: {
    title: ['文件损坏', 'The file is damaged'],
    remedy: ['请重新拍摄或换一张。', 'Take it again or choose another.'],
  },
  file_type: {
    title: ['不是图片文件', 'Not a picture'],
    remedy: ['请使用 JPG 或 PNG 图片。', 'Use a JPG or PNG picture.'],
  },
  doc_wrong_type: {
    title: ['材料类型不符', 'Another document was expected'],
    remedy: ['请确认拍的是要求的那一面或那种材料。', 'Check that it is the side or the document asked for.'],
  },
  id_expired: {
    title: ['身份证已过期', 'The identity card has expired'],
    remedy: ['请换领新证后再提交。', 'Renew the card, then hand it in.'],
  },
  id_expiring_soon: {
    title: ['身份证有效期不足3个月', 'The card expires within three months'],
    remedy: ['请换领新证后再提交。', 'Renew the card, then hand it in.'],
  },
  id_damaged: {
    title: ['身份证破损', 'The identity card is damaged'],
    remedy: ['请换领新证后再提交。', 'Renew the card, then hand it in.'],
  },
  id_number_mismatch: { title: ['身份证号与照片不一致', 'The number differs from the photo'], remedy: idAgain },
  id_name_mismatch: { title: ['姓名与照片不一致', 'The name differs from the photo'], remedy: idAgain },
  face_mismatch: {
    title: ['人脸与身份证不一致', 'The face does not match the card'],
    remedy: [
      '请本人重新做人脸核验；也可到柜台或由服务商办理。',
      'Do the face check again yourself, or use a counter or an agent.',
    ],
  },
  face_liveness_failed: {
    title: ['活体检测未通过', 'The live check did not pass'],
    remedy: ['在明亮处跟着提示慢慢做动作。', 'Follow the prompts slowly in good light.'],
  },
  doc_missing_side: {
    title: ['缺少一面', 'One side is missing'],
    remedy: ['请补拍缺少的那一面。', 'Photograph the side that is missing.'],
  },
  doc_missing_page: {
    title: ['缺页', 'A page is missing'],
    remedy: ['请补拍含双方、地址和期限的页。', 'Photograph the page with the parties, the address and the term.'],
  },
  interview_unclear: {
    title: ['面签视频看不清或听不清', 'The interview cannot be seen or heard well'],
    remedy: [
      '请在明亮安静的地方，正对镜头，重新录制一段面签视频。',
      'Record it again in a bright, quiet place, facing the camera.',
    ],
  },
  interview_incomplete: {
    title: ['面签问题没有答全', 'Not every question was answered'],
    remedy: ['请获取新的问题，逐题回答后提交。', 'Get new questions and answer each of them.'],
  },
  card_not_class1: { title: ['不是一类户', 'Not a class-I account'], remedy: otherCard },
  card_branch_missing: {
    title: ['开户行信息不符', 'The branch does not fit'],
    remedy: ['请核对开户银行和 12 位联行号。', 'Check the bank and the 12-digit CNAPS code.'],
  },
  licence_expired: {
    title: ['营业执照已过期', 'The licence has expired'],
    remedy: ['请换领新执照后拍照上传。', 'Renew the licence, then photograph the new one.'],
  },
  licence_name_mismatch: {
    title: ['执照信息不一致', 'The licence says something else'],
    remedy: [
      '请对照执照核对名称、信用代码和法定代表人。',
      'Compare name, credit code and legal person with the licence.',
    ],
  },
  licence_abnormal: {
    title: ['执照状态异常', 'The register of companies reports a problem'],
    remedy: [
      '请先到市场监管部门恢复正常状态，再重新提交。',
      'Have the licence put in order at the market authority, then hand it in again.',
    ],
  },
  lease_invalid: {
    title: ['场所证明无效', 'The proof of premises does not hold'],
    remedy: ['请上传在有效期内的租赁合同或产权证。', 'Upload a lease that is in force, or the title deed.'],
  },
  lease_name_mismatch: {
    title: ['承租人不一致', 'The lessee is somebody else'],
    remedy: [
      '承租人应为执照名称或法定代表人，请换一份。',
      'The lessee must be the licence’s name or its legal person. Upload another.',
    ],
  },
  permit_missing: {
    title: ['缺少开户许可证', 'The opening permit is missing'],
    remedy: [
      '请上传开户许可证或基本存款账户信息。',
      'Upload the opening permit or the basic account’s information sheet.',
    ],
  },
  seal_missing: {
    title: ['没有公章', 'The company’s seal is missing'],
    remedy: [
      '请加盖清晰、完整的公章后重新拍摄。',
      'Put the company’s seal on it, clear and whole, and photograph it again.',
    ],
  },
  seal_mismatch: {
    title: ['公章与名称不符或不清', 'The seal does not fit the name or cannot be read'],
    remedy: ['请加盖与执照名称一致的公章，重新拍摄。', 'Use the seal with the licence’s name and photograph it again.'],
  },
  auth_letter_required: {
    title: ['授权委托书不符合要求', 'The letter of authorisation does not do'],
    remedy: [
      '委托书须写明公司、法定代表人和经办人，并加盖公章。',
      'It must name the company, the legal person and the handling person, under the company’s seal.',
    ],
  },
  agent_unverified: {
    title: ['代理商资质未核实', 'The agent could not be verified'],
    remedy: ['请改在线上或合作银行网点办理。', 'Apply online or at a partner bank instead.'],
  },
  agent_out_of_area: {
    title: ['代理商不在授权城市', 'The agent is outside its cities'],
    remedy: ['请改在线上、网点或本市代理商办理。', 'Apply online, at a counter or with an agent of this city.'],
  },
  dup_subject: {
    title: ['已有商户', 'There is a merchant already'],
    remedy: [
      '您名下已有商户，请直接使用或联系客服。',
      'There is a merchant in your name already. Use it, or call the hotline.',
    ],
  },
  dup_device: {
    title: ['设备重复使用', 'The device was used by others'],
    remedy: ['请用本人的手机办理，或到网点办理。', 'Use your own phone, or go to a counter.'],
  },
  dup_account: {
    title: ['账户已被使用', 'The account is in use'],
    remedy: [
      '请换一张本人名下、未绑定其他商户的卡。',
      'Use another card of your own that no other merchant is paid to.',
    ],
  },
  watchlist_hit: {
    title: ['未通过合规审核', 'Compliance review not passed'],
    remedy: ['如有疑问请拨打客服热线。', 'Call the hotline if you have questions.'],
  },
  doc_forged: {
    title: ['未通过合规审核', 'Compliance review not passed'],
    remedy: ['如有疑问请拨打客服热线。', 'Call the hotline if you have questions.'],
  },
  doc_manipulated: {
    title: ['未通过合规审核', 'Compliance review not passed'],
    remedy: ['如有疑问请拨打客服热线。', 'Call the hotline if you have questions.'],
  },
  prohibited_mcc: {
    title: ['未通过合规审核', 'Compliance review not passed'],
    remedy: ['如有疑问请拨打客服热线。', 'Call the hotline if you have questions.'],
  },
  card_is_credit: { title: ['不是借记卡', 'Not a debit card'], remedy: otherCard },
  card_holder_mismatch: {
    title: ['户名与身份证不一致', 'The holder differs from the identity card'],
    remedy: otherCard,
  },
  card_four_element_failed: {
    title: ['银行卡信息核验未通过', 'The bank could not confirm the card'],
    remedy: [
      '请核对卡号和银行预留手机号后重新提交。',
      'Check the number and the phone kept at the bank, then hand it in again.',
    ],
  },
  phone_not_reserved: {
    title: ['不是银行预留手机号', 'Not the phone kept at the bank'],
    remedy: ['请填写开卡时在银行预留的手机号。', 'Enter the phone number that the bank has on file.'],
  },
  scene_insufficient: { title: ['场景证明不足', 'The proof of trading is not enough'], remedy: sceneAgain },
  scene_not_match: { title: ['场景与经营内容不符', 'The scene does not match the business'], remedy: sceneAgain },
  scene_reused: {
    title: ['照片已被使用过', 'The photo was used before'],
    remedy: ['请现场重新拍摄。', 'Take a new photo on the spot.'],
  },
  scene_too_old: {
    title: ['照片太旧', 'The photo is too old'],
    remedy: ['请拍摄最近7天内的照片。', 'Use one of the last seven days.'],
  },
  mcc_mismatch: {
    title: ['行业与经营内容不符', 'The trade does not fit the business'],
    remedy: ['请重新选择行业。', 'Choose the trade again.'],
  },
  address_mismatch: {
    title: ['地址与场景不符', 'The address does not fit the scene'],
    remedy: ['请核对并填写实际经营地址。', 'Enter the address where you really trade.'],
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

const of = (code: string): Reason | undefined => (reasons as Readonly<Record<string, Reason>>)[code];

export const reasonTitle = (code: string, language: Language): string => {
  const reason = of(code);
  return reason === undefined ? code : say(reason.title, language);
};

export const reasonRemedy = (code: string, language: Language): string => {
  const reason = of(code);
  return reason === undefined ? '' : say(reason.remedy, language);
};

/** What the applicant reads in general terms has its true name for the reviewer. */
const forReviewers: Readonly<Record<string, Pair>> = {
  watchlist_hit: ['命中名单', 'On a watch list'],
  doc_forged: ['材料伪造', 'A document is forged'],
  doc_manipulated: ['材料经过篡改', 'A document was manipulated'],
  prohibited_mcc: ['禁入行业', 'Prohibited trade'],
  face_mismatch: ['人脸与身份证存疑', 'Face and card do not clearly match'],
  card_four_element_failed: ['四要素核验未通过', 'Four elements not confirmed'],
};

/** The reviewer's name of a reason: its own where it differs from the applicant's. */
export const reviewerTitle = (code: string, language: Language): string => {
  const pair = forReviewers[code];
  return pair === undefined ? reasonTitle(code, language) : say(pair, language);
};
