import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['个人信息请求', 'Requests about data'],
  lead: [
    '商户与申请人导出、删除个人信息的请求，按到期时间排列。系统自动办理；这里只剩等待中的。',
    'Requests of people to take or erase their data, the most urgent first. They are carried out by themselves; what stands here waits.',
  ],
  none: ['没有等待中的请求', 'No request waits'],
  phone: ['手机号', 'Phone'],
  kind: ['请求', 'Request'],
  state: ['状态', 'State'],
  askedAt: ['提出时间', 'Asked'],
  dueAt: ['最晚办完', 'Due'],
  k_export: ['导出', 'Copy'],
  k_erasure: ['删除', 'Erasure'],
  s_asked: ['办理中', 'Under way'],
  s_held: ['等待保全解除', 'Waits for a legal hold'],
  holdNone: ['没有法律保全', 'No legal hold'],
  holdStands: ['法律保全中：{reason}', 'Legal hold: {reason}'],
  holdWas: ['曾有法律保全：{reason}', 'Earlier legal hold: {reason}'],
  holdBy: ['{by} 于 {at} 设置', 'Placed by {by}, {at}'],
  holdLifted: ['{by} 于 {at} 解除：{reason}', 'Lifted by {by}, {at}: {reason}'],
  place: ['设置保全', 'Place a hold'],
  lift: ['解除保全', 'Lift the hold'],
  placeTitle: ['设置法律保全', 'Place a legal hold'],
  liftTitle: ['解除法律保全', 'Lift the legal hold'],
  placeFollows: [
    '保全期间不删除该商户负责人的任何个人信息，本人申请删除的会等待。本人只会看到“依法暂不能删除”，看不到原因。',
    'While it stands nothing of the merchant’s person is erased, and a request to erase waits. The person reads that the law forbids it, not why.',
  ],
  liftFollows: ['等待中的删除请求会立即继续。', 'A request to erase that waits goes on at once.'],
  reason: ['依据（文号、机关、案件），至少 5 个字', 'Basis (file number, authority, case), 5 characters at least'],
} as const satisfies Record<string, Pair>;
