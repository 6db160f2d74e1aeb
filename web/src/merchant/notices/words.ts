import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['通知', 'Notices'],
  hint: ['短信通知会同时保存在这里；验证码和激活码不在其中。', 'What we tell by SMS is kept here too; codes are not.'],
  none: ['还没有通知', 'No notices yet'],
  noneHint: [
    '划款到账、押金、流量费、工单等有进展时会出现在这里。',
    'Payouts, the deposit, the SIM fee and tickets are told here as they go on.',
  ],
  more: ['更早的通知', 'Earlier'],
  go: ['查看', 'Look'],
  isNew: ['新', 'New'],
  chinese: ['', 'Notices are written in Chinese, as they are sent.'],
} as const satisfies Record<string, Pair>;
