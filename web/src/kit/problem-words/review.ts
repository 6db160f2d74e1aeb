import type { Pair } from '../language.ts';

/** Review of applications: what a refusal means, and the next step. zh-CN, then English. */
export const reviewProblems = {
  'review.verdict_missing': [
    '还有存疑的项目没有给出结论，请逐项处理后再提交。',
    'Some items with a doubt have no verdict yet. Judge each, then submit.',
  ],
  'review.four_eyes': [
    '您录入或处理过这份申请，须由另一位审核员决定。',
    'You filed or decided this before; another reviewer must decide it.',
  ],
  'review.terms_same': ['与商户已签条款相同，无需变更。', 'These are the terms that were signed.'],
  'review.terms_not_fitting': [
    '对公账户须使用智能大POS，不能改为电签版。',
    'A corporate account needs the smart POS; choose that.',
  ],
  'review.item_not_asked': ['这份申请没有这一项。', 'This application has no such item.'],
  'review.not_rejected': ['只有未通过的申请可以复议。', 'Only a refusal can be appealed against.'],
  'review.appeal_too_late': [
    '已超过 {days} 天的复议期限，可重新申请。',
    'The {days} days for an appeal are over; you may apply anew.',
  ],
  'review.appeal_final': [
    '该结果为最终结果，不能再复议。如有疑问请拨打客服热线。',
    'This result is final. Call the hotline if you have questions.',
  ],
  'review.proof_no_account': ['请先填写并保存对公账户。', 'Fill in and save the corporate account first.'],
  'review.proof_limit': [
    '今天的打款次数已用完，请明天再试，或直接提交由审核员核对。',
    'No more micro transfers today. Try tomorrow, or submit and let a reviewer check.',
  ],
  'review.proof_refused': [
    '银行没有这个账户，或户名不符，请核对账号、户名和网点。',
    'The bank does not know this account under this name. Check number, holder and branch.',
  ],
  'review.proof_unanswered': [
    '银行暂时没有应答，请稍后再点一次，不会重复打款。',
    'The bank did not answer. Ask again later; nothing is paid twice.',
  ],
  'review.proof_not_sent': ['还没有向这个账户打款。', 'No micro transfer has been sent to this account.'],
  'review.proof_wrong': ['金额不对，还可以试 {triesLeft} 次。', 'Not that amount. Tries left: {triesLeft}.'],
  'review.proof_tries_used': [
    '次数已用完，可直接提交由审核员核对，或明天重新打款。',
    'The tries are used up. Submit and let a reviewer check, or send again tomorrow.',
  ],
  'review.policy_invalid': ['策略内容不合规，请检查后重试。', 'The policy does not fit. Check it and try again.'],
  'review.policy_unknown': ['没有这个版本，请刷新。', 'There is no such version. Reload.'],
  'review.policy_on_already': ['这个版本已启用。', 'This version is on already.'],
  'review.policy_four_eyes': [
    '策略须由另一位同事启用，不能由编写人自己启用。',
    'Another colleague has to switch it on, not its writer.',
  ],
  'review.policy_date': ['启用日期不能早于今天。', 'It cannot take effect before today.'],
  'review.case_unknown': ['没有这张工单，请刷新队列。', 'There is no such case. Refresh the queue.'],
  'review.no_previous': ['这是第一版，没有上一版。', 'This is the first revision; there is none before it.'],
  'review.case_taken': ['这张工单正由 {by} 处理，请领取下一张。', '{by} is working on this case. Take the next one.'],
  'review.case_decided': ['这张工单已有结论，请刷新队列。', 'This case has been decided. Refresh the queue.'],
  'review.not_claimed': [
    '领取已失效，请先重新领取再提交结论。',
    'Your claim has run out. Take the case again, then decide.',
  ],
  'review.stale_revision': [
    '申请人已提交新版本（第 {revisionNo} 版），请刷新后重新审核。',
    'The applicant has handed in revision {revisionNo}. Reload and review again.',
  ],
  'review.hard_failure': [
    '有不可放行的机审不通过项（{checks}），请补件或拒绝。',
    'A check failed that cannot be waved through ({checks}). Ask for a fix or reject.',
  ],
  'review.fix_reason_unknown': [
    '补件原因与材料不匹配，请重新选择。',
    'The reason does not fit the item. Choose again.',
  ],
} as const satisfies Record<string, Pair>;
