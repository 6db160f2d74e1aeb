/** What a merchant's open page is told. */
import type { Walker } from '../src/entry/journey.ts';

/** Opens the event stream of a session; `next` is the data of the first approved sale that it tells of. */
export async function liveSale(walker: Walker): Promise<{ next: Promise<string> }> {
  const cookie = [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${walker.baseUrl}/api/applicant/events`, { headers: { cookie } });
  const reader = response.body?.getReader();
  const read = async (): Promise<string> => {
    let text = '';
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) throw new Error('the stream ended');
      text += new TextDecoder().decode(part.value);
      const data = /^data: (.*transaction\.moved.*approved.*)$/m.exec(text)?.[1];
      if (data !== undefined) {
        void reader?.cancel();
        return data;
      }
    }
  };
  return { next: read() };
}
