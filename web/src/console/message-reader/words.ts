import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['报文解读', 'Message reader'],
  lead: [
    '粘贴终端或卡组织报文的十六进制，带不带长度、TPDU、报文头都可以。卡号与密钥打码显示，报文不保存。',
    'Paste a message of a terminal or the network in hex, with or without length, TPDU and header. Card numbers and keys are masked and the message is kept nowhere.',
  ],
  hex: ['十六进制报文', 'Message in hex'],
  read: ['解读', 'Read'],
  field: ['域', 'Field'],
  name: ['名称', 'Name'],
  value: ['内容', 'Content'],
  faults: ['有 {count} 处不合规', '{count} faults'],
  fault: ['域 {field} 第 {offset} 字节：应为 {expected}', 'field {field}, byte {offset}: expected {expected}'],
  leg: ['报文种类', 'Leg'],
} as const satisfies Record<string, Pair>;
