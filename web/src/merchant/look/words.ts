import type { Pair } from '../../kit/language.ts';

export const words = {
  sees: ['{name} 正在以“{merchant}”的视角查看', '{name} sees this as {merchant}'],
  until: ['只读，{at} 结束。原因：{reason}', 'Read only, until {at}. Reason: {reason}'],
  leave: ['结束查看', 'Leave'],
  over: ['本次查看已结束', 'This look is over'],
  overHint: [
    '需要再看时，请从控制台的商户页重新打开。',
    'To go on, open it again from the merchant’s page in the console.',
  ],
  back: ['回到控制台', 'To the console'],
} as const satisfies Record<string, Pair>;
