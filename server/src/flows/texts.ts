import { dateInShanghai, timeInShanghai, type InstantMs } from '../kernel/instant.ts';

/** Texts of messages to people. Short messages are in Chinese: their readers are merchants in China. */
const CHANGE_NAMES = {
  id_card: '新身份证',
  licence: '新营业执照',
  profile: '经营信息变更',
  legal_person: '法人/经营者变更',
} as const;
type ChangeName = keyof typeof CHANGE_NAMES;
const DOCUMENT_NAMES = { id_card: '身份证', licence: '营业执照' } as const;

export const smsTexts = {
  dataReady: (parts: { days: number }): string =>
    `【开通】您申请导出的个人信息已备好，请在${parts.days}日内到“我的-我的数据”下载。非本人操作请致电 400-000-0000。`,
  dataErased: (): string =>
    '【开通】您申请删除的个人信息已删除；依法须保留的部分及期限可在“我的-我的数据”查看。非本人操作请致电 400-000-0000。',
  relocated: (parts: { serialTail: string; address: string }): string =>
    `【开通】机具（序列号尾号${parts.serialTail}）的移机已受理，新地址：${parts.address}，向银联重新登记后生效，可在商户端“机具”页查看。`,
  relocationRefused: (parts: { serialTail: string; reason: string }): string =>
    `【开通】机具（序列号尾号${parts.serialTail}）的移机申请未通过：${parts.reason}。请在商户端“机具”页重新提交，或致电 400-000-0000。`,
  ticketAsks: (parts: { ticketTail: string; words: string }): string =>
    `【开通】您的工单（尾号${parts.ticketTail}）需要您补充：${parts.words} 请在商户端“我的-工单”回复。`,
  agentSent: (parts: { ticketTail: string; agent: string; phone: string }): string =>
    `【开通】您的报修（工单尾号${parts.ticketTail}）已派授权代理商${parts.agent}（${parts.phone}）上门处理。上门人员须出示授权服务证书，维修换机不收取任何费用。`,
  ticketAnswered: (parts: { ticketTail: string; words: string }): string =>
    `【开通】您反映的问题（工单尾号${parts.ticketTail}）已答复：${parts.words}`,
  receiptShared: (parts: { merchant: string; amount: string; link: string }): string =>
    `【开通】您在${parts.merchant}的交易${parts.amount}元，电子签购单：${parts.link} 持有链接即可查看，请勿转发。`,
  complaintCode: (code: string): string =>
    `【开通】验证码 ${code}，用于提交或查询交易投诉，5分钟内有效，请勿告诉他人。`,
  complaintTaken: (parts: { ticketTail: string; days: number; link: string | undefined }): string =>
    `【开通】您的交易投诉（编号尾号${parts.ticketTail}）已受理，我们将在${parts.days}日内答复并短信告知。${parts.link === undefined ? '' : `查询进度：${parts.link}`}`,
  complaintAnswered: (parts: { ticketTail: string; words: string; link: string | undefined }): string =>
    `【开通】您的交易投诉（编号尾号${parts.ticketTail}）已答复：${parts.words}${parts.link === undefined ? '' : ` 如仍有异议可再次提出：${parts.link}`}`,
  complaintForwarded: (parts: { ticketTail: string; words: string }): string =>
    `【开通】有持卡人对您的一笔交易提出投诉（工单尾号${parts.ticketTail}），请核实：${parts.words} 请在商户端“我的-工单”回复。`,
  returnLabel: (parts: { serialTail: string; courier: string; waybillNo: string }): string =>
    `【开通】请退回机具（序列号尾号${parts.serialTail}）：${parts.courier}将上门取件，运单号${parts.waybillNo}，免运费。` +
    '请在商户端“机具”页出示或打印退机标签，也可交给授权代理商或受理网点。',
  returnArrived: (parts: { serialTail: string }): string =>
    `【开通】您退回的机具（序列号尾号${parts.serialTail}）已收到。`,
  replacementSent: (parts: {
    code: string;
    waybillNo: string;
    courier: string;
    serialTail: string;
    days: number;
  }): string =>
    `【开通】您的换机（序列号尾号${parts.serialTail}）已交${parts.courier}，运单号${parts.waybillNo}，终端号和押金不变，无需再付押金。收到后开机联网，选择“终端激活”并输入激活码 ` +
    `${parts.code.slice(0, 4)} ${parts.code.slice(4, 8)} ${parts.code.slice(8)}（签收起${parts.days}天内有效，请勿告诉他人）；输入前旧机仍可收款。`,
  replacementGiven: (parts: { code: string; serialTail: string; days: number }): string =>
    `【开通】换机（序列号尾号${parts.serialTail}）已交付，终端号和押金不变，无需再付押金。选择“终端激活”并由您本人输入激活码 ` +
    `${parts.code.slice(0, 4)} ${parts.code.slice(4, 8)} ${parts.code.slice(8)}，${parts.days}天内有效，请勿告诉他人。`,
  replaced: (parts: { oldTail: string; newTail: string; back: 'courier' | 'agent' | 'no' }): string =>
    `【开通】换机完成：新机（序列号尾号${parts.newTail}）已启用，旧机（尾号${parts.oldTail}）已停用。` +
    { no: '', agent: '旧机请交给上门人员带回。', courier: '请退回旧机，取件运单号稍后短信告知，免运费。' }[parts.back],
  signInCode: (code: string): string =>
    `【开通】验证码 ${code}，5分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。`,
  activationCode: (parts: {
    code: string;
    waybillNo: string;
    courier: string;
    serialTail: string;
    days: number;
  }): string =>
    `【开通】您的进件申请已通过。机具（序列号尾号${parts.serialTail}）已交${parts.courier}，运单号${parts.waybillNo}。收到后开机联网，选择“终端激活”并输入激活码 ` +
    `${parts.code.slice(0, 4)} ${parts.code.slice(4, 8)} ${parts.code.slice(8)}。激活码自签收起${parts.days}天内有效，请勿告诉他人。`,
  bindAccount: (parts: { code: string; accountTail: string; serialTail: string }): string =>
    `【开通】验证码 ${parts.code}，用于在机具（序列号尾号${parts.serialTail}）上绑定尾号${parts.accountTail}的对公结算账户，5分钟内有效。非本人操作请勿输入，也不要告诉任何人。`,
  changeAccountCode: (code: string): string =>
    `【开通】验证码 ${code}，用于更换您的结算银行卡，5分钟内有效。非本人操作请勿输入，也不要告诉任何人。`,
  accountCooling: (parts: { masked: string; at: InstantMs }): string =>
    `【开通】您的结算卡将更换为 ${parts.masked}，${dateInShanghai(parts.at)} ${timeInShanghai(parts.at).slice(0, 5)} 生效。如非本人操作，请立即登录商户端“结算账户”取消，或致电 400-000-0000。`,
  accountChanged: (yuan: string | undefined): string =>
    `【开通】您的结算卡已更换生效。${yuan === undefined ? '' : `此前未能打款的${yuan}元将随下一次划款补打。`}`,
  depositReceived: (parts: { amount: string; serialTail: string }): string =>
    `【开通】已收到您的押金转账${parts.amount}元（机具序列号尾号${parts.serialTail}），激活时无需再刷卡冻结。`,
  depositUnclear: (parts: { amount: string; reference: string }): string =>
    `【开通】我们收到一笔${parts.amount}元转账，但与您的押金（附言${parts.reference}）不符，正在人工核对；如非您本人或本单位账户转出，将原路退回。`,
  depositCaptured: (parts: { amount: string; card: string }): string =>
    `【开通】您的机具押金${parts.amount}元已由预授权转为押金（信用卡尾号${parts.card}），达标后全额退还，进度见商户端“押金”。`,
  depositReleased: (parts: { amount: string; card: string }): string =>
    `【开通】信用卡尾号${parts.card}上冻结的押金${parts.amount}元已解除，不会扣款。`,
  depositQualified: (amount: string): string =>
    `【开通】恭喜，交易已达标，押金${amount}元可以退还。请在商户端“押金”中申请，3个工作日内到账。`,
  depositRefundStarted: (parts: { amount: string; dueOn: string }): string =>
    `【开通】押金${parts.amount}元的退还已受理，最迟${parts.dueOn}到账。`,
  depositRefunded: (parts: { amount: string; to: string }): string =>
    `【开通】押金${parts.amount}元已退还至尾号${parts.to}的卡（账户）。`,
  depositAccountWanted: (amount: string): string =>
    `【开通】押金${amount}元退还未成功：原卡和结算账户均不可用。请在商户端核对结算账户后重新申请。`,
  depositCaptureFailed: (amount: string): string =>
    `【开通】发卡行未同意扣取机具押金${amount}元，预授权已到期。请在7天内换一张信用卡或转账支付押金，详见商户端“押金”。`,
  depositMissed: (parts: { amount: string; until: string }): string =>
    `【开通】约定期限内交易未达标，按签署的押金规则，押金${parts.amount}元不予退还。如有异议，请在${parts.until}前于商户端“押金”中申诉。`,
  invited: (parts: { merchant: string; role: 'manager' | 'cashier'; days: number }): string =>
    `【开通】${parts.merchant}邀请您担任${parts.role === 'manager' ? '店长' : '收银员'}。请在${parts.days}天内用本手机号登录商户端确认；如不认识该商户，请勿接受，也不要告诉任何人验证码。`,
  memberEnded: (merchant: string): string => `【开通】您在${merchant}的店员身份已由店主结束，您不能再查看该店。`,
  memberLeft: (name: string): string =>
    `【开通】店员${name}已退出您的店，不能再查看您的交易。如需补充人手，可在商户端“我的-店员”邀请。`,
  newDevice: (parts: { device: string; at: InstantMs }): string =>
    `【开通】您的账户于${dateInShanghai(parts.at)} ${timeInShanghai(parts.at).slice(0, 5)}在新设备（${parts.device}）登录。如非本人操作，请立即在商户端“我的-登录与安全”中退出该设备，或致电 400-000-0000。`,
  restrictedForDeposit: (amount: string): string =>
    `【开通】押金${amount}元逾期未补付，机具已暂停收款（退货、撤销与结算不受影响）。在商户端“押金”按提示转账或换卡冻结后立即恢复。`,
  restrictedByPeople: (note: string): string =>
    `【开通】您的商户已被限制收款：${note}。退货、撤销与结算不受影响，如有疑问请致电 400-000-0000。`,
  documentEnds: (of: { kind: 'id_card' | 'licence'; validTo: string; today: string; days: number }): string =>
    of.today > of.validTo
      ? `【开通】您的${DOCUMENT_NAMES[of.kind]}已于${of.validTo}到期。请在${of.days}天内于商户端“证件”拍摄新证件，逾期将暂停收款。`
      : `【开通】您的${DOCUMENT_NAMES[of.kind]}将于${of.validTo}到期。请换证后在商户端“证件”拍摄新证件，到期次日起未更新将暂停收款。`,
  restrictedForDocument: (kind: 'id_card' | 'licence', validTo: string): string =>
    `【开通】您的${DOCUMENT_NAMES[kind]}已于${validTo}到期，机具已暂停收款（退货、撤销与结算不受影响）。在商户端“证件”拍摄新证件，通过后立即恢复。`,
  changeDone: (kind: ChangeName): string =>
    `【开通】您提交的${CHANGE_NAMES[kind]}已通过并生效，详见商户端“变更记录”。` +
    (kind === 'legal_person' ? '如结算卡在原负责人名下，请在“结算账户”中更换。' : ''),
  changeToFix: (kind: ChangeName): string =>
    `【开通】您提交的${CHANGE_NAMES[kind]}需要补正，原因与做法见商户端“变更记录”。`,
  changeRejected: (kind: ChangeName): string => `【开通】您提交的${CHANGE_NAMES[kind]}未通过，原因见商户端“变更记录”。`,
  restrictionLifted: (): string => '【开通】限制已解除，机具恢复收款。',
  simDue: (parts: { tail: string; price: string; until: string; wish: 'ask' | 'automatic' | 'refused' }): string =>
    `【开通】机具（序列号尾号${parts.tail}）的流量卡有效期至${parts.until}。` +
    {
      ask: `续费每年${parts.price}元，请在商户端“流量费”中续费；不续费只停流量，机具连接无线网络仍可收款。`,
      automatic: `您已开通自动续费，到期日将从结算款中扣${parts.price}元，可在商户端“流量费”中关闭。`,
      refused: `您已选择不续费，次日起停流量，机具连接无线网络仍可收款；改变主意请在商户端“流量费”中续费（每年${parts.price}元）。`,
    }[parts.wish],
  simRenewed: (parts: { tail: string; amount: string; through: string }): string =>
    `【开通】机具（序列号尾号${parts.tail}）的流量卡已续费，有效期至${parts.through}，费用${parts.amount}元从您的结算款中扣除。`,
  simStopped: (tail: string): string =>
    `【开通】机具（序列号尾号${tail}）的流量卡已到期停用。机具连接无线网络仍可收款，续费后即恢复，见商户端“流量费”。`,
  depositGivenBack: (amount: string): string =>
    `【开通】机具已退还，按签署的押金规则，押金${amount}元全额退还：尚在冻结的直接解冻，已扣收的3个工作日内退回，您无需再申请。`,
  depositKept: (parts: { amount: string; until: string }): string =>
    `【开通】按签署的押金规则并经两人复核，押金${parts.amount}元不予退还，理由见商户端“押金”。如有异议，请在${parts.until}前在“押金”中申诉。`,
  deregistrationCode: (code: string): string =>
    `【开通】验证码 ${code}，用于注销商户或报失机具，5分钟内有效。如非本人操作，请勿告诉任何人并致电 400-000-0000。`,
  deregistrationSettling: (): string =>
    '【开通】您的注销申请已受理，机具不再收款，未到账的款项照常结算。请在商户端“注销商户”中退回机具；机具交出之前可随时撤销注销。',
  deregistrationUnbinding: (): string =>
    '【开通】款项、机具和押金均已了结，正在解除终端报备与结算账户，注销已不可撤销。完成后短信通知您。',
  deregistrationClosed: (parts: { until: string }): string =>
    `【开通】您的商户已注销。账单、签购单和协议仍可登录查看；至${parts.until}为追索期，此前交易如被退单，我们会通知您并可依约追偿。`,
  deregistrationCancelled: (): string => '【开通】您已撤销注销，机具恢复收款。如非本人操作请致电 400-000-0000。',
  depositForfeited: (amount: string): string =>
    `【开通】按签署的押金规则，押金${amount}元已不予退还，规则全文见商户端“押金”。`,
  reissuedCode: (code: string): string =>
    `【开通】新的激活码 ${code.slice(0, 4)} ${code.slice(4, 8)} ${code.slice(8)}，此前的激活码已作废。请勿告诉他人。`,
  signingCode: (code: string): string =>
    `【开通】签署验证码 ${code}，用于您本人签署商户协议与价格真相表，5分钟内有效。请勿告诉任何人。`,
  signFiling: (): string =>
    '【开通】您的进件申请已由网点或代理商填写完毕，请用本机号码登录商户端核对并签署；未经您本人签署不会提交。任何人都无权向您索要验证码。',
  filingCode: (parts: { bank: string; outlet: string; code: string }): string =>
    `【开通】${parts.bank}${parts.outlet}请求代您填写收款进件申请，并核验您的身份与材料。同意请本人在柜台键盘输入验证码 ${parts.code}，5分钟内有效；` +
    '不在该网点请勿输入，也不要告诉他人。',
  filingRequest: (parts: { agent: string; certificate: string }): string =>
    `【开通】授权服务商${parts.agent}（证书${parts.certificate}）请求代您填写进件申请。请登录商户端“代办授权”同意或拒绝，未经您同意不能填写。任何人都无权向您索要验证码。`,
  partnerRequest: (parts: { partner: string; link: string | undefined }): string =>
    `【开通】${parts.partner}请求为您提交收款进件申请。如需办理，请用本机号码登录商户端${parts.link === undefined ? '' : ` ${parts.link} `}阅读并同意授权、核对并签署；` +
    '未经您本人同意与签署不会提交，不需要可不理会。任何人都无权向您索要验证码。',
  agentStopped: (): string =>
    '【开通】为您服务的服务商已停止服务，其代办与上门预约已终止，您已填写的内容仍在。请登录商户端自行继续，或在公开页面另选授权服务商。',
  agentReplaced: (parts: { agent: string }): string =>
    `【开通】原服务商已停止服务，改由授权服务商${parts.agent}为您服务。代办须您在商户端“代办授权”重新同意；您也可以自行在线继续。`,
  recoveryCode: (code: string): string =>
    `【开通】更换手机号验证码 ${code}，5分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。`,
  recoveryCooling: (parts: { at: InstantMs; newPhone: string }): string =>
    `【开通】您的账号申请更换手机号为 ${parts.newPhone}，将于 ${dateInShanghai(parts.at)} ${timeInShanghai(parts.at).slice(0, 5)} 生效。` +
    '如非本人操作，请立即登录商户端取消，或致电 400-000-0000。',
  recoveryDone: (parts: { newPhone: string }): string =>
    `【开通】您的账号手机号已更换为 ${parts.newPhone}，请用新号码登录；原号码不再可用。`,
  visitCode: (code: string): string => `【开通】预约上门服务验证码 ${code}，5分钟内有效，请勿告诉他人。`,
  visitMoved: (parts: { agent: string; date: string; what: string }): string =>
    `【开通】${parts.agent}${parts.what}您 ${parts.date} 的上门预约。上门人员须出示授权服务证书，可在公开页面查验；服务不收取任何现金。`,
  reportDismissed: (parts: { serialTail: string }): string =>
    `【开通】您反映的机具问题已核实：序列号尾号${parts.serialTail}的机具无误，可以使用。原激活码已作废，请在商户端“机具”页重新获取激活码。`,
  parcelReplaced: (how: 'lost' | 'refused'): string =>
    `【开通】您的机具包裹${how === 'lost' ? '在途中丢失' : '被拒收退回'}，我们已另行发货，原激活码已作废，新的激活码将随新运单发送。您无需支付任何费用。`,
  readyForHandover: (by: 'bank' | 'agent'): string =>
    by === 'bank'
      ? '【开通】您的进件申请已通过，请到受理网点领取机具或预约安装。领取时您会收到激活码短信，请勿告诉他人。'
      : '【开通】您的进件申请已通过，授权代理商将为您送达并安装机具。交付时您会收到激活码短信，请由您本人输入，请勿告诉他人。',
  handOverNow: (tradeName: string): string =>
    `【开通】您代办的商户“${tradeName}”已通过审核，请在柜面或代理商端安排交机；激活码只会发给商户本人，请勿向商户索要。`,
  handedOver: (parts: { code: string; serialTail: string; days: number }): string =>
    `【开通】机具（序列号尾号${parts.serialTail}）已交付。开机联网后选择“终端激活”，输入激活码 ` +
    `${parts.code.slice(0, 4)} ${parts.code.slice(4, 8)} ${parts.code.slice(8)}，${parts.days}天内有效，请勿告诉他人。`,
  needsFix: (link: string | undefined): string =>
    `【开通】您的进件申请有材料需要补充，${link === undefined ? '请打开商户端' : `请点击 ${link} `}查看原因并重新提交，已通过的材料无需重传。`,
  termsChanged: (link: string | undefined): string =>
    `【开通】您的进件申请已审核通过，但部分条款有变化，须您确认。${link === undefined ? '请登录商户端' : `请点击 ${link} `}核对并签署；不同意可撤回，不产生任何费用。`,
  reviewLate: (): string =>
    '【开通】很抱歉，您的进件申请未能在承诺时间内审核完毕，已升级由值班主管处理，结果将第一时间短信告知。您无需任何操作。',
  dutyTicketLate: (ticketId: string): string =>
    `【开通】售后工单超期未答复（尾号${ticketId.slice(-6)}），请立即在控制台“工单”中处理。`,
  dutyLate: (parts: { caseId: string; channel: 'online' | 'counter' | 'agent' }): string =>
    `【开通值班】审核工单 ${parts.caseId}（${{ online: '线上', counter: '柜面', agent: '代理' }[parts.channel]}）已超承诺时间，请登录后台处理。`,
  clearOutLate: (parts: { merchantNo: string }): string =>
    `【开通值班】黑名单商户 ${parts.merchantNo} 清退已超期，请登录后台处理。`,
  rejected: (): string => '【开通】很抱歉，您的进件申请未通过。您可在30天内在商户端申请复议。',
  codeLocked: (minutes: number): string =>
    `【开通】您的机具激活码连续输错，已锁定${minutes}分钟。如非本人操作请联系客服；可在商户端重新获取激活码。`,
  settlementDelayed: (parts: { count: number; yuan: string; link: string | undefined }): string =>
    `【开通】您有${parts.count}笔交易（${parts.yuan}元）需要核实，结算暂缓，其他交易照常结算。${parts.link === undefined ? '请登录商户端' : `请点击 ${parts.link} `}查看原因并说明交易情况。`,
  proofAsked: (parts: { until: string; link: string | undefined }): string =>
    `【开通】您有交易需要核实，请于${parts.until}前${parts.link === undefined ? '登录商户端' : `点击 ${parts.link} `}说明情况并上传凭证（小票、合同、发货单等）。`,
  limitsLowered: (parts: { until: string; link: string | undefined }): string =>
    `【开通】因有交易需要核实，您的收款限额已临时调低，${parts.until}后自动恢复。${parts.link === undefined ? '请登录商户端' : `请点击 ${parts.link} `}查看原因并说明情况。`,
  limitsChanged: (parts: { until: string }): string =>
    `【开通】您的收款限额已按审批结果调整，有效期至${parts.until}，详见商户端“限额”。`,
  merchantSuspended: (): string =>
    '【开通】经两位风控人员核实，您的收款服务已暂停，已收款项按规定处理。您可在商户端“我被标记了吗”查看原因并提交申诉，或致电 400-000-0000。',
  merchantResumed: (): string => '【开通】您的收款服务已恢复，机具可正常收款。',
  settlementResumed: (yuan: string): string => `【开通】核实完毕，暂缓的${yuan}元已恢复结算，将随下一次划款到账。`,
  riskConfirmed: (): string =>
    '【开通】您暂缓结算的交易经核实存在异常，款项继续暂缓。您可在商户端“暂缓结算”页提交材料申诉，或致电 400-000-0000。',
  lateReversal: (parts: { date: string; yuan: string; cardTail: string; rrn: string }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元交易（卡尾号${parts.cardTail}，参考号${parts.rrn}）的机具当时未收到结果，冲正送达时该笔已结算给您，不能自动退回。` +
    '请核实顾客是否已另行付款，并在机具上用“退货”将款项退回顾客原卡；如有疑问致电 400-000-0000。',
  lateVoidReversal: (parts: { date: string; yuan: string; cardTail: string; rrn: string }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元撤销（卡尾号${parts.cardTail}，参考号${parts.rrn}）的机具当时未收到结果，但撤销已成功，款项已退回顾客，冲正送达时当日账务已结。` +
    '请核实该笔货款，我们的工作人员会与您联系；如有疑问致电 400-000-0000。',
  saleTakenBack: (parts: { date: string; yuan: string; cardTail: string; rrn: string }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元交易（卡尾号${parts.cardTail}，参考号${parts.rrn}）经与银联核对，款项未成功收到或已被退回持卡人，该笔已冲销，不再结算（已结算的从后续结算款中扣回）。` +
    '如顾客已取走商品或服务，请凭签购单联系顾客；如有疑问致电 400-000-0000。',
  disputeOpened: (parts: {
    kind: 'document_request' | 'chargeback';
    date: string;
    yuan: string;
    cardTail: string;
    until: string;
    charged: boolean;
  }): string =>
    parts.kind === 'document_request'
      ? `【开通】持卡人的银行要求调阅您${parts.date}一笔${parts.yuan}元交易（卡尾号${parts.cardTail}）的凭证。请在${parts.until}前于商户端“争议与调单”上传签购单或发货、服务凭证；逾期可能被退单。`
      : `【开通】持卡人对您${parts.date}一笔${parts.yuan}元交易（卡尾号${parts.cardTail}）提出异议，发卡行已退单${parts.charged ? '，该款将从后续结算款中暂扣' : ''}。` +
        `请在${parts.until}前于商户端“争议与调单”上传凭证，我们为您申诉；逾期视为不申诉。`,
  disputeReminder: (parts: { date: string; yuan: string; until: string }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元交易的争议还没有回复，请在${parts.until}前于商户端“争议与调单”上传凭证，逾期将影响申诉。`,
  disputeWon: (parts: { date: string; yuan: string }): string =>
    `【开通】您${parts.date}一笔交易的退单申诉成功，${parts.yuan}元将随下一次划款退还给您。`,
  disputeLost: (parts: { date: string; yuan: string; why: 'expired' | 'again' }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元交易的退单${parts.why === 'expired' ? '未在期限内申诉' : '被发卡行再次退单'}，款项已退回持卡人。如有疑问致电 400-000-0000。`,
  disputeDeclined: (parts: { date: string; yuan: string }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元交易的退单申诉未被受理，请尽快在商户端“争议与调单”补充凭证。`,
  creditGiven: (parts: { date: string; yuan: string }): string =>
    `【开通】您${parts.date}一笔交易中的${parts.yuan}元已退回持卡人，从后续结算款中扣回。如有疑问致电 400-000-0000。`,
  creditReturned: (parts: { yuan: string }): string =>
    `【开通】此前拟退回持卡人的${parts.yuan}元未能退出，将随下一次划款退还给您。`,
  saleBooked: (parts: { yuan: string; rrn: string }): string =>
    `【开通】经与银联核对，您有一笔${parts.yuan}元交易（参考号${parts.rrn}）当时未显示成功，但款项已收到，现已补记，随下一次划款到账。`,
  saleCorrected: (parts: { date: string; yuan: string; rightYuan: string; cardTail: string; rrn: string }): string =>
    `【开通】您${parts.date}一笔${parts.yuan}元交易（卡尾号${parts.cardTail}，参考号${parts.rrn}）银联清算金额为${parts.rightYuan}元，差额已在结算款中多退少补。如有疑问致电 400-000-0000。`,
  priceRise: (parts: { from: string; what: string; link: string | undefined }): string =>
    `【开通】您的收费标准将于${parts.from}起调整：${parts.what}。此前的交易仍按原标准计费。${parts.link === undefined ? '请登录商户端' : `请点击 ${parts.link} `}查看详情；不同意可在生效前提出异议。`,
  payoutPaid: (yuan: string, tail: string): string => `【开通】结算款 ${yuan} 元已打入您尾号${tail}的银行卡。`,
  payoutReturned: (reason: string): string =>
    `【开通】您的结算款被银行退回（${reason}），款项已退回待结算余额。请在商户端核对结算卡。`,
} as const;
