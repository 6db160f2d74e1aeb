// A worker that does what the job's "picture" tells it to: for the tests of the client's patience.
import { existsSync, writeFileSync } from 'node:fs';

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, input }) => {
  const order = JSON.parse(Buffer.from(input.image).toString('utf8'));
  if (order.do === 'crash') process.exit(7);
  if (order.do === 'crash-once' && !existsSync(order.flag)) {
    writeFileSync(order.flag, '');
    process.exit(7);
  }
  if (order.do === 'hang') return;
  if (order.do === 'fail') process.send({ id, error: 'as ordered' });
  else process.send({ id, output: { pid: process.pid } });
});
process.send({ ready: true });
