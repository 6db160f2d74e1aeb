import type { Pair } from '../../kit/language.ts';

export const words = {
  care: ['布放与售后', 'Place and service'],
  place: ['布放地址', 'Where it stands'],
  repair: ['报修 / 换机', 'Repair or replace'],
  seeRepair: ['查看报修进度', 'See the repair'],
  move: ['移机', 'Move it'],
  city: ['新地址所在城市', 'City'],
  address: ['详细地址', 'Address'],
  sameCity: [
    '同城移机：提交后立即向银联重新登记，通常几分钟生效。',
    'Within the city: the network is told at once; it usually takes minutes.',
  ],
  otherCity: [
    '跨城移机：需人工核实（租约或门头照），通过后重新登记。',
    'To another city: a person looks first (lease or shop front), then the network is told.',
  ],
  moveSend: ['提交移机', 'Send'],
  moveTold: ['已提交，正在重新登记', 'Sent; the network is being told'],
  moveAsked: ['已提交，等待人工核实', 'Sent; a person will look'],
  move_in_review: [
    '移机到“{address}”正在人工核实，结果短信告知。',
    'The move to “{address}” is being looked at; you hear by SMS.',
  ],
  move_registering: ['移机到“{address}”正在向银联登记。', 'The network is being told of “{address}”.'],
  move_done: ['移机完成', 'Moved'],
  move_refused: [
    '移机未通过：{reason}。请修改后重新提交。',
    'The move was refused: {reason}. Put it right and send it again.',
  ],
  move_cancelled: ['移机已取消', 'The move was called off'],
  drift: [
    '有 {n} 笔交易不在登记城市（最近一笔相距约 {km} 公里），满 {max} 笔将暂停收款。搬了店请点“移机”登记新地址；没搬请联系客服。',
    '{n} sales were made outside the registered city (the last one about {km} km away); {max} stop the device. Moved? Tell us under “Move it”. If not, call the hotline.',
  ],
  stoppedDrift: [
    '机具在登记城市以外多次收款（最近约 {km} 公里），已暂停。请点“移机”登记现在的地址，银联登记后自动恢复。',
    'Stopped: sold outside the registered city again and again (about {km} km away). Say under “Move it” where it stands; it goes on once the network has it.',
  ],
  stoppedRisk: [
    '因风险核实已暂停，请到“我被标记了吗”查看原因。',
    'Stopped while a risk case is looked into. See why under “Am I flagged?”.',
  ],
  refused: [
    '银联未通过本机登记，暂不能收款，我们正在处理；也可致电客服。',
    'The network refused to register this device; it cannot sell for now. We are at it, or call the hotline.',
  ],
  replacement: ['换机', 'Replacement'],
  replacementSerial: [
    '新机序列号 {serial}，终端号和押金不变。',
    'New device {serial}; terminal number and deposit stay.',
  ],
  replacementComes: [
    '新机在路上，现在这台可以继续用；激活码随运单短信发送。',
    'It is on its way; go on with this one. The code comes by SMS with the waybill.',
  ],
  replacementHere: [
    '新机已送达：开机选“终端激活”并输入短信里的激活码，无需再付押金。输入后旧机立即停用。',
    'It has arrived: switch it on, choose 终端激活 and type the code from the SMS. No second deposit. The old one stops then.',
  ],
} as const satisfies Record<string, Pair>;
