/** `npm run decode -- <hex> [--clear]`: prints a message as a person reads it. Spaces in the hex do not matter. */
import { describeBytes, renderDescription } from '../index.ts';

const given = process.argv.slice(2);
const hex = given
  .filter((one) => !one.startsWith('--'))
  .join('')
  .replaceAll(/\s/g, '');
if (hex === '' || hex.length % 2 === 1 || !/^[0-9A-Fa-f]+$/.test(hex)) {
  process.stderr.write('npm run decode -- <bytes in hex> [--clear]\n');
  process.exit(2);
}
const description = describeBytes(Buffer.from(hex, 'hex'), { show: given.includes('--clear') ? 'clear' : 'masked' });
process.stdout.write(`${renderDescription(description)}\n`);
process.exit(description.faults.length === 0 ? 0 : 1);
