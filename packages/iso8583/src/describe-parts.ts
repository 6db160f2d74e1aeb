/** What stands inside fields 55 and 59 to 63, part by part. */
import type { Message } from './codec.ts';
import { decodeField60, decodeField61 } from './subfields.ts';
import { decodeAsciiTlv, decodeBerTlv } from './tlv.ts';

export interface DescribedPart {
  readonly label: string;
  readonly value: string;
}

type Show = 'masked' | 'clear';

const chipNames: Readonly<Record<string, string>> = {
  '9F26': '应用密文 application cryptogram',
  '9F27': '密文信息数据 cryptogram information',
  '9F10': '发卡行应用数据 issuer application data',
  '9F37': '不可预知数 unpredictable number',
  '9F36': '应用交易计数器 ATC',
  '95': '终端验证结果 TVR',
  '9A': '交易日期 date',
  '9C': '交易类型 type',
  '9F02': '授权金额 amount',
  '5F2A': '交易货币代码 currency',
  '82': '应用交互特征 AIP',
  '9F1A': '终端国家代码 country',
  '9F03': '其他金额 other amount',
  '9F33': '终端性能 capabilities',
  '9F34': '持卡人验证结果 CVM results',
  '9F35': '终端类型 terminal type',
  '9F1E': '接口设备序列号 IFD serial',
  '84': '专用文件名 DF name',
  '9F09': '应用版本号 version',
  '9F41': '交易序列计数器 counter',
  '91': '发卡行认证数据 issuer authentication',
  '71': '发卡行脚本 script 1',
  '72': '发卡行脚本 script 2',
  DF31: '脚本结果 script result',
};
/** Of the chip's data only what says nothing about the card. */
const chipShown: ReadonlySet<string> = new Set([
  '95',
  '9A',
  '9C',
  '9F02',
  '5F2A',
  '82',
  '9F1A',
  '9F03',
  '9F33',
  '9F35',
]);

const part = (label: string, value: string | undefined): DescribedPart[] =>
  value === undefined ? [] : [{ label, value }];
const hidden = (length: number): string => `<${length} bytes hidden>`;
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

function chipParts(bytes: Uint8Array, show: Show): DescribedPart[] {
  const read = decodeBerTlv(bytes);
  if (!read.ok) return part('?', `offset ${read.error.offset}: expected ${read.error.expected}`);
  return read.value.map(({ tag, value }) => ({
    label: `${tag} ${chipNames[tag] ?? ''}`.trim(),
    value: show === 'clear' || chipShown.has(tag) ? hexOf(value) : hidden(value.length),
  }));
}

const infoNames: Readonly<Record<string, string>> = {
  A2: '终端信息 terminal',
  'A2.01': '设备类型 device type',
  'A2.02': '终端序列号 serial number',
  'A2.03': '加密随机因子 random factor',
  'A2.04': '密文 cipher',
  'A2.05': '应用版本号 version',
  A3: '付款码 QR payload',
  A4: '原付款凭证码 original QR',
  A5: '位置 place',
  'A5.01': '经度 longitude',
  'A5.02': '纬度 latitude',
  'A5.05': '坐标系 system',
};
/** Random factor (last digits of the card), cipher and QR codes. */
const infoHidden: ReadonlySet<string> = new Set(['A2.03', 'A2.04', 'A3', 'A4']);

function infoParts(text: string, show: Show): DescribedPart[] {
  const outer = decodeAsciiTlv(text);
  if (!outer.ok) return part('?', `offset ${outer.error.offset}: expected ${outer.error.expected}`);
  return outer.value.flatMap(({ tag, value }) => {
    const inner = tag === 'A2' || tag === 'A5' ? decodeAsciiTlv(value) : undefined;
    const entries =
      inner?.ok === true
        ? inner.value.map((one) => ({ tag: `${tag}.${one.tag}`, value: one.value }))
        : [{ tag, value }];
    return entries.map((one) => ({
      label: `${one.tag} ${infoNames[one.tag] ?? ''}`.trim(),
      value: show === 'masked' && infoHidden.has(one.tag) ? hidden(one.value.length) : one.value,
    }));
  });
}

function customParts(digits: string): DescribedPart[] {
  const read = decodeField60(digits);
  if (!read.ok) return part('?', read.error.expected);
  return [
    ...part('60.1 消息类型码 type', read.value.messageType),
    ...part('60.2 批次号 batch', read.value.batchNo),
    ...part('60.3 网络管理信息码 management code', read.value.managementCode),
    ...part('60.4 终端读取能力 read capability', read.value.readCapability),
    ...part('60.5 IC 卡条件代码 IC condition', read.value.icCondition),
    ...part('60.6 部分扣款标志 partial approval', read.value.partialApproval),
    ...part('60.7 账户类型 account type', read.value.accountType),
  ];
}

function originalParts(digits: string): DescribedPart[] {
  const read = decodeField61(digits);
  if (!read.ok) return part('?', read.error.expected);
  return [
    ...part('61.1 原批次号 batch', read.value.batchNo),
    ...part('61.2 原流水号 STAN', read.value.stan),
    ...part('61.3 原交易日期 date', read.value.date),
    ...part('61.4 原授权方式 authorisation mode', read.value.authMode),
    ...part('61.5 授权机构 institution', read.value.authInstitution),
  ];
}

/** Keys of a sign-in answer by the length of the field: only their check values may be seen. */
function keyParts(bytes: Uint8Array, show: Show): DescribedPart[] {
  const names = ['PIK', 'MAK', 'TDK'];
  const slot = bytes.length === 24 ? 12 : 20;
  if (bytes.length % slot !== 0) return [];
  return names.slice(0, bytes.length / slot).flatMap((name, i) => {
    const key = bytes.subarray(i * slot, (i + 1) * slot);
    return [
      ...part(`62 ${name}`, show === 'clear' ? hexOf(key.subarray(0, -4)) : hidden(slot - 4)),
      ...part(`62 ${name} 校验值 check value`, hexOf(key.subarray(-4))),
    ];
  });
}

function payloadParts(message: Message, bytes: Uint8Array, show: Show): DescribedPart[] {
  const custom = message.fields.get(60);
  const code = typeof custom === 'string' ? custom.slice(8, 11) : '';
  if (message.mti === '0810' && /^00[1345]$/.test(code)) return keyParts(bytes, show);
  if (!/^37[0-2]$|^38[0-2]$/.test(code)) return [];
  const read = decodeBerTlv(bytes.subarray(1), 62);
  return read.ok ? read.value.map(({ tag, value }) => ({ label: `62 ${tag}`, value: hexOf(value) })) : [];
}

/** The parts of a field of the terminal leg; none for a field that is one value. */
export function partsOf(message: Message, number: number, show: Show): readonly DescribedPart[] {
  const value = message.fields.get(number);
  if (value instanceof Uint8Array) {
    if (number === 55) return chipParts(value, show);
    return number === 62 ? payloadParts(message, value, show) : [];
  }
  if (value === undefined) return [];
  switch (number) {
    case 59:
      return infoParts(value, show);
    case 60:
      return customParts(value);
    case 61:
      return originalParts(value);
    case 63:
      return [
        ...part('63.1 操作员、卡组织 operator, organisation', value.slice(0, 3)),
        ...part('63.2', value.slice(3)),
      ];
    default:
      return [];
  }
}
