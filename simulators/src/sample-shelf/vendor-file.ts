/** What a maker of terminals sends with its devices: serial numbers, models and each device's own key under the vendor's transport key. */
import { createHmac } from 'node:crypto';
import { aesKeyWrap } from '@kaitong/iso8583';
import { simCardOf } from '../population/index.ts';

interface VendorKeys {
  /** 16 bytes in hex: the transport key that vendor and acquirer share. */
  readonly vendorKey: string;
  /** In hex: what the drawn factory makes the key of each device from. */
  readonly vendorSecret: string;
}

/** The device's own key as a stock file carries it. */
function wrappedKeyOf({ vendorKey, vendorSecret }: VendorKeys, serialNo: string): string {
  const key = createHmac('sha256', vendorSecret).update(`device:${serialNo}`).digest().subarray(0, 16);
  return Buffer.from(aesKeyWrap(Buffer.from(vendorKey, 'hex'), key)).toString('base64url');
}

const DELIVERY = [
  ['KTE27010001', 'esign_pos'],
  ['KTE27010002', 'esign_pos'],
  ['KTE27010003', 'esign_pos'],
  ['KTE27010004', 'esign_pos'],
  ['KTS27010001', 'smart_pos'],
  ['KTS27010002', 'smart_pos'],
] as const;

/** Line 4 of the spoilt file names a model that nobody makes. */
const SPOILT_SERIAL = 'KTE27010003';

/** Files of one delivery: as it should be, and as it first came. */
const vendorFiles = {
  'delivery.csv': () => '',
  'delivery-one-bad-line.csv': (serialNo: string) => (serialNo === SPOILT_SERIAL ? '_x' : ''),
} as const satisfies Record<string, (serialNo: string) => string>;

/** A file by its name; undefined for a name that is none. */
export function vendorFile(keys: VendorKeys, name: string): string | undefined {
  if (!Object.hasOwn(vendorFiles, name)) return undefined;
  const spoil = vendorFiles[name as keyof typeof vendorFiles];
  const lines = DELIVERY.map(([serialNo, model]) =>
    [serialNo, `${model}${spoil(serialNo)}`, wrappedKeyOf(keys, serialNo), simCardOf(serialNo)].join(','),
  );
  return `${['serial_no,model,wrapped_key,iccid', ...lines].join('\r\n')}\r\n`;
}
