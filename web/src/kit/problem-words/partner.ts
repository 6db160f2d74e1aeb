import type { Pair } from '../language.ts';

/** The open platform: what a refusal means, and the next step. zh-CN, then English. */
export const partnerProblems = {
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
} as const satisfies Record<string, Pair>;
