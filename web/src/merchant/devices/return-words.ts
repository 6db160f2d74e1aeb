import type { Pair } from '../../kit/language.ts';

export const words = {
  returns: ['退回机具', 'Devices that go back'],
  serial: ['序列号', 'Serial number'],
  replaced: ['换机旧机', 'Replaced'],
  deregistered: ['商户注销', 'Deregistered'],
  returned_early: ['提前退机', 'Given back early'],
  next_ordered: [
    '下一步：交给上门的快递员，或交给授权代理商、受理网点，都不收费。',
    'Next: give it to the courier who comes, or hand it in at an authorised agent or an outlet. All free of charge.',
  ],
  next_collected: ['快递员已取走，您无需再做什么。', 'The courier has it; nothing more for you to do.'],
  next_in_transit: ['在路上，您无需再做什么。', 'On its way; nothing more for you to do.'],
  next_arrived: ['我们已收到。', 'We have it.'],
  next_lost: [
    '途中遗失，由我们向快递追责，您无需赔偿。',
    'Lost on its way: we take it up with the courier, you pay nothing.',
  ],
  next_cancelled: ['已取消，无需退回。', 'Cancelled; nothing to send back.'],
  labelComes: [
    '正在向快递取运单号，稍后短信告知。',
    'The courier is being asked for a label; its number comes by SMS.',
  ],
  showLabel: ['出示退机标签', 'Show the label'],
  hideLabel: ['收起标签', 'Hide the label'],
  labelCode: ['运单 {waybill} 的二维码', 'QR code of waybill {waybill}'],
  to: ['收', 'To'],
  from: ['寄', 'From'],
  inside: ['内件', 'Inside'],
  device: ['机具 {serial}', 'Device {serial}'],
  pack: [
    '把机具、电源线和数据线装进盒子；SIM 卡和剩余纸卷留在机内。没有打印机就让快递员扫这个码。',
    'Put the device, its charger and cable into a box; leave the SIM and the paper roll inside. Without a printer let the courier scan this code.',
  ],
  print: ['打印标签', 'Print the label'],
} as const satisfies Record<string, Pair>;
