/**
 * The proof of a device on an open network: a certificate of its own, whose common name is its serial number, by the authority that the
 * settings name. Numbers of a terminal are printed on its receipts; the key of its certificate is not.
 */
import type { TLSSocket } from 'node:tls';

/** The serial number of the client's certificate; undefined where none was asked for. TLS has verified it by then. */
export function deviceOf(socket: TLSSocket): string | undefined {
  if (!socket.authorized) return undefined;
  const name = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : undefined;
}

/**
 * Whether a message may come from that device: its terminal is bound to it. Anybody may where the line asks for no proof; the other messages
 * of an activation are sealed under the device's own key and prove more than a certificate.
 */
export const speaksFor = (device: string | undefined, serialNo: string): boolean =>
  device === undefined || device === serialNo;
