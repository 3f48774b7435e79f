/** ICE servers in `Link` header rows (draft-ietf-wish-whep §4.6, RFC 8288): `<turn:…>; rel="ice-server"; username="…"`. */
import { iceServers } from './messages.ts';

const MAX_HEADER = 16 * 1024;
const ROW = /<([^<>]*)>((?:\s*;\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]*))?)*)/g;
const PARAMETER = /;\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?/g;

export function iceServersOfLink(header: string | null): RTCIceServer[] {
  if (!header || header.length > MAX_HEADER) return [];
  const rows: Record<string, string>[] = [];
  for (const [, target = '', parameters = ''] of header.matchAll(ROW)) {
    const row: Record<string, string> = { urls: target };
    for (const [, name = '', quoted, token] of parameters.matchAll(PARAMETER)) {
      row[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? token ?? '';
    }
    if (row['rel'] === 'ice-server') rows.push(row);
  }
  return iceServers(rows);
}
