/** People of a bank or an agent, and what they do for a merchant. */
import { createClient, type Client } from '@kaitong/client';
import { Walker } from '../src/entry/journey.ts';

/** A member of staff at the app of their channel. */
export class Desk {
  readonly cookies = new Map<string, string>();
  readonly client: Client;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    this.client = createClient({ baseUrl: url, cookies: this.cookies });
  }
  async signIn(app: 'counter' | 'agent', role: string): Promise<this> {
    const { signIns } = await this.client.call('GET /api/demo/info');
    const { login = '', password = '' } = signIns.find((one) => one.role === role) ?? {};
    await this.client.call(`POST /api/${app}/sessions`, { body: { login, password } });
    return this;
  }
}

/** The merchant's own routes in the hands of a desk, which names the filing it works on. */
export class AtWork extends Walker {
  override readonly client: Client;
  constructor(desk: Desk, personKey: string, filingId: string) {
    super(desk.url, personKey);
    this.client = createClient({
      baseUrl: desk.url,
      cookies: desk.cookies,
      headers: () => ({ 'x-kaitong-filing': filingId }),
    });
  }
}
