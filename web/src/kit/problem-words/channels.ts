import type { Pair } from '../language.ts';

/** Banks, agents and the hotline: what a refusal means, and the next step. zh-CN, then English. */
export const channelsProblems = {
  'hotline.caller_unverified': [
    '手机号与身份证后四位对不上，不能告知进度。请让来电人自行在商户端查询。',
    'Phone and the last four places do not belong together; nothing may be told. The caller can look in the app.',
  ],
  'channels.filing_unknown': ['没有这张代办单，请返回列表。', 'There is no such filing. Go back to the list.'],
  'channels.consent_awaited': [
    '商户还没有同意，暂时不能填写。',
    'The merchant has not agreed yet; nothing can be filled in.',
  ],
  'channels.filing_not_open': [
    '这张代办单现在不能做这一步，请刷新查看状态。',
    'This filing cannot take that step now. Reload to see where it is.',
  ],
  'channels.filing_not_awaiting': [
    '这张代办单不在待复核状态，请刷新列表。',
    'This filing does not wait for a second officer. Reload the list.',
  ],
  'channels.same_officer': [
    '录入过这张单的人不能复核，请换一位柜员主管。',
    'Whoever worked on this filing cannot confirm it. Ask another supervisor.',
  ],
  'channels.originals_open': ['还有原件没有逐件核验：{originals}。', 'Originals still to be checked: {originals}.'],
  'channels.original_without_photo': [
    '请先拍摄这份原件，再勾选核验。',
    'Photograph this original first, then tick it.',
  ],
  'channels.face_not_witnessed': [
    '请先当面核对本人与身份证，再送复核。',
    'Compare the person with the card first, then send it on.',
  ],
  'channels.application_closed': [
    '商户已有提交的申请，现在不能代办。',
    'The merchant’s application is submitted already and cannot be worked on.',
  ],
  'channels.form_code_unknown': [
    '表单码不对、已过期或不属于本行，请核对后重输。',
    'The code is wrong, out of date or of another bank. Check it and try again.',
  ],
  'channels.handover_not_now': [
    '申请还没有通过，或机具已经交付。',
    'The application is not approved yet, or the device was handed over.',
  ],
  'channels.visit_date': ['日期须在今天之后 30 天以内。', 'The date has to be within the next 30 days.'],
  'channels.visits_open': [
    '已有 {max} 个未完成的预约，请先取消一个。',
    'There are {max} open visits already. Call one off first.',
  ],
  'channels.visit_unknown': ['没有这个预约，请刷新列表。', 'There is no such visit. Reload the list.'],
  'channels.visit_moved': ['预约状态已变，请刷新。', 'The visit has moved on. Reload.'],
  'channels.place_invalid': [
    '没有取到有效定位，请打开定位后重试。',
    'No valid position. Switch on location and try again.',
  ],
  'channels.request_limit': [
    '今天已多次请求这位商户，请明天再试。',
    'This merchant was asked often enough today. Try tomorrow.',
  ],
  'channels.agent_suspended': ['该服务商已暂停服务，不能办理。', 'This agent is suspended and cannot act.'],
  'channels.certificate_expired': ['授权服务证书已过期，不能办理。', 'The agent’s certificate has expired.'],
  'channels.certificate_invalid': ['没有有效的授权服务证书，不能办理。', 'The agent has no valid certificate.'],
  'channels.city_not_covered': ['授权服务证书不包含这个城市，不能办理。', 'The certificate does not cover this city.'],
  'channels.certificate_unknown': [
    '查无此证书，请当心冒充；可拨打 400-000-0000 核实。',
    'There is no such certificate: beware. Call 400-000-0000 to check.',
  ],
  'channels.agent_unknown': ['没有这家服务商，请刷新列表。', 'There is no such agent. Reload the list.'],
  'channels.agent_not_active': ['该服务商已经暂停。', 'This agent is suspended already.'],
  'channels.successor_invalid': ['不能转给这家服务商，请另选。', 'Work cannot go to this agent. Choose another.'],
  'channels.dates_invalid': [
    '有效期不对：起始日须早于截止日。',
    'The dates do not fit: the first has to be before the last.',
  ],
  'channels.bank_unknown': ['没有这家银行或网点，请刷新。', 'There is no such bank or outlet. Reload.'],
  'channels.login_taken': ['登录名已被使用，请换一个。', 'This login is taken. Choose another.'],
  'channels.report_moved': ['举报状态已变，请刷新。', 'The report has moved on. Reload.'],
} as const satisfies Record<string, Pair>;
