import type { Pair } from '../language.ts';

/** Risk: what a refusal means, and the next step. zh-CN, then English. */
export const riskProblems = {
  'risk.case_unknown': ['没有这个风险案件。', 'There is no such risk case.'],
  'risk.case_elsewhere': ['案件状态已变化，请刷新后再看。', 'The case has moved on; reload and look again.'],
  'risk.second_person': [
    '这是您提出的意见，须由另一位同事决定。',
    'You proposed this; somebody else has to decide it.',
  ],
  'risk.statement_limit': [
    '说明次数已满，请致电 400-000-0000。',
    'No more statements can be taken here; please call 400-000-0000.',
  ],
  'risk.rule_invalid': [
    '有参数超出允许范围，请检查后重试。',
    'A parameter does not lie within its bounds. Check it and try again.',
  ],
  'risk.proposal_limit': [
    '同类提案已达上限，请先处理完等待中的。',
    'As many of this kind wait as there may be; settle those first.',
  ],
  'risk.proposal_past': ['截止日期已过，请选择今天或以后。', 'The last day lies in the past; choose today or later.'],
  'risk.proposal_unknown': ['没有这个提案。', 'There is no such proposal.'],
  'risk.proposal_decided': ['提案状态已变化，请刷新后再看。', 'The proposal has moved on; reload and look again.'],
  'risk.proposal_second_person': ['您提出的事项须由另一位同事决定。', 'Somebody else has to decide what you proposed.'],
  'risk.proposal_not_yours': ['只有提出人可以撤回。', 'Only the one who proposed it takes it back.'],
  'risk.dry_run_running': ['已有试运行在进行，请等它结束。', 'A dry run is under way; wait for it to end.'],
  'risk.dry_run_unknown': ['没有这次试运行。', 'There is no such dry run.'],
  'risk.merchant_unknown': ['没有这个商户编号。', 'No merchant has this number.'],
  'risk.proof_asked': ['已经要求过商户举证，请等待答复。', 'Proof has been asked for; wait for the answer.'],
  'risk.file_limit': [
    '本案附件已达上限，请致电客服。',
    'The case has as many files as there may be; call the hotline.',
  ],
  'risk.file_kind': ['只接受 JPG、PNG 图片或 PDF。', 'Only JPG or PNG pictures and PDF are taken.'],
  'risk.clear_out_unknown': ['没有进行中的清退任务。', 'No such clearing out is open.'],
  'risk.clear_out_left': [
    '商户尚未暂停或仍有机具可用，不能办结。',
    'The merchant is not suspended or a terminal still works, so it is not done.',
  ],
  'risk.report_range': ['报告期须为 1 至 92 天。', 'A report is of one to 92 days.'],
  'risk.not_listed': ['名单里没有这个号码。', 'This number is not on the list.'],
} as const satisfies Record<string, Pair>;
