/** JSON-RPC 2.0 as the camera sends it (contract §7). What does not fit is undefined and changes nothing. */
import { integer, object, parseObject, sentence, string, type JsonObject } from '../json.ts';

/** A status with many sensors and controls fits several times. */
export const MAX_RPC_LENGTH = 256 * 1024;

export type RpcMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  /** `id` is undefined where the camera could not read whose request it was (JSON-RPC 2.0 §5: null). */
  | { readonly kind: 'error'; readonly id: number | undefined; readonly code: number; readonly message: string }
  | { readonly kind: 'notification'; readonly method: string; readonly params: JsonObject };

export function parseRpc(text: string): RpcMessage | undefined {
  const members = parseObject(text, MAX_RPC_LENGTH);
  if (!members || members['jsonrpc'] !== '2.0') return undefined;
  if ('method' in members) {
    const method = string(members['method'], 64, /^[A-Za-z.]+$/);
    return method === undefined || 'id' in members ? undefined : { kind: 'notification', method, params: object(members['params']) ?? {} };
  }
  const id = integer(members['id'], 0, Number.MAX_SAFE_INTEGER);
  // §5: either a result or an error, never both.
  if ('result' in members) return id === undefined || 'error' in members ? undefined : { kind: 'result', id, result: members['result'] };
  const error = object(members['error']);
  const code = integer(error?.['code'], -2_147_483_648, 2_147_483_647);
  if (code === undefined || (id === undefined && members['id'] !== null)) return undefined;
  return { kind: 'error', id, code, message: sentence(error?.['message'], 200) };
}
