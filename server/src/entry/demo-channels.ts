/** The demo's bank and agents: all of them invented. One agent is good, one has let its certificate expire, one is suspended. */
import { must } from '../kernel/assert.ts';
import { addDays, dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import type { World } from '../flows/ports.ts';
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

const HANGZHOU = '330100';
const NINGBO = '330200';

/**
 * Once an installation: where there are agents already, nothing is added. The staff of the demo has to be there. Returns the agent
 * that the caller suspends once its own transaction is over.
 */
export async function ensureDemoChannels(world: World): Promise<string | undefined> {
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
  return stopped;
}

export async function suspendDemoAgent(world: World, agentId: string): Promise<void> {
  await suspendAgent(world, { agentId, reason: '演示：多起投诉，暂停服务', by: 'demo' });
}
