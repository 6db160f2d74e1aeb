import type { Pair } from '../language.ts';

/** Signing in, phones, faces and staff: what a refusal means, and the next step. zh-CN, then English. */
export const identityProblems = {
  'identity.staff_locked': [
    '该账号已停用、尚未启用或已离职，请联系管理员。',
    'This account is suspended, not set up yet, or closed. Ask an administrator.',
  ],
  'identity.staff_unknown': ['没有这个人员，请刷新。', 'Nobody has this id. Reload.'],
  'identity.staff_login_taken': ['登录名已被使用，请换一个。', 'Somebody has this login. Choose another.'],
  'identity.staff_own': [
    '不能对自己做这件事，请另一位管理员操作。',
    'Nobody does this to themselves. Ask another administrator.',
  ],
  'identity.staff_moved': ['状态已经变化，请刷新后再看。', 'This is done already or not possible any more. Reload.'],
  'identity.staff_last_admin': [
    '至少要保留一位管理员；请先增加一位。',
    'One administrator has to stay. Make another one first.',
  ],
  'identity.admin_by_two': [
    '管理员须由两位管理员授予：先以其他角色新增，再提议改为管理员。',
    'Administrators are made by two: add the person with another role, then propose administrator.',
  ],
  'identity.role_elsewhere': [
    '柜台与服务商人员的角色在合作银行、服务商页面管理。',
    'Roles of counters and agents are given on the pages of banks and agents.',
  ],
  'identity.staff_proposal_open': [
    '同样的提议已在等另一位管理员决定。',
    'The same proposal waits for another administrator already.',
  ],
  'identity.staff_proposal_over': ['该提议已经有结果，请刷新。', 'This is decided already. Reload.'],
  'identity.staff_second_person': ['须由另一位管理员决定。', 'Another administrator has to decide this.'],
  'identity.setup_invalid': [
    '链接已用过或过期，请向管理员再要一个。',
    'This link is spent or old. Ask an administrator for another.',
  ],
  'identity.ticket_over': [
    '时间过长或尝试过多，请从密码重新开始。',
    'Too much time or too many tries. Begin with the password again.',
  ],
  'identity.look_read_only': [
    '您正在以商户视角查看，只能看，不能操作。请让商户自己操作，或在控制台办理。',
    'You see this as the merchant does, to read only. The merchant does this, or you do it in the console.',
  ],
  'identity.look_closed': [
    '验证码、证件影像、申请材料、合同和导出文件不向查看者展示。',
    'Codes, pictures of documents, applications, contracts and exported files are not shown to whoever looks.',
  ],
  'identity.look_over': [
    '本次查看已结束。需要再看时，请从控制台的商户页重新打开。',
    'This look is over. To go on, open it again from the merchant’s page in the console.',
  ],
  'identity.factor_needed': ['请先设置第二重验证。', 'Set up a second factor first.'],
  'identity.factor_wrong': ['验证码不对，请核对后重新输入。', 'The code is wrong. Check it and enter it again.'],
  'identity.factor_used': ['这个验证码已经用过，请等下一个。', 'This code was used. Wait for the next one.'],
  'identity.factor_limit': [
    '错误次数太多，请 {seconds} 秒后再试。',
    'Too many wrong codes. Try again in {seconds} seconds.',
  ],
  'identity.factor_last': [
    '本机构要求第二重验证，请先添加另一种再移除。',
    'A second factor is demanded here. Set up another one first.',
  ],
  'identity.factor_none': [
    '恢复码配合第二重验证使用，请先设置验证器或通行密钥。',
    'Recovery codes belong to a second factor. Set up an app or a passkey first.',
  ],
  'identity.totp_there': ['已有验证器，请先移除。', 'There is an authenticator app. Remove it first.'],
  'identity.totp_not_begun': ['请重新开始设置验证器。', 'Begin with the authenticator app again.'],
  'identity.passkey_refused': [
    '通行密钥没有通过，请重试或换一种方式。',
    'The passkey was not accepted. Try again or another way.',
  ],
  'identity.passkey_unknown': ['没有这个通行密钥，请刷新。', 'There is no such passkey. Reload.'],
  'identity.passkey_limit': ['最多 {most} 个通行密钥，请先移除不用的。', 'At most {most} passkeys. Remove one first.'],
  'identity.password_same': ['新密码与原密码相同，请换一个。', 'The new password is the one before. Choose another.'],
  'identity.password_wrong': ['密码不对，请重新输入。', 'The password is wrong. Enter it again.'],
  'identity.session_unknown': ['该设备已退出登录，请刷新。', 'This device is signed out already. Reload.'],
  'identity.sign_in_needed': ['登录已失效，请重新登录。', 'You are signed out. Sign in again.'],
  'identity.not_allowed': [
    '您的角色没有这项权限，请联系管理员。',
    'Your role does not permit this. Ask an administrator.',
  ],
  'identity.phone_invalid': [
    '手机号不对，请输入 11 位中国大陆手机号。',
    'Not a valid number. Enter an 11-digit mobile number of mainland China.',
  ],
  'identity.code_too_soon': [
    '验证码刚刚发过，请 {seconds} 秒后再试。',
    'A code was just sent. Try again in {seconds} seconds.',
  ],
  'identity.code_limit': [
    '今天获取验证码次数已用完，请稍后再试或到柜台办理。',
    'No more codes for now. Try later, or go to a counter.',
  ],
  'identity.code_wrong': ['验证码不对，还可以试 {triesLeft} 次。', 'The code is wrong. Tries left: {triesLeft}.'],
  'identity.code_expired': ['验证码已过期，请重新获取。', 'The code has expired. Ask for a new one.'],
  'identity.code_tries_used': ['输错次数太多，请重新获取验证码。', 'Too many wrong codes. Ask for a new one.'],
  'identity.sign_in_wrong': ['登录名或密码不对，请重新输入。', 'The login or the password is wrong. Enter them again.'],
  'identity.sign_in_limit': [
    '尝试次数太多，请过几分钟再登录。',
    'Too many tries. Wait a few minutes and sign in again.',
  ],
  'identity.data_request_open': [
    '同类申请正在处理，请等它办完。',
    'A request of this kind is under way. Wait until it is done.',
  ],
  'identity.data_request_unknown': ['没有这条申请，请返回列表。', 'There is no such request. Go back to the list.'],
  'identity.nothing_to_erase': [
    '目前没有可以删除的信息，保留的原因见列表。',
    'There is nothing to erase at present; the list says why the rest is kept.',
  ],
  'identity.export_lapsed': [
    '导出的文件已过期删除，请重新申请导出。',
    'The export has lapsed and was erased. Ask for it again.',
  ],
  'identity.hold_stands': ['已有冻结在生效，无需重复设置。', 'A hold stands already; nothing more is needed.'],
  'identity.hold_none': ['当前没有生效的冻结，请刷新。', 'No hold stands at present. Reload the page.'],
  'identity.views_limit': [
    '一个列表最多保存 {most} 个视图，请先删除不用的。',
    'A list keeps {most} views at most. Forget one that you no longer use.',
  ],
  'identity.consent_never_given': [
    '这项授权目前没有生效，无需撤回。',
    'This consent is not in force, so there is nothing to withdraw.',
  ],
  'identity.consent_missing': [
    '需要先同意相应的授权，请到“授权”一步确认。',
    'A consent is needed first. Confirm it at the consent step.',
  ],
  'identity.name_missing': ['没有读到姓名，请照身份证填写。', 'The name is missing. Enter it as printed on the card.'],
  'identity.id_number_invalid': [
    '身份证号不对（校验位或日期不符），请逐位核对照片。',
    'The identity number is not valid (check digit or date). Compare it with the photo digit by digit.',
  ],
  'identity.valid_to_invalid': [
    '有效期不对，请按 2035-08-10 的格式填写，长期有效请填“长期”。',
    'The expiry date is not valid. Use the form 2035-08-10, or 长期 for a card without an end.',
  ],
  'identity.id_expired': [
    '身份证已于 {validTo} 过期。请先到派出所换证，再来申请。',
    'The card expired on {validTo}. Renew it first, then apply.',
  ],
  'identity.id_expiring_soon': [
    '身份证 {validTo} 到期，有效期须到 {needed} 之后。请先换证。',
    'The card expires on {validTo}; it has to be valid until {needed}. Renew it first.',
  ],
  'identity.too_young': ['申请人须年满 {ageMin} 周岁。', 'Applicants have to be {ageMin} or older.'],
  'identity.already_verified': [
    '身份已核验通过，无需再次提交。',
    'Your identity is verified already; nothing more is needed.',
  ],
  'identity.photos_missing': ['请先拍好身份证正反两面。', 'Photograph both sides of the card first.'],
  'identity.not_confirmed': ['请先确认身份证信息。', 'Confirm the identity card first.'],
  'identity.challenge_unknown': [
    '这组动作已用过或已超时，请重新开始。',
    'These actions were used or have timed out. Start again.',
  ],
  'identity.face_liveness_failed': [
    '没有看到完整动作，还可以试 {triesLeft} 次。请正对镜头、光线充足、跟着提示慢慢做。',
    'The actions were not all seen. Tries left: {triesLeft}. Face the camera in good light and move slowly.',
  ],
  'identity.face_mismatch': [
    '人脸与身份证不一致，还可以试 {triesLeft} 次。请由本人操作，摘下帽子和墨镜。',
    'The face does not match the card. Tries left: {triesLeft}. The card’s owner has to do this, without hat or dark glasses.',
  ],
  'identity.face_tries_used': [
    '三次都没有通过，将由审核员人工比对。您可以继续填写，也可以到银行柜台或找授权服务商办理。',
    'Three tries did not pass. A reviewer will compare by eye. You may carry on, or use a bank counter or a registered agent.',
  ],
  'identity.hand_off_limit': [
    '二维码换得太频繁，请稍后再试；也可在手机上打开本站，用手机号和验证码登录。',
    'Too many codes this hour. Try again later, or open this site on the phone and sign in with number and SMS code.',
  ],
  'identity.hand_off_invalid': [
    '这个二维码已用过、已过期，或不属于本机登录的账号。请在电脑上换一个二维码重新扫，或用手机号和验证码登录。',
    'This code was used, is too old, or is not for the account on this phone. Show a new one on the computer and scan again, or sign in with number and SMS code.',
  ],
  'identity.hand_off_unknown': ['这台手机已经退出，请刷新。', 'That phone is signed out already. Reload.'],
  'identity.recovery_no_match': [
    '姓名、证件号与人脸未能对应到同一账号，还可再试 {triesLeft} 次。也可携身份证到合作银行柜台办理。',
    'Name, number and face do not lead to one account; {triesLeft} more tries. A partner bank’s counter can help with your card.',
  ],
  'identity.recovery_over': [
    '本次找回已结束。请 24 小时后重试，或携身份证到合作银行柜台办理。',
    'These tries are over. Try again in 24 hours, or go to a partner bank’s counter with your card.',
  ],
  'identity.recovery_unknown': ['没有正在进行的换号申请，请刷新。', 'No change of number is under way. Reload.'],
  'identity.recovery_limit': [
    '今天的找回次数已用完，请 24 小时后再试，或携身份证到合作银行柜台办理。',
    'No more tries today. Try again in 24 hours, or go to a partner bank’s counter with your card.',
  ],
  'identity.phone_taken': [
    '这个手机号已有自己的账号，请换一个号码，或用该号码直接登录。',
    'That number has an account of its own. Use another number, or sign in with it.',
  ],
  'identity.consent_effect': [
    '情况有变化：现在撤回授权的后果与刚才说明的不同，请再看一遍后决定。',
    'Things have changed: taking this consent back now means something else. Read it again, then decide.',
  ],
  'identity.interview_unknown': [
    '这组问题已过期或已作答，请重新获取问题后再录。',
    'These questions have lapsed or are answered. Get new ones and record again.',
  ],
  'identity.interview_limit': [
    '今天获取问题的次数已用完，请 24 小时后再试，或到合作银行柜台办理。',
    'No more questions today. Try again in 24 hours, or go to a partner bank’s counter.',
  ],
} as const satisfies Record<string, Pair>;
