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
  '请重拍：能看到招牌、商品或价目表。',
  'Take a new one that shows the sign, the goods or a price list.',
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
  card_not_class1: { title: ['不是一类户', 'Not a class-I account'], remedy: otherCard },
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
