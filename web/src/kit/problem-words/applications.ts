import type { Pair } from '../language.ts';

/** Applications and materials: what a refusal means, and the next step. zh-CN, then English. */
export const applicationsProblems = {
  'materials.erased': [
    '这张照片已应本人要求删除，只保留审核记录。',
    'This picture was erased at its owner’s wish; only the record of the review is kept.',
  ],
  'materials.photo_refused': [
    '这张照片不能用：{reasons}。请按提示重拍。',
    'This photo cannot be used: {reasons}. Take it again as shown.',
  ],
  'materials.video_too_long': [
    '视频 {seconds} 秒，超过 {secondsMax} 秒。请重录短一些的。',
    'The video has {seconds} seconds; at most {secondsMax} are taken. Record a shorter one.',
  ],
  'materials.video_too_old': [
    '视频不是最近 {daysMax} 天内录制的，请现在重新录制。',
    'The video was not recorded within the last {daysMax} days. Record a new one now.',
  ],
  'materials.video_still': [
    '画面没有变化，像是翻拍的照片。请拍摄真实的经营场面。',
    'Nothing moves: it looks like a photograph filmed. Film the real business.',
  ],
  'materials.video_from_the_future': [
    '视频的录制时间晚于现在，请校准手机时间后重新录制。',
    'The video says it was recorded later than now. Set the phone’s clock and record again.',
  ],
  'materials.video_unreadable': ['视频打不开，请重新录制。', 'The video cannot be opened. Record it again.'],
  'materials.upload_unknown': ['这次上传已经失效，请重新上传。', 'This upload has lapsed. Hand it in again.'],
  'materials.upload_part_wrong': ['文件传输出错，请重新上传。', 'Something went wrong on the way. Hand it in again.'],
  'materials.upload_incomplete': ['文件还没有传完，请点“立即重试”。', 'Parts are still missing. Press “Retry now”.'],
  'materials.upload_broken': ['文件在传输中损坏，请重新上传。', 'The file was damaged on its way. Hand it in again.'],
  'materials.upload_in_judgement': [
    '正在检查这份材料，请稍等几秒再试。',
    'This is being checked. Wait a few seconds and try again.',
  ],
  'materials.video_too_large': [
    '视频太大（上限 {megabytesMax} MB），请用页面里的录制功能。',
    'The video is too large (at most {megabytesMax} MB). Use the recorder on this page.',
  ],
  'applications.terms_not_chosen': [
    '请先选择申请类型、机具和结算方式。',
    'Choose who applies, the device and the settlement first.',
  ],
  'applications.not_signed': ['还没有签署过协议。', 'Nothing has been signed yet.'],
  'applications.sheet_changed': [
    '条款已变化，请重新阅读价格真相表后再签署。',
    'The terms have changed. Read the price-truth sheet again, then sign.',
  ],
  'applications.signature_empty': ['请在框内手写签名。', 'Write your signature in the box.'],
  'applications.signature_needed': ['请先签署价格真相表，再提交。', 'Sign the price-truth sheet before submitting.'],
  'applications.not_asked': [
    '现在只能修改需要补的项目，其余已通过的不用改。',
    'Only what was asked for can be changed now; the rest has passed.',
  ],
  'applications.not_withdrawable': [
    '申请已有结果，不能撤回。',
    'The application is decided and can no longer be withdrawn.',
  ],
  'materials.photo_too_large': [
    '照片超过 {megabytesMax} MB，请重新拍摄。',
    'The photo is larger than {megabytesMax} MB. Take it again.',
  ],
  'applications.none': ['还没有申请单，请从第一步开始。', 'There is no application yet. Start at the first step.'],
  'applications.draft_conflict': [
    '另一台设备或页面改过这份草稿，请选择保留哪一份。',
    'The draft was changed on another device or tab. Choose which one to keep.',
  ],
  'applications.draft_invalid': [
    '有内容格式不对（{fields}），请改正后再保存。',
    'Some fields do not fit ({fields}). Correct them to save.',
  ],
  'applications.not_editable': [
    '申请正在审核，暂时不能修改。有需要补的会通知您。',
    'The application is being reviewed and cannot be changed now. You will be told if something is needed.',
  ],
  'applications.incomplete': [
    '还有材料没有完成：{items}。请回到清单补齐。',
    'Something is still missing: {items}. Go back to the checklist.',
  ],
  'applications.already_submitted': [
    '申请已经提交，请查看进度。',
    'The application has been submitted. See its progress.',
  ],
  'applications.card_is_credit': [
    '这是{bank}的信用卡，不能收结算款。请换本人一类借记卡。',
    'This is a credit card ({bank}); it cannot receive settlements. Use your own class-I debit card.',
  ],
  'applications.card_number_invalid': [
    '银行卡号不对，请对照卡面逐位核对。',
    'The card number is not valid. Compare it with the card digit by digit.',
  ],
  'materials.video_before_questions': [
    '这段视频在提问之前就录好了，请看到问题后再录。',
    'This clip was recorded before the questions were asked. Record it now.',
  ],
} as const satisfies Record<string, Pair>;
