import type { Pair } from '../language.ts';

/** Merchants, tickets and prices: what a refusal means, and the next step. zh-CN, then English. */
export const merchantsProblems = {
  'merchants.unknown': ['没有这个商户，请刷新。', 'There is no such merchant. Reload.'],
  'merchants.restricted_already': ['该商户已被限制，请刷新。', 'It is restricted already. Reload.'],
  'merchants.not_restricted': [
    '没有人工限制可解除；系统限制在原因消除后自动解除。',
    'People have restricted nothing here. What the machine restricts ends by itself with its cause.',
  ],
  'merchants.members_closed': [
    '商户正在注销，不能再邀请店员。',
    'The merchant is being deregistered; nobody can be invited.',
  ],
  'merchants.member_is_owner': [
    '这是店主本人的手机号，无需邀请。',
    'This is the owner’s own number; no invitation is needed.',
  ],
  'merchants.member_stands': [
    '该手机号已被邀请或已是店员，请在名单中查看。',
    'This number is invited or works here already. Look at the list.',
  ],
  'merchants.members_full': [
    '店员已达 {max} 人上限，请先移除不再上班的人。',
    'There are {max} people already. Remove those who work here no more.',
  ],
  'merchants.member_role': [
    '您在该店的身份不能做这件事，请联系店主。',
    'Your role at this shop does not permit this. Ask the owner.',
  ],
  'merchants.member_unknown': [
    '邀请已失效，或该店员身份已结束。请刷新，或联系店主重新邀请。',
    'The invitation has lapsed, or the work there has ended. Reload, or ask the owner to invite you again.',
  ],
  'merchants.not_active': ['只有正常经营的商户可以限制。', 'Only an active merchant can be restricted.'],
  'merchants.account_branch': ['对公账户须选择开户支行。', 'Choose the branch of the corporate account.'],
  'merchants.account_company': [
    '银行核验：账号、户名与开户支行不一致。请核对账号和支行；账户须为本单位同名账户。',
    'The bank says that number, name and branch do not belong together. Check number and branch; the account must bear the company’s own name.',
  ],
  'merchants.account_number': ['卡号不正确，请核对。', 'This is not a card number. Please check it.'],
  'merchants.account_credit': [
    '信用卡不能收结算款，请换一张借记卡。',
    'A credit card cannot receive settlements. Use a debit card.',
  ],
  'merchants.account_same': ['这就是当前的结算卡，无需更换。', 'This is your settlement card already.'],
  'merchants.account_limit': [
    '今天验证次数已用完，请明天再试或到网点办理。',
    'No more tries today. Try tomorrow, or at a bank counter.',
  ],
  'merchants.account_not_yours': [
    '银行核验：持卡人与您本人不一致，请用本人名下的卡。',
    'The bank says that this card is not yours. Use a card in your own name.',
  ],
  'merchants.account_phone': [
    '该卡在银行的预留手机号与您的登录手机号不一致，请先到银行变更。',
    'The bank has another phone number for this card. Have it changed at the bank first.',
  ],
  'merchants.account_class': [
    '不是一类户，收款限额不够，请换一类借记卡。',
    'This is not a class-I account. Use a class-I debit card.',
  ],
  'merchants.account_unanswered': [
    '银行暂时没有应答，卡没有更换，请稍后再试。',
    'The bank did not answer. Nothing was changed; try again later.',
  ],
  'merchants.account_waits': ['已有一个更换在等待生效，请先取消它。', 'Another change waits already. Stop it first.'],
  'merchants.account_none': ['没有等待生效的更换，可能已经生效。', 'No change waits; it may be done already.'],
  'merchants.none': ['您还没有开通商户，请先完成申请。', 'You have no merchant yet. Finish the application first.'],
  'servicing.sim_unknown': [
    '这台终端没有我们的流量卡，无需续费。',
    'This terminal has no data SIM of ours: there is nothing to renew.',
  ],
  'servicing.sim_moved': [
    '续费内容已变化（可能已续费或价格调整），请核对后再操作。',
    'The offer has changed: it may be renewed already, or the price is another. Look again.',
  ],
  'servicing.sim_ended': ['这台终端已停用，不能续费。', 'This terminal is closed and cannot be renewed.'],
  'servicing.sim_too_early': ['还没到可续费的日期（{from}）。', 'It cannot be renewed before {from}.'],
  'servicing.sim_no_price': [
    '您签署的价格真相表上没有流量费，不会收取；如需续费请联系客服。',
    'Your signed price sheet lists no SIM fee, so none is taken. Call us if you want to renew.',
  ],
  'servicing.sim_owed': [
    '账上还有欠款，先由结算款结清后再续费。',
    'Something is owed already; it is collected from your next settlement first. Renew after that.',
  ],
  'servicing.deregistration_open': [
    '注销已在办理中，请刷新查看进度。',
    'It is on its way already. Reload to see how far.',
  ],
  'servicing.deregistration_closed': ['商户已注销，无需再申请。', 'This merchant is deregistered already.'],
  'servicing.deregistration_none': ['没有在办的注销，请刷新。', 'No deregistration is on its way. Reload.'],
  'servicing.deregistration_passed': [
    '已过不可撤销点，不能再撤销。如要重新收款，注销完成后可重新申请。',
    'It is too late to take it back. To sell again, apply anew once it is complete.',
  ],
  'merchants.closed': [
    '商户已注销，这里只能查看。账单、签购单和协议仍可下载；如有疑问请拨打客服热线。',
    'This merchant is deregistered, and you can only look. Statements, receipts and contracts are still here; for anything else call the hotline.',
  ],
  'servicing.ticket_unknown': ['没有这张工单，请刷新。', 'There is no such ticket. Reload.'],
  'servicing.share_limit_sale': [
    '这张签购单已发送 {most} 次。请让顾客扫码，或把图片保存后发给顾客。',
    'This receipt was sent {most} times. Let the customer scan the code, or save the picture and pass it on.',
  ],
  'servicing.share_limit_day': [
    '今天的短信已发满 {most} 条。请让顾客扫码，或把图片保存后发给顾客。',
    '{most} receipts were sent today, which is all there are. Let the customer scan the code, or save the picture and pass it on.',
  ],
  'servicing.receipt_archived': [
    '这张签购单（{date}）已超过一年，已归档。请商户在商户端打开这笔交易，点“归档调取”，之后可再次打开；或致电 400-000-0000。',
    'This receipt ({date}) is older than a year and in the archive. The merchant can fetch it in its app; then it opens here again. Or call 400-000-0000.',
  ],
  'servicing.archive_limit': [
    '今天已调取 {most} 张，请明天再试，或致电 400-000-0000。',
    '{most} receipts were fetched today, which is all there are. Try tomorrow, or call 400-000-0000.',
  ],
  'servicing.not_archived': ['这张签购单无需调取，请刷新。', 'This receipt need not be fetched. Reload.'],
  'servicing.complaint_limit': [
    '这笔交易或您的手机号已有多个投诉在处理中，请等答复，或致电 400-000-0000。',
    'Several complaints about this sale, or of your phone, are being answered. Wait for the answers, or call 400-000-0000.',
  ],
  'servicing.ticket_limit': [
    '您反映的问题还有多个在处理中，请等答复后再提交，或致电客服。',
    'Several of your questions are still open. Wait for the answers, or call the hotline.',
  ],
  'servicing.talk_limit': [
    '这张工单的留言已满，请拨打客服热线。',
    'This ticket takes no more words. Please call the hotline.',
  ],
  'servicing.rating_not_now': [
    '处理完成后可以评价一次，这张工单还没处理完或已评价。',
    'A ticket is rated once, after it was resolved; this one is not, or is rated already.',
  ],
  'servicing.dispatch_elsewhere': [
    '这次上门的状态已变化，请刷新查看。',
    'This visit has moved on. Reload to see where it stands.',
  ],
  'servicing.replacement_unfinished': [
    '新机还没有激活，请先请商户输入激活码完成激活。',
    'The new device is not active yet. Have the merchant type its code first.',
  ],
  'servicing.ticket_elsewhere': [
    '这张工单现在不能做这一步，请刷新。',
    'This ticket cannot take that step now. Reload.',
  ],
  'catalogue.plan_below_cost': [
    '低于成本底线：{part} 不得低于 {floor}。',
    'Below cost: {part} may not be less than {floor}.',
  ],
  'catalogue.plan_above_limit': ['超过上限：{part} 不得高于 {most}。', 'Too much: {part} may not be more than {most}.'],
  'catalogue.plan_too_early': [
    '生效日期过早，最早为 {earliest}。',
    'That day is too early; the earliest is {earliest}.',
  ],
  'catalogue.plan_unchanged': ['与现有版本相同，没有变化。', 'Nothing differs from the newest version.'],
  'catalogue.plan_unknown': ['没有这个调价申请。', 'There is no such proposal.'],
  'catalogue.plan_decided': ['这个调价申请已经处理过了。', 'This proposal is decided already.'],
  'catalogue.plan_second_person': [
    '自己提出的调价须由另一人复核。',
    'What you have proposed is for somebody else to decide.',
  ],
  'catalogue.plan_not_yours': ['只有提出人可以撤回。', 'Only whoever proposed it can take it back.'],
  'merchants.notice_unknown': ['没有这条调价通知，请刷新。', 'There is no such notice. Reload.'],
  'merchants.notice_over': [
    '新价格已经生效，或不是涨价，不能再提出异议。',
    'The price applies already, or it is no rise: it can no longer be objected to.',
  ],
  'merchants.notice_settled': ['这条异议已经处理过了。', 'This objection is settled already.'],
  'merchants.notice_said': ['您已经答复过这条通知。', 'You have answered this notice already.'],
} as const satisfies Record<string, Pair>;
