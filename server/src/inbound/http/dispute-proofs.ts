/** Proofs of a dispute as they come in by a form and go out to whoever may look. */
import type { FastifyReply } from 'fastify';
import { accept, refuse } from '../../kernel/outcome.ts';
import { proofsOf, proofTypeOf, type DisputeKey } from '../../modules/reconciliation/index.ts';
import { handInProof } from '../../flows/disputes.ts';
import type { World } from '../../flows/ports.ts';
import type { Upload } from './context.ts';

/** Keeps what is a picture or a PDF by its bytes. */
export async function keepProof(
  world: World,
  input: DisputeKey & { readonly file: Upload | undefined; readonly by: string },
) {
  const content = input.file?.content ?? new Uint8Array();
  const contentType = proofTypeOf(content);
  if (contentType === undefined) return refuse('reconciliation.proof_unreadable');
  const kept = await handInProof(world, { ...input, content, contentType });
  return kept.refused ? kept : accept({ proofId: kept.value });
}

/** Sends one, never to be run by a browser as anything but what it is. */
export async function sendProof(world: World, key: DisputeKey & { readonly proofId: string }, reply: FastifyReply) {
  const proof = (await proofsOf(world.db, key)).find((one) => one.proofId === key.proofId);
  if (proof === undefined) return refuse('reconciliation.dispute_unknown');
  const { content } = await world.files.read(proof.fileId);
  void reply
    .type(proof.contentType)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(Buffer.from(content));
  return 'sent' as const;
}
