export const words = {
  none: ['没有限制，正常收款。', 'Nothing restricts this merchant: it sells.'],
  restrict: ['限制收款', 'Restrict'],
  lift: ['解除限制', 'Lift'],
  restrictTitle: ['限制收款', 'Stop the sales of this merchant'],
  liftTitle: ['解除人工限制', 'Lift what people restricted'],
  follows: [
    '机具不再收款；退货、撤销与结算照常。商户会收到短信并在首页看到下面的原因。',
    'Its devices take no money; refunds, voids and settlement go on. The merchant gets a message and reads the reason below.',
  ],
  lifted: ['其他限制仍在时，机具仍不收款。', 'Where another restriction stands, its devices still take no money.'],
  reason: ['原因（5 至 200 字）', 'Reason (5 to 200 characters)'],
  r_deposit_unpaid: [
    '押金未能扣取且逾期未补付；补付后自动解除',
    'The deposit could not be captured and was not paid in time; ends by itself once it is paid',
  ],
  r_id_expired: [
    '身份证已于 {note} 到期；新证件通过后自动解除',
    'The identity card ended on {note}; ends by itself once a new one is accepted',
  ],
  r_licence_expired: [
    '营业执照已于 {note} 到期；新执照通过后自动解除',
    'The licence ended on {note}; ends by itself once a new one is accepted',
  ],
  r_people: ['人工限制：{note}', 'By people: {note}'],
  since: ['自 {at}', 'since {at}'],
} as const;
