/** The demo's bank and agents: all of them invented. One agent is good, one has let its certificate expire, one is suspended. */
import { must } from '../kernel/assert.ts';
import { fen, ratePpm } from '../kernel/fen.ts';
import { addDays, dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import { policyToday } from '../flows/facts.ts';
import type { World } from '../flows/ports.ts';
import { costFloors } from '../modules/catalogue/index.ts';
import {
  addAgentPerson,
  agents,
  createAgent,
  createBank,
  createOutlet,
  issueCertificate,
  placeOfficer,
  suspendAgent,
} from '../modules/channels/index.ts';
import { staffByLogin } from '../modules/identity/index.ts';
import { moveShareTerms, proposeShareTerms } from '../modules/settlement/index.ts';

const HANGZHOU = '330100';
const NINGBO = '330200';

/** The agent that has terms, and the one that is suspended. */
export interface DemoAgents {
  readonly good: string;
  readonly stopped: string;
}

/**
 * Once an installation: where there are agents already, nothing is added. The staff of the demo has to be there. What these agents are
 * given in transactions of their own follows in `settleDemoAgents`.
 */
export async function ensureDemoChannels(world: World): Promise<DemoAgents | undefined> {
  if ((await agents(world.db)).length > 0) return undefined;
  const staff = async (login: string): Promise<string> => must(await staffByLogin(world, login), `demo staff ${login}`);
  const bankId = await createBank(world, '青杉银行');
  const outletId = await createOutlet(world, {
    bankId,
    name: '杭州文三路支行',
    region: HANGZHOU,
    address: '杭州市西湖区文三路 100 号',
    phone: '13900000031', // the duty phone of its desk: messages reach it
  });
  await createOutlet(world, {
    bankId,
    name: '宁波鼓楼支行',
    region: NINGBO,
    address: '宁波市海曙区鼓楼前 1 号',
    phone: '0574-00000000',
  });
  await placeOfficer(world, { staffId: await staff('teller'), bankId, outletId, name: '柜员 冯' });
  await placeOfficer(world, { staffId: await staff('supervisor'), bankId, outletId, name: '主管 蒋' });
  const today = dateInShanghai(world.clock.now());
  const year = (from: number, to: number): { validFrom: CivilDate; validTo: CivilDate } => ({
    validFrom: addDays(today, from),
    validTo: addDays(today, to),
  });
  const good = await createAgent(world, {
    name: '杭州禾木商户服务有限公司',
    phone: '0571-00000001',
    address: '杭州市拱墅区莫干山路 8 号',
  });
  await issueCertificate(world, { agentId: good, cities: [HANGZHOU, NINGBO], ...year(-200, 165) });
  await addAgentPerson(world, { staffId: await staff('agent'), agentId: good, name: '服务商 韩' });
  const expired = await createAgent(world, {
    name: '杭州旧约科技有限公司',
    phone: '0571-00000002',
    address: '杭州市上城区延安路 2 号',
  });
  await issueCertificate(world, { agentId: expired, cities: [HANGZHOU], ...year(-400, -35) });
  const stopped = await createAgent(world, {
    name: '杭州闲云信息服务有限公司',
    phone: '0571-00000003',
    address: '杭州市余杭区良睦路 3 号',
  });
  await issueCertificate(world, { agentId: stopped, cities: [HANGZHOU, NINGBO], ...year(-100, 265) });
  return { good, stopped };
}

/** Half of what a fee brings beyond a base a little above cost, agreed by the demo's two accountants. */
async function agreeDemoShare(world: World, agentId: string): Promise<void> {
  const accountant = async (login: string): Promise<string> =>
    must(await staffByLogin(world, login), `demo staff ${login}`);
  const today = dateInShanghai(world.clock.now());
  const judgedBy = { floors: costFloors(await policyToday(world)), running: addDays(today, -1) };
  const proposed = await proposeShareTerms(world, {
    agentId,
    terms: {
      creditPpm: ratePpm(5_000n),
      debitPpm: ratePpm(4_200n),
      debitCapFen: fen(1_700n),
      qrPpm: ratePpm(3_300n),
      sharePpm: 500_000n,
    },
    from: today,
    reason: '演示：年度合作约定',
    by: await accountant('accountant'),
    ...judgedBy,
  });
  if (proposed.refused) throw new Error(`the demo's terms are refused: ${proposed.refusal.code}`);
  await moveShareTerms(world, {
    termsId: proposed.value,
    event: 'approve',
    by: await accountant('accountant-2'),
    reason: '已核对',
    ...judgedBy,
  });
}

export async function settleDemoAgents(world: World, { good, stopped }: DemoAgents): Promise<void> {
  await agreeDemoShare(world, good);
  await suspendAgent(world, { agentId: stopped, reason: '演示：多起投诉，暂停服务', by: 'demo' });
}
