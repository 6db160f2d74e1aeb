/** What a refusal means for the reader, and the next step. A code of the contract without a text does not compile. */
import type { Contract, RouteKey } from '@kaitong/client/contract';
import { useCallback } from 'react';
import { problemOf, type Problem } from './client.ts';
import { say, useLanguage, type Language, type Pair } from './language.ts';
import { yuan } from './money.ts';
import { reasonTitle } from './reasons.ts';

type Declared = {
  [K in RouteKey]: Contract[K] extends { readonly refusals: readonly (infer C extends string)[] } ? C : never;
}[RouteKey];
type General =
  | 'http.bad_request'
  | 'http.not_found'
  | 'http.unsupported'
  | 'http.too_large'
  | 'http.origin'
  | 'http.rate_limit'
  | 'http.fault'
  | 'http.unexpected'
  | 'network.unreachable'
  | 'identity.sign_in_needed'
  | 'identity.not_allowed'
  | 'demo.only'
  | 'http.idempotency_needed'
  | 'partner.key_invalid'
  | 'partner.scope_missing'
  | 'partner.ip_not_allowed'
  | 'page.fault';
export type KnownCode = Declared | General;

export const problemWords = {
  'http.bad_request': [
    '填写的内容格式不对，请检查后重试。',
    'Something in the form does not fit. Check it and try again.',
  ],
  'http.not_found': ['没有找到这项内容，请返回上一页再试。', 'This was not found. Go back and try again.'],
  'http.unsupported': [
    '不支持这种文件，请改用 JPG 或 PNG 图片。',
    'This kind of file is not taken. Use a JPG or PNG picture.',
  ],
  'http.too_large': [
    '文件太大，请重新拍摄或压缩后再传。',
    'The file is too large. Take the photo again or make it smaller.',
  ],
  'http.origin': [
    '请求来自别的网站，已被拦截。请从本页面重新打开。',
    'The request came from another site and was stopped. Open this page again and retry.',
  ],
  'http.rate_limit': ['操作太频繁，请等一分钟再试。', 'Too many requests. Wait a minute and try again.'],
  'http.fault': [
    '系统出了问题，已记录。请稍后重试，仍不行请拨打客服热线。',
    'Something broke on our side and was recorded. Try again shortly, or call the hotline.',
  ],
  'http.unexpected': [
    '系统没有给出可识别的答复，请稍后重试。',
    'The server gave no answer that this page understands. Try again shortly.',
  ],
  'network.unreachable': [
    '网络不通，您填写的内容还在。请检查网络后重试。',
    'There is no connection; what you filled in is kept. Check the network and retry.',
  ],
  'page.fault': ['页面出了问题，请刷新后重试。', 'This page ran into a problem. Reload it and try again.'],
  'demo.only': ['这项功能只在演示模式下有。', 'This exists in demo mode only.'],
  'demo.clock_busy': ['时钟正在拨动，请等它走完再试。', 'The clock is already moving. Wait until it has finished.'],
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
  'merchants.account_corporate': [
    '对公账户不能在线变更，请到受理网点办理。',
    'A corporate account cannot be changed online. Please go to a bank counter.',
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
  'reconciliation.break_unknown': ['没有这条差错，请刷新。', 'There is no such difference. Reload.'],
  'reconciliation.break_elsewhere': [
    '该差错状态已变（已提议、已处理或后续文件已找到），请刷新后再看。',
    'This difference has moved on: proposed, decided, or explained by a later file. Reload and look again.',
  ],
  'reconciliation.no_such_way': [
    '这类差错不能这样处理，请另选。',
    'A difference of this kind has no such way out. Choose another.',
  ],
  'reconciliation.second_person': [
    '提议人不能自己复核，请由另一位同事处理。',
    'Whoever proposed it cannot decide it. Ask a colleague.',
  ],
  'reconciliation.not_yours': ['只有提议人可以撤回。', 'Only whoever proposed it can take it back.'],
  'reconciliation.built_upon': [
    '原交易已退货、撤销或状态已变，不能冲销。请退回提议，改选其他处理。',
    'The sale was refunded, voided or has changed, so it cannot be taken back. Refuse the proposal and choose another way.',
  ],
  'reconciliation.dispute_unknown': ['没有这条争议，请刷新。', 'There is no such dispute. Reload.'],
  'reconciliation.dispute_elsewhere': [
    '这条争议已有进展，不能再这样处理，请刷新查看。',
    'The dispute has moved on and this can no longer be done. Reload.',
  ],
  'reconciliation.proofs_full': ['凭证最多上传{limit}份。', 'Up to {limit} proofs can be handed in.'],
  'reconciliation.proof_unreadable': [
    '请上传照片（JPG、PNG）或 PDF 文件。',
    'Hand in a photo (JPG or PNG) or a PDF file.',
  ],
  'reconciliation.not_creditable': [
    '这笔交易已没有这么多可退的金额（可能已退货、撤销或退单）。',
    'So much of this sale is not left to be given back: it may have been refunded, voided or charged back.',
  ],
  'reconciliation.bad_cursor': ['翻页位置无效，请从头查看。', 'That page does not exist. Start from the beginning.'],
  'switching.late_reversal_unknown': ['没有这条迟到的冲正，请刷新。', 'There is no such late reversal. Reload.'],
  'switching.late_reversal_elsewhere': [
    '这条迟到的冲正已处理，请刷新查看。',
    'This late reversal is over already. Reload and look again.',
  ],
  'switching.late_reversal_not_refunded': [
    '交易流水里还没有足额退货，不能记为已退货；如已用别的方式退款，请选“另行处理”并写明。',
    'The journal does not show refunds for the whole amount. If the customer has the money in another way, choose “Put right otherwise” and say how.',
  ],
  'switching.signature_none': [
    '这笔交易没有电子签名，请查看纸质签购单。',
    'There is no electronic signature with this transaction. Look at the paper slip.',
  ],
  'switching.receipt_unknown': [
    '没有找到这张签购单，请重新扫描机具屏幕上的二维码。',
    'This receipt was not found. Scan the code on the device’s screen again.',
  ],
  'switching.transaction_unknown': [
    '没有这笔交易，请返回列表查看。',
    'There is no such transaction. Go back to the list.',
  ],
  'terminals.unknown': ['没有这台机具，请返回列表查看。', 'There is no such device of yours. Go back to the list.'],
  'terminals.place_unknown': [
    '没有这个存放地点，请刷新后重选。',
    'There is no such place of stock. Reload and choose again.',
  ],
  'terminals.place_owner_unknown': [
    '没有这个网点或服务商，或其已被暂停。',
    'There is no such outlet or agent, or it is suspended.',
  ],
  'terminals.stock_file_unreadable': [
    '文件无法读取：需为 CSV，首行表头为 serial_no,model,wrapped_key，不超过 2000 行。',
    'The file cannot be read: it has to be CSV with the header serial_no,model,wrapped_key and at most 2,000 lines.',
  ],
  'terminals.stock_file_wrong': [
    '文件中有错误行，整个文件未入库。请改正后重新上传。',
    'Some lines are wrong, so nothing was imported. Put them right and hand the file in again.',
  ],
  'terminals.device_unknown': ['没有这台机具。', 'There is no such device.'],
  'terminals.device_not_returned': [
    '只有已退回的机具才能检验入库，请刷新查看状态。',
    'Only a device that came back is inspected. Reload and look again.',
  ],
  'terminals.device_not_here': [
    '这些机具不在该地点或不是空闲状态，整单未调拨：{serials}。请核对。',
    'These do not stand free at this place, so nothing was sent: {serials}. Check them.',
  ],
  'terminals.transfer_same_place': ['调出与调入地点相同，请重选。', 'From and to are the same place. Choose again.'],
  'terminals.transfer_unknown': ['没有这张调拨单。', 'There is no such transfer.'],
  'terminals.transfer_elsewhere': [
    '调拨单状态已变化，请刷新后再操作。',
    'The transfer has moved on. Reload and look again.',
  ],
  'terminals.count_open_already': ['该地点已有未结束的盘点。', 'This place is being counted already.'],
  'terminals.count_unknown': ['没有这次盘点。', 'There is no such count.'],
  'terminals.count_elsewhere': ['盘点状态已变化，请刷新后再操作。', 'The count has moved on. Reload and look again.'],
  'terminals.count_same_person': [
    '差异须由盘点人以外的另一人确认。',
    'Differences have to be confirmed by somebody else than who counted.',
  ],
  'terminals.report_too_late': [
    '这台机具已开始激活，请联系客服处理。',
    'Activation of this device has begun. Please call the hotline.',
  ],
  'terminals.report_open': [
    '这台机具的问题正在处理，处理完之前不能再操作。',
    'This device is being looked into; wait until that is done.',
  ],
  'terminals.serial_needed': [
    '请填写收到的机具背面的序列号。',
    'Type the serial number on the back of the device that came.',
  ],
  'terminals.serial_is_right': [
    '这正是寄给您的机具，可直接激活。',
    'This is the very device that was sent to you; go on and activate it.',
  ],
  'terminals.report_unknown': ['没有这条异常记录。', 'There is no such report.'],
  'terminals.report_elsewhere': [
    '这条异常已处理，或不能这样处理。请刷新查看。',
    'This report is resolved, or cannot be resolved this way. Reload and look again.',
  ],
  'terminals.arrived_not_free': [
    '收到的机具不在可用库存（可能属于其他商户），不能换绑。请改为另发一台。',
    'The device that came does not stand free in our stock, perhaps it is somebody else’s. Send another instead.',
  ],
  'terminals.out_of_stock': [
    '该机型无库存，请先入库。',
    'There is no device of this model in stock. Bring some in first.',
  ],
  'terminals.not_hex': ['这不是十六进制报文，请检查是否少了一位。', 'These are no bytes in hex: is a digit missing?'],
  'deposits.pay_in_unknown': ['没有这笔转账，请刷新列表。', 'There is no such transfer; reload the list.'],
  'deposits.pay_in_settled': ['这笔转账已处理，请刷新列表。', 'This transfer is settled already; reload the list.'],
  'deposits.not_open': [
    '该终端的押金已落实，不能再入账；请退回转账。',
    'The deposit of this terminal is secured already; send the transfer back.',
  ],
  'deposits.unknown': ['没有这笔押金，请刷新。', 'There is no such deposit; reload the page.'],
  'deposits.not_qualified': [
    '交易尚未达标，达标后即可申请退还。',
    'The target is not reached yet; you can ask for the deposit once it is.',
  ],
  'deposits.not_captured': [
    '押金只是冻结、没有扣款，会自动解冻，无需申请。',
    'The deposit was only frozen and nothing was taken; it is released by itself.',
  ],
  'deposits.account_blocked': [
    '结算账户暂不可用，请先核对结算账户，再申请退还。',
    'The settlement account takes no money at the moment; put it right first, then ask again.',
  ],
  'deposits.not_missed': [
    '现在没有可申诉的结果；申诉期内才能提交，请刷新查看最新状态。',
    'There is nothing to appeal against now, or the time for it is over; reload to see where it stands.',
  ],
  'deposits.no_appeal': ['没有待处理的申诉，请刷新列表。', 'No appeal is open; reload the list.'],
  'deposits.amount_differs': [
    '金额与该终端的押金不符，不能部分入账；请退回转账。',
    'The amount is not that of the deposit, and nothing is taken in part; send the transfer back.',
  ],
  'activation.already_active': ['这台机具已经激活，无需激活码。', 'This device is active already and needs no code.'],
  'activation.reissue_limit': [
    '今天重发激活码的次数已用完，请稍后再试或拨打客服热线。',
    'No more new codes for now. Try later or call the hotline.',
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
  'materials.video_before_questions': [
    '这段视频在提问之前就录好了，请看到问题后再录。',
    'This clip was recorded before the questions were asked. Record it now.',
  ],
  'hotline.caller_unverified': [
    '手机号与身份证后四位对不上，不能告知进度。请让来电人自行在商户端查询。',
    'Phone and the last four places do not belong together; nothing may be told. The caller can look in the app.',
  ],
  'servicing.ticket_unknown': ['没有这张工单，请刷新。', 'There is no such ticket. Reload.'],
  'servicing.ticket_limit': [
    '您反映的问题还有多个在处理中，请等答复后再提交，或致电客服。',
    'Several of your questions are still open. Wait for the answers, or call the hotline.',
  ],
  'servicing.ticket_elsewhere': [
    '这张工单现在不能做这一步，请刷新。',
    'This ticket cannot take that step now. Reload.',
  ],
  'http.idempotency_needed': ['请求须带 Idempotency-Key。', 'The request needs an Idempotency-Key.'],
  'partner.key_invalid': ['密钥无效或已吊销。', 'The key is unknown, revoked or wrong.'],
  'partner.scope_missing': ['该密钥没有此权限。', 'The key does not open this.'],
  'partner.ip_not_allowed': ['该密钥不能在此地址使用。', 'The key may not be used from this address.'],
  'partner.ip_list_invalid': [
    '地址清单里有一行不是 IP 地址或网段，请修改。',
    'A line is neither an address nor a network. Correct it.',
  ],
  'partner.key_unknown': ['没有这个密钥，或已吊销，请刷新。', 'There is no such key, or it is revoked. Reload.'],
  'partner.application_unknown': ['没有这份申请。', 'There is no such application.'],
  'partner.application_exists': ['该商户已有申请。', 'This merchant has an application already.'],
  'partner.sandbox_only': ['强制失败仅限沙箱环境。', 'Failures are forced in the sandbox alone.'],
  'partner.check_unknown': ['没有这个机审项。', 'There is no such check.'],
  'partner.webhook_url': ['地址须为公网 https 地址。', 'It has to be an https address of the open internet.'],
  'partner.webhook_limit': [
    '通知地址已达上限，请先删除一个。',
    'There are as many addresses as there may be. Remove one.',
  ],
  'partner.webhook_unknown': ['没有这个通知地址。', 'There is no such address.'],
  'partner.delivery_unknown': ['没有这条通知记录。', 'There is no such delivery.'],
  'partner.delivery_waiting': ['这条通知正在发送。', 'This delivery is on its way.'],
  'partner.request_limit': ['今天已多次请求该商户，请明天再试。', 'This merchant was asked often enough today.'],
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
  'settlement.t0_off': [
    'T+0 暂停服务，您的款项按 T+1 到账，不加收。',
    'T+0 is not offered at present. You are paid T+1, without a surcharge.',
  ],
  'settlement.t0_not_active': [
    '商户正常且机具激活后才能用 T+0。请到“机具”查看，如已停用请拨打客服热线。',
    'T+0 needs an active merchant and device. See Devices; if you were suspended, call the hotline.',
  ],
  'settlement.t0_not_yet': [
    'T+0 须激活满 {days} 天且正常收款 {normal} 天（已 {traded} 天），最早 {from} 可用。此前按 T+1 到账，不加收。',
    'T+0 opens {days} days after activation with {normal} days of sales (so far {traded}), on {from} at the earliest. Until then you are paid T+1, without a surcharge.',
  ],
  'settlement.t0_terms': [
    '使用 T+0 前，请先在本页阅读并同意加收费率。',
    'Read the surcharge on this page and agree to it before using T+0.',
  ],
  'settlement.t0_on_hold': [
    '您有交易正在核实，核实期间按 T+1 到账。请到“暂缓结算”查看原因并说明，或拨打客服热线。',
    'Some of your sales are being looked at; meanwhile you are paid T+1. See why under Delayed settlement and say what they were, or call the hotline.',
  ],
  'settlement.t0_account': [
    '结算卡暂时不能收款，请联系客服核对后再用 T+0。',
    'The settlement card cannot be paid to. Call the hotline to check it, then use T+0 again.',
  ],
  'settlement.t0_debt': [
    '您有退货等待扣回 {owed} 元，下一次 T+1 划款扣清后即可使用 T+0。',
    'You owe ¥{owed} for refunds or reversals. The next T+1 payout takes it; then T+0 is open again.',
  ],
  'settlement.t0_closed': [
    'T+0 服务时间为每天 {from}–{to}，{at} 起可以再申请。',
    'T+0 is open from {from} to {to}. Ask again from {at}.',
  ],
  'settlement.t0_too_early': [
    '交易成功满 {minutes} 分钟后才能划款，最早 {at}。',
    'A sale is paid {minutes} minutes after its approval at the earliest: {at}.',
  ],
  'settlement.t0_nothing': [
    '现在没有可以 T+0 的交易。已退货、撤销或暂缓的交易不在其中；有新的收款后再来。',
    'There is no sale that T+0 could pay. Refunded, voided and delayed sales are left out. Come back after the next sale.',
  ],
  'settlement.t0_single': [
    'T+0 单次最高 {max} 元，这些交易超过了，按 T+1 到账，不加收。',
    'T+0 pays at most ¥{max} at a time, and these sales are larger. They go T+1, without a surcharge.',
  ],
  'settlement.t0_day_used': [
    '今日 T+0 额度（{max} 元）不够这些交易，其余按 T+1 到账；{at} 起有新的额度。',
    'Today’s limit of T+0 (¥{max}) does not cover these sales; they go T+1. There is a new limit from {at}.',
  ],
  'settlement.t0_below_min': [
    'T+0 每次到账不少于 {min} 元，请再收几笔后申请，或等 T+1 到账。',
    'T+0 pays ¥{min} or more at a time. Ask after some more sales, or wait for T+1.',
  ],
  'settlement.t0_changed': [
    '金额有变化（有新的收款、退货或费率调整），没有划款。请看过新的金额后再确认。',
    'The amounts have changed: a sale or a refund came, or the rate did. Nothing was paid. Look at them again and confirm.',
  ],
  'settlement.payout_not_waiting': [
    '这笔划款不在等待银行的状态，无需重试。',
    'This payout is not waiting for the bank; there is nothing to retry.',
  ],
  'ledger.merchant_unknown': [
    '没有这个商户编号的商户，请核对 15 位编号。',
    'No merchant has this number. Check its 15 digits.',
  ],
  'ledger.account_not_own': [
    '这个科目不按商户核算，请去掉商户编号，或选择商户自己的科目。',
    'This account is not kept for each merchant. Leave the merchant number out, or choose an account of a merchant.',
  ],
  'ledger.period': [
    '期间不能超过 {days} 天，且结束日不早于开始日。',
    'A period has at most {days} days and does not end before it begins.',
  ],
  'ledger.month_closed': [
    '这个月已经结账，不能重新打开；需要更正请做调账。',
    'This month is closed and does not open again. What is wrong is adjusted.',
  ],
  'ledger.month_not_closed': [
    '这个月还没有结账，没有留存的试算表。',
    'This month is not closed yet; there is no trial balance that was kept.',
  ],
  'ledger.month_open_days': [
    '这个月还有未结的日子；最后一天结账后（次日 00:30 之后）再月结。',
    'Some of its days are still open. Close it when its last day is closed, after 00:30 of the next.',
  ],
  'ledger.month_earlier': ['请先结更早的月份。', 'Close the earlier month first.'],
  'ledger.off_sheet': [
    '该分录向商户收取其价格真相表以外的费用，账务系统拒绝入账。',
    'This takes from the merchant what its price-truth sheet does not list, and the ledger refuses it.',
  ],
  'settlement.share_below_cost': [
    '低于成本底线：{part} 不得低于 {floor}，否则分润会从亏损里付出。',
    'Below cost: {part} may not be less than {floor}, or the share would be paid out of a loss.',
  ],
  'settlement.share_above_limit': [
    '超过上限：{part} 不得高于 {most}。',
    'Too much: {part} may not be more than {most}.',
  ],
  'settlement.share_too_early': [
    '生效日期过早，最早为 {earliest}。',
    'That day is too early; the earliest is {earliest}.',
  ],
  'settlement.share_unknown': ['没有这条分润记录，请刷新。', 'There is no such terms or statement. Reload.'],
  'settlement.share_decided': ['这份分润约定已经处理过了。', 'These terms are decided already.'],
  'settlement.share_second_person': [
    '自己提出的须由另一人复核。',
    'What you have proposed is for somebody else to decide.',
  ],
  'settlement.share_not_yours': ['只有提出人可以撤回。', 'Only whoever proposed it can take it back.'],
  'settlement.share_moved': [
    '这份月结单已被处理，请刷新后再看。',
    'This statement has moved on meanwhile. Reload and look again.',
  ],
  'settlement.share_agent_suspended': [
    '服务商已被暂停：分润照常累计，恢复后再支付。',
    'The agent is suspended: its share goes on, and is paid once it is resumed.',
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
  'ledger.adjust_unbalanced': [
    '借贷不平（相差 {differenceFen} 分），或不足两行、超过 16 行。',
    'Debits and credits differ (by {differenceFen} fen), or there are fewer than 2 or more than 16 lines.',
  ],
  'ledger.adjust_account': ['科目 {account} 不允许手工调账。', 'Account {account} is not one that people may adjust.'],
  'ledger.adjust_merchant': [
    '动用商户科目的调账须填写商户编号。',
    'An adjustment of a merchant’s account needs the merchant number.',
  ],
  'ledger.adjust_amount': [
    '每行金额须大于 0，且不超过 {most} 元。',
    'Each line is of more than nothing and of at most ¥{most}.',
  ],
  'ledger.adjust_unknown': ['没有这笔调账申请。', 'There is no such adjustment.'],
  'ledger.adjust_decided': ['这笔调账已经处理过了。', 'This adjustment is decided already.'],
  'ledger.adjust_second_person': [
    '自己提出的调账须由另一人复核。',
    'What you have proposed is for somebody else to decide.',
  ],
  'ledger.adjust_not_yours': ['只有提出人可以撤回。', 'Only whoever proposed it can take it back.'],
  'ledger.balance_short': [
    '科目 {account} 的余额不足，未入账；申请保留，余额足够后可再复核。',
    'Account {account} holds less than that, and nothing was posted. The proposal stays: approve it when there is enough.',
  ],
} as const satisfies Record<KnownCode, Pair>;

const items: Readonly<Record<string, Pair>> = {
  identity_card: ['身份证', 'identity card'],
  face: ['人脸', 'face'],
  device: ['机具与押金', 'device and deposit'],
  settlement: ['结算方式', 'settlement'],
  bank_card: ['银行卡', 'bank card'],
  scene: ['经营场景', 'scene proof'],
  interview: ['视频面签', 'video interview'],
  business: ['经营信息', 'business'],
  third_party_consent: ['第三方核验授权', 'third-party check consent'],
};

/** Parts of a price, with the figure in percent or yuan: a rate travels as millionths, a cap as fen. */
const parts: Readonly<Record<string, Pair>> = {
  creditPpm: ['信用卡费率', 'the credit rate'],
  debitPpm: ['借记卡费率', 'the debit rate'],
  debitCapFen: ['借记卡封顶', 'the debit cap'],
  qrPpm: ['扫码费率', 'the code rate'],
  t0Ppm: ['T+0 加收', 'the T+0 surcharge'],
  sharePpm: ['分润比例', 'the share'],
};
const figure = (part: string, value: unknown): string =>
  part.endsWith('Ppm')
    ? `${(Number(value) / 10_000).toFixed(4).replace(/(\.\d\d)0+$/, '$1')}%`
    : `¥${yuan(String(value))}`;

/** Facts as people read them: coded reasons, items and parts become words. */
function readable(problem: Pick<Problem, 'facts'>, language: Language): Record<string, unknown> {
  const facts: Record<string, unknown> = { ...problem.facts };
  const join = (list: unknown, word: (code: string) => string): unknown =>
    Array.isArray(list) ? list.map((one) => word(String(one))).join(language === 'en' ? ', ' : '、') : list;
  const part = String(facts['part']);
  if (parts[part] !== undefined) {
    facts['part'] = say(parts[part], language);
    for (const name of ['floor', 'most']) if (facts[name] !== undefined) facts[name] = figure(part, facts[name]);
  }
  if (facts['reasons'] !== undefined) facts['reasons'] = join(facts['reasons'], (code) => reasonTitle(code, language));
  if (facts['originals'] !== undefined)
    facts['originals'] = join(facts['originals'], (code) =>
      items[code] === undefined ? code : say(items[code], language),
    );
  if (facts['items'] !== undefined)
    facts['items'] = join(facts['items'], (code) => (items[code] === undefined ? code : say(items[code], language)));
  return facts;
}

export function problemText(error: unknown, language: Language): string {
  return refusalText(problemOf(error), language);
}

/** The same for a refusal that an answer foretells. */
export function refusalText(problem: Pick<Problem, 'code' | 'facts'>, language: Language): string {
  const pair = (problemWords as Readonly<Record<string, Pair>>)[problem.code] ?? problemWords['http.unexpected'];
  return say(pair, language, readable(problem, language)).replace(/\{\w+\}/g, '…');
}

export function useProblemText(): (error: unknown) => string {
  const language = useLanguage();
  return useCallback((error: unknown) => problemText(error, language), [language]);
}
