/** What a terminal downloads after sign-in: parameters, keys of card organisations, applications, prefixes. No MAC, nothing secret. */
import {
  bytesField,
  decodeBerTlv,
  decodeBinRequest,
  decodeListRequest,
  encodeBinPage,
  encodeEntry,
  encodeListPage,
  encodeTaggedTexts,
  type BerTlv,
} from '@kaitong/iso8583';
import type { World } from '../../flows/ports.ts';
import { merchantFacts } from '../../flows/facts.ts';
import {
  listApplications,
  listCapks,
  noPinPrefixes,
  terminalParameters,
  type Capk,
} from '../../modules/catalogue/index.ts';
import { plainAnswer, type Conversation } from './answers.ts';

/** Field 62 of the answer; undefined where the request cannot be read (30). */
type Download = (world: World, field62: Uint8Array, conversation: Conversation) => Promise<Uint8Array | undefined>;

const object = (tag: string, hex: string): BerTlv => ({ tag, value: Uint8Array.from(Buffer.from(hex, 'hex')) });
const dated = (expiry: string): BerTlv => ({ tag: 'DF05', value: Uint8Array.from(Buffer.from(expiry, 'latin1')) });
const nameOf = (key: Capk): BerTlv[] => [object('9F06', key.rid), object('9F22', key.index), dated(key.expiry)];
const hexOf = (objects: readonly BerTlv[], tag: string): string | undefined => {
  const found = objects.find((one) => one.tag === tag);
  return found === undefined ? undefined : Buffer.from(found.value).toString('hex').toUpperCase();
};

const capkList: Download = async (world, field62) => {
  const received = decodeListRequest(field62);
  return received.ok ? encodeListPage((await listCapks(world.db)).map(nameOf), received.value) : undefined;
};

/** DF06 01: SHA-1, DF07 01: RSA. */
const capk: Download = async (world, field62) => {
  const asked = decodeBerTlv(field62, 62);
  if (!asked.ok) return undefined;
  const [rid, index] = [hexOf(asked.value, '9F06'), hexOf(asked.value, '9F22')];
  const key = (await listCapks(world.db)).find((one) => one.rid === rid && one.index === index);
  if (key === undefined) return encodeEntry(undefined);
  return encodeEntry([
    ...nameOf(key),
    object('DF06', '01'),
    object('DF07', '01'),
    object('DF02', key.modulus),
    object('DF04', key.exponent),
    object('DF03', key.sha1),
  ]);
};

const applicationList: Download = async (world, field62) => {
  const received = decodeListRequest(field62);
  if (!received.ok) return undefined;
  return encodeListPage(
    (await listApplications(world.db)).map(({ aid }) => [object('9F06', aid)]),
    received.value,
  );
};

const application: Download = async (world, field62) => {
  const asked = decodeBerTlv(field62, 62);
  if (!asked.ok) return undefined;
  const aid = hexOf(asked.value, '9F06');
  const found = (await listApplications(world.db)).find((one) => one.aid === aid);
  if (found === undefined) return encodeEntry(undefined);
  return encodeEntry([
    object('9F06', found.aid),
    ...Object.entries(found.objects).map(([tag, hex]) => object(tag, hex)),
  ]);
};

const parameters: Download = async (world, _field62, { terminal }) => {
  const merchant = await merchantFacts(world, terminal.merchantId);
  return encodeTaggedTexts([...(await terminalParameters(world.db, 'terminal')), { tag: '22', value: merchant.name }]);
};

const contactless: Download = async (world) => encodeTaggedTexts(await terminalParameters(world.db, 'contactless'));

const prefixes =
  (kind: 'addition' | 'black'): Download =>
  async (world, field62) => {
    const index = decodeBinRequest(field62);
    return index.ok ? encodeBinPage(await noPinPrefixes(world.db, kind), index.value) : undefined;
  };

/** No card is black-listed at a terminal: every sale is online. */
const nothing: Download = () => Promise.resolve(encodeEntry(undefined));

/** MTI and 60.3 of what can be asked for. */
const DOWNLOADS: Readonly<Record<string, Download>> = {
  '0800/360': parameters,
  '0820/372': capkList,
  '0800/370': capk,
  '0820/382': applicationList,
  '0800/380': application,
  '0800/390': nothing,
  '0800/394': contactless,
  '0800/396': prefixes('addition'),
  '0800/398': prefixes('black'),
};
/** Their ends, and the terminal's word about its state: heard and answered. */
const HEARD: readonly string[] = ['361', '371', '381', '391', '395', '397', '399', '362'];

/** The answer to a download, or undefined where the message asks for none. */
export async function download(conversation: Conversation, code: string): Promise<Uint8Array | undefined> {
  const { world, message, terminal } = conversation;
  const wanted = DOWNLOADS[`${message.mti}/${code}`];
  if (wanted === undefined && !HEARD.includes(code)) return undefined;
  if (terminal.state !== 'activating' && terminal.state !== 'active') return plainAnswer(world, message, '97');
  if (wanted === undefined) return plainAnswer(world, message, '00');
  const field62 = await wanted(world, bytesField(message, 62) ?? new Uint8Array(), conversation);
  return field62 === undefined ? plainAnswer(world, message, '30') : plainAnswer(world, message, '00', { 62: field62 });
}
